"""Tickets as somebody may see them: names instead of ids, the light of today, and no more than their role reads.

Owns the way from a row to what the API writes. Who may see what is `agent_api.tickets.queries.visibility`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.areas.schemas import OfficialOfArea
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.lookups.store import LookupRecord
from agent_api.tickets import petitioner, store
from agent_api.tickets.answers.enclosures import enclosure_limits, promised_document
from agent_api.tickets.domain import legal_term
from agent_api.tickets.domain.legal_term import TermPolicy, term_policy
from agent_api.tickets.domain.numbers import parse_number, spoken_number
from agent_api.tickets.history_store import StepEntry, state_since
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.related import related_items
from agent_api.tickets.queries.visibility import (
    BACK_OFFICE_ROLES,
    STEPS_WITHOUT_READING,
    can_read,
    can_read_texts,
    visibility_of,
)
from agent_api.tickets.schemas import (
    AnswerLimits,
    Named,
    Petitioner,
    SentFile,
    Ticket,
    TicketDetail,
    TicketEntry,
    TicketLookup,
    TicketSilence,
    TicketTerm,
)
from agent_api.tickets.sentences import area_name, response_name
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.workflow.assignment import escalation_area
from agent_api.tickets.workflow.available_steps import list_available_steps
from config.law.labels import KIND_LABELS
from config.law.terms import day_of_receipt
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_VERBAL_CHANNELS = ("phone", "in_person", "message")


async def present_tickets(context: ApiContext, principal: Principal, tickets: Sequence[FiledTicket]) -> list[Ticket]:
    """Tickets as somebody may see them in a list."""
    return [Ticket(**each) for each in await _list_fields(context, principal, tickets)]


async def present_detail(
    context: ApiContext, principal: Principal, filed: FiledTicket, *, opened: bool = True
) -> TicketDetail:
    """Return one ticket with all that belongs to it; not ``opened``, with where it is and nothing of its customer."""
    (told,) = await _list_fields(context, principal, [filed], opened=opened)
    steps, assignees = await list_available_steps(context, principal, filed, term_policy(context.site))
    escalates_to = escalation_area(context.site, filed, context.now()) if "escalate" in steps else ""
    common = {
        **told,
        "opened": opened,
        "term": _present_term(term_policy(context.site), filed, context),
        "steps": steps if opened else [each for each in steps if each in STEPS_WITHOUT_READING],
        "assignees": [OfficialOfArea(**msgspec.structs.asdict(each)) for each in assignees],
        "escalates_to": escalates_to or None,
        "escalates_to_name": area_name(context.site, escalates_to) or None,
        "history": f"/api/v1/tickets/{filed.number}/history",
        "typology_version": filed.site_version,
    }
    return TicketDetail(
        **{**common, **(await _customer_fields(context, principal, filed) if opened else _EMPTY_CUSTOMER_FIELDS)}
    )


async def _customer_fields(context: ApiContext, principal: Principal, filed: FiledTicket) -> dict[str, Any]:
    """Return what a ticket tells of its customer, and what was answered."""
    ties = await related_items(context, principal, filed)
    reads, unsealed, place = (
        can_read_texts(principal),
        context.cipher.decrypt,
        store.associated_data_of(context.campaign, filed),
    )
    people = (
        _present_people(petitioner.petitioner_of(context.cipher, context.site, filed))
        if reads
        else {"petitioner": None, "representative": None}
    )
    answer = unsealed(filed.answer, field=store.ANSWER, row=place) if reads and filed.answer else None
    return {
        "customer_id": filed.customer_ref or None,
        **people,
        "email": unsealed(filed.email, field=store.EMAIL, row=place) if reads and filed.email else None,
        "address": unsealed(filed.address, field=store.ADDRESS, row=place) if reads and filed.address else None,
        "answer": answer,
        "response": filed.response,
        "response_name": response_name(context.site, filed.response) if filed.response else None,
        "answer_attachments": list(filed.answer_attachments),
        "answer_limits": _present_limits(context.cipher, context.site, filed),
        "promised_document": promised_document(context.site, filed.response, answer or "") or None,
        "recordings": list(ties.recordings),
        "lookups": [_present_lookup(context.site, each) for each in ties.lookups],
    }


_EMPTY_CUSTOMER_FIELDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("text", "caller", "call_id", "customer_id", "petitioner", "email", "address", "answer")),
    **dict.fromkeys(("representative", "response", "response_name", "answer_limits", "promised_document")),
    "answer_attachments": [],
    "recordings": [],
    "lookups": [],
}
"""Of a ticket that is not opened: nothing of its customer."""


def _present_people(asks: petitioner.TicketPetitioner) -> dict[str, Any]:
    """Return the petitioner and the representative as the API writes them; the petitioner bears it, too."""
    acting = asks.representative
    representative = Named(name=acting.name, document=acting.document) if acting else None
    named = Petitioner(name=asks.name, document=asks.document, representative=representative) if asks.name else None
    return {"petitioner": named, "representative": representative}


def _present_limits(cipher: FieldCipher, site: Site, filed: FiledTicket) -> AnswerLimits | None:
    limits = enclosure_limits(cipher, site, filed)
    return AnswerLimits(most_files=limits.most_files, most_bytes=limits.most_bytes) if limits else None


def _present_lookup(site: Site, made: LookupRecord) -> TicketLookup:
    known = site.lookups.lookups.get(made.lookup) if site.lookups else None
    return TicketLookup(
        lookup=made.lookup,
        name=known.name if known else made.lookup,
        at=made.at,
        who=made.who,
        who_name=made.who_name,
        result=made.result,
        reason=made.reason,
    )


def present_entry(
    entry: StepEntry, files: Mapping[str, SentFile], *, reads: bool, change: str | None = None
) -> TicketEntry:
    """One step of a history; ``change``: what it changed, as a sentence; ``files``: of the ticket, by id."""
    decided = msgspec.to_builtins(entry.step)
    step, chosen = decided.pop("step"), decided.pop("attachments", None) or ()
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
        decided=decided,
    )


async def _list_fields(
    context: ApiContext, principal: Principal, tickets: Sequence[FiledTicket], *, opened: bool = False
) -> list[dict[str, Any]]:
    """What a list says of each; ``opened``: whoever asks has been let at the ticket's customer."""
    callers = await caller_numbers_of(context).find_displayed([each.caller_ref for each in tickets])
    known = await find_names(
        context.engine, context.site, context.cipher, {each.owner for each in tickets if each.owner}
    )
    began = await state_since(context.engine, context.campaign, [each.number for each in tickets])
    show = format_number if principal.has_permission("number.read") else mask_number
    reads, open_ones = can_read_texts(principal), await _readable_numbers(context, principal, tickets)
    return [
        {
            **_topic_fields(each, await context.load_site_version(each.site_version)),
            **_state_fields(context, each, known),
            "state_since": began.get(each.number, each.filed_at),
            "text": _decrypt_text(context.cipher, context.campaign, each)
            if reads and (opened or each.number in open_ones)
            else None,
            "caller": show(callers.get(each.caller_ref, "")) if each.caller_ref else None,
        }
        for each in tickets
    ]


async def _readable_numbers(context: ApiContext, principal: Principal, tickets: Sequence[FiledTicket]) -> set[str]:
    """The numbers of those of whose customers somebody may read; whom a call has verified is asked where it matters."""
    matters = not principal.roles & BACK_OFFICE_ROLES and any(each.customer_ref for each in tickets)
    seen = await visibility_of(context, principal) if matters else Visibility(all_tickets=False, user=principal.user)
    return {each.number for each in tickets if can_read(principal, seen, each)}


def _decrypt_text(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> str:
    return cipher.decrypt(filed.text, field=store.TEXT, row=store.associated_data_of(campaign, filed))


def _topic_fields(filed: FiledTicket, site: Site) -> dict[str, Any]:
    return {
        "number": filed.number,
        "spoken": spoken_number(parse_number(filed.number)),
        "kind": filed.kind,
        "kind_name": labels.kind_name(site, filed.kind),
        "theme": filed.theme,
        "theme_name": labels.theme_name(site, filed.kind, filed.theme),
        "subtheme": filed.subtheme or None,
        "subtheme_name": labels.subtheme_name(site, filed.kind, filed.theme, filed.subtheme),
        "call_id": filed.call_id or None,
        "filed_at": filed.filed_at,
        "filed_by": filed.filed_by,
        "received_by": filed.received_by,
        "channel": filed.channel,
        "verbal": filed.channel in _VERBAL_CHANNELS,
    }


def _state_fields(context: ApiContext, filed: FiledTicket, names: dict[str, str]) -> dict[str, Any]:
    life = filed.ticket
    today = day_of_receipt(context.now())
    light = legal_term.light_of(term_policy(context.site), life, today)
    return {
        "status": filed.status,
        "state": filed.state,
        "tier": filed.tier,
        "owner": filed.owner or None,
        "owner_name": names.get(filed.owner, filed.owner) or None,
        "area": filed.area or None,
        "area_name": area_name(context.site, filed.area) or None,
        "round": filed.round,
        "due_on": life.due_on,
        "due_spoken": legal_term.due_date_sentence(life, today),
        "light": light.color,
        "days_left": light.days_left,
        "days_late": light.days_late,
        "closed_at": filed.closed_at,
        "outcome": filed.outcome,
        "version": filed.version,
    }


def _present_term(policy: TermPolicy, filed: FiledTicket, context: ApiContext) -> TicketTerm:
    life, today = filed.ticket, day_of_receipt(context.now())
    light, silence = legal_term.light_of(policy, life, today), legal_term.silence_of(policy, life, today)
    return TicketTerm(
        legal_kind=life.legal_kind,
        legal_kind_name=KIND_LABELS[life.legal_kind],
        received_at=life.received_at,
        received_on=day_of_receipt(life.received_at),
        due_on=life.due_on,
        basis=life.basis,
        days_left=light.days_left,
        days_late=light.days_late,
        breached=light.is_breached,
        extended=life.extended,
        extendable_until=legal_term.extendable_until(policy, life, today),
        asked_at=life.asked_at,
        completed_at=life.completed_at,
        silence=TicketSilence(granted_on=silence.granted_on, copies_by=silence.copies.last_day) if silence else None,
    )
