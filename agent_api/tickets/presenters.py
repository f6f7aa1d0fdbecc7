"""Tickets as the API returns them.

Owns the shape only: each function builds a model of `agent_api.tickets.schemas` from values that
`agent_api.tickets.queries` loaded. It does not query the database, make decisions or decrypt.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from agent_api.areas.schemas import AreaOfficial
from agent_api.kit import labels
from agent_api.kit.text import fold_accents
from agent_api.lookups.queries import LookupRecord
from agent_api.mandates.schemas import NamedPetitioner
from agent_api.mandates.stated import StatedMandate
from agent_api.tickets.domain.legal_term import TermStanding
from agent_api.tickets.domain.ticket import Ticket as TicketState
from agent_api.tickets.history_store import StepEntry
from agent_api.tickets.links.schemas import LinkedTicket
from agent_api.tickets.links.service import LinkedRow
from agent_api.tickets.queries.counts import ListCounts
from agent_api.tickets.queries.details import DetailInputs, TicketContents
from agent_api.tickets.queries.inboxes import InboxPage
from agent_api.tickets.queries.summaries import TicketSummary
from agent_api.tickets.schemas import (
    AnswerLimits,
    MentionedUser,
    OwnerCount,
    Petitioner,
    SentFile,
    Ticket,
    TicketCounts,
    TicketDetail,
    TicketEntry,
    TicketLookup,
    TicketMandate,
    TicketPage,
    TicketSilence,
    TicketTerm,
)
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import StatedPetitioner
from config.law.labels import KIND_LABELS
from eventlog.facts.tickets.ticket import LinkKind

_VERBAL_CHANNELS = ("phone", "in_person", "message")


def present_page(page: InboxPage) -> TicketPage:
    """Build a page of a list."""
    return TicketPage(
        tickets=[Ticket(**_summary_fields(each)) for each in page.summaries],
        next=page.next.encode() if page.next else None,
    )


def present_counts(counts: ListCounts) -> TicketCounts:
    """Build the counts of a list; owners are in the order of their names."""
    owners = [
        OwnerCount(owner=login, owner_name=counts.owner_names.get(login, login), count=count)
        for login, count in counts.owners.items()
        if login
    ]
    return TicketCounts(
        total=counts.total,
        states=dict(counts.states),
        lights=dict(counts.lights),
        unowned=counts.owners.get("", 0),
        owners=sorted(owners, key=lambda each: fold_accents(each.owner_name)),
    )


def present_detail(inputs: DetailInputs) -> TicketDetail:
    """Build one ticket in full; without contents, only its status and no data of its customer."""
    filed, contents = inputs.summary.filed, inputs.contents
    return TicketDetail(
        **{
            **_summary_fields(inputs.summary),
            "opened": contents is not None,
            "term": _present_term(filed.ticket, inputs.standing),
            "steps": list(inputs.steps),
            "assignees": [AreaOfficial(**msgspec.structs.asdict(each)) for each in inputs.assignees],
            "answer_opened": inputs.answer_opened,
            "undo_until": filed.undo_until,
            "links": [_present_link(each) for each in inputs.links],
            "escalates_to": inputs.escalates_to or None,
            "escalates_to_name": inputs.escalates_to_name or None,
            "history": f"/api/v1/tickets/{filed.number}/history",
            "typology_version": filed.site_version,
            **(_contents_fields(filed, contents) if contents else _EMPTY_CONTENTS_FIELDS),
        }
    )


def present_entry(
    entry: StepEntry,
    files: Mapping[str, SentFile],
    names: Mapping[str, str],
    *,
    reads: bool,
    change: str | None = None,
) -> TicketEntry:
    """Build one step of a history.

    ``change`` is a sentence about what the step changed; ``files`` holds the ticket's files by id, ``names`` those of
    the mentioned users by login.
    """
    decided = msgspec.to_builtins(entry.step)
    step, chosen = decided.pop("step"), decided.pop("attachments", None) or ()
    mentions = decided.pop("mentions", ())
    return TicketEntry(
        version=entry.version,
        at=entry.at,
        who=entry.who,
        who_name=entry.who_name,
        step=step,
        state=entry.state,
        round=entry.round,
        note=entry.note or None if reads else None,
        told=change,
        files=[files[each] for each in chosen if each in files],
        mentions=[MentionedUser(user=each, name=names.get(each, each)) for each in mentions],
        decided=decided,
    )


def _summary_fields(summary: TicketSummary) -> dict[str, Any]:
    filed = summary.filed
    return {
        "number": filed.number,
        "spoken": summary.spoken,
        "kind": filed.kind,
        "kind_name": summary.topic.kind,
        "theme": filed.theme,
        "theme_name": summary.topic.theme,
        "subtheme": filed.subtheme or None,
        "subtheme_name": summary.topic.subtheme,
        "text": summary.text,
        "status": filed.status,
        "call_id": filed.call_id or None,
        "caller": summary.caller,
        "filed_at": filed.filed_at,
        "filed_by": filed.filed_by,
        "received_by": filed.received_by,
        "verbal": filed.channel in _VERBAL_CHANNELS,
        "channel": filed.channel,
        "state": filed.state,
        "tier": filed.tier,
        "owner": filed.owner or None,
        "owner_name": summary.owner_name or None,
        "area": filed.area or None,
        "area_name": summary.area_name or None,
        "round": filed.round,
        "due_on": filed.due_on,
        "due_spoken": summary.due_sentence,
        **_urgency_fields(filed),
        "light": summary.light.color,
        "days_left": summary.light.days_left,
        "days_late": summary.light.days_late,
        "state_since": summary.state_since,
        "closed_at": filed.closed_at,
        "outcome": filed.outcome,
        "large_client": summary.large_client or None,
        "version": filed.version,
    }


def _urgency_fields(filed: FiledTicket) -> dict[str, Any]:
    return {
        "priority": filed.priority,
        "priority_name": labels.PRIORITY_REASONS[filed.priority] if filed.priority else None,
        "authority": filed.authority,
        "authority_name": labels.AUTHORITIES[filed.authority] if filed.authority else None,
        "authority_due_at": filed.authority_due_at,
        "relay_call": filed.relay_call,
    }


def _present_term(ticket: TicketState, standing: TermStanding) -> TicketTerm:
    silence = standing.silence
    return TicketTerm(
        legal_kind=ticket.legal_kind,
        legal_kind_name=KIND_LABELS[ticket.legal_kind],
        received_at=ticket.received_at,
        received_on=standing.received_on,
        due_on=ticket.due_on,
        basis=ticket.basis,
        days_left=standing.light.days_left,
        days_late=standing.light.days_late,
        breached=standing.light.is_breached,
        extended=ticket.extended,
        extendable_until=standing.extendable_until,
        asked_at=ticket.asked_at,
        completed_at=ticket.completed_at,
        silence=TicketSilence(granted_on=silence.granted_on, copies_by=silence.copies.last_day) if silence else None,
    )


def _contents_fields(filed: FiledTicket, contents: TicketContents) -> dict[str, Any]:
    texts, limits = contents.texts, contents.answer_limits
    return {
        **_people_fields(texts.petitioner or StatedPetitioner()),
        "mandate": _present_mandate(filed, texts.petitioner.mandate if texts.petitioner else None),
        "text": texts.text or None,
        "customer_id": filed.customer_ref or None,
        "email": texts.email or None,
        "address": texts.address or None,
        "annexes": texts.annexes.splitlines(),
        "answer": texts.answer or None,
        "response": filed.response,
        "response_name": contents.response_name or None,
        "answer_attachments": list(filed.answer_attachments),
        "answer_limits": AnswerLimits(**msgspec.structs.asdict(limits)) if limits else None,
        "promised_document": contents.promised_document or None,
        "recordings": list(contents.related.recordings),
        "lookups": [_present_lookup(each, contents.lookup_names) for each in contents.related.lookups],
    }


_EMPTY_CONTENTS_FIELDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("text", "caller", "call_id", "customer_id", "petitioner", "email", "address", "answer")),
    **dict.fromkeys(("representative", "response", "response_name", "answer_limits", "promised_document")),
    "mandate": None,
    "annexes": [],
    "answer_attachments": [],
    "recordings": [],
    "lookups": [],
}
"""Fields of a ticket that the person may not read: no data of its customer."""


def _people_fields(stated: StatedPetitioner) -> dict[str, Any]:
    """Return petitioner and representative; the petitioner also contains the representative."""
    acting = stated.representative
    representative = NamedPetitioner(name=acting.name, document=acting.document) if acting else None
    named = (
        Petitioner(name=stated.name, document=stated.document, representative=representative) if stated.name else None
    )
    return {"petitioner": named, "representative": representative}


def _present_mandate(filed: FiledTicket, stated: StatedMandate | None) -> TicketMandate | None:
    if stated is None:
        return None
    state = filed.mandate
    return TicketMandate(
        kind=stated.kind,
        kind_name=labels.MANDATE_KINDS[stated.kind],
        document=stated.document,
        scope=stated.scope or None,
        expires_on=stated.expires_on,
        result=state if state in ("sufficient", "insufficient") else None,
        result_name=labels.MANDATE_STATES[state or "unchecked"],
        until=filed.mandate_until,
    )


def _present_link(row: LinkedRow) -> LinkedTicket:
    return LinkedTicket(
        number=row.filed.number,
        kind=row.kind,
        direction="out" if row.outgoing else "in",
        sentence=_LINK_SENTENCES[row.kind, row.outgoing].format(row.filed.number),
        topic=row.topic,
        state=row.filed.state,
        due_on=row.filed.due_on,
        version=row.filed.version,
        joint=row.joint,
    )


_LINK_SENTENCES: Final[Mapping[tuple[LinkKind, bool], str]] = {
    ("duplicate", True): "Repite el radicado {}",
    ("duplicate", False): "Lo repite el radicado {}",
    ("follow_up", True): "Hace seguimiento al radicado {}",
    ("follow_up", False): "Le hace seguimiento el radicado {}",
}


def _present_lookup(record: LookupRecord, names: Mapping[str, str]) -> TicketLookup:
    return TicketLookup(
        lookup=record.lookup,
        name=names.get(record.lookup, record.lookup),
        at=record.at,
        who=record.who,
        who_name=record.who_name,
        result=record.result,
        reason=record.reason,
    )
