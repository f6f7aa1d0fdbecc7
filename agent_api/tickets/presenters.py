"""Tickets as somebody may see them: names instead of ids, the light of today, and no more than their role reads.

Owns the way from a row to what the API writes. Who may see what is `agent_api.tickets.queries.visibility`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from agent_api.access.guard import Asking
from agent_api.access.user_names import names
from agent_api.areas.schemas import OfficialOfArea
from agent_api.customers.caller_numbers import callers_told
from agent_api.customers.domain.masking import masked_number, shown_number
from agent_api.kit import labels
from agent_api.kit.context import Deps
from agent_api.lookups.store import Made
from agent_api.tickets import petitioner, store
from agent_api.tickets.answers.enclosures import limits_of, promise_of
from agent_api.tickets.domain import legal_term
from agent_api.tickets.domain.legal_term import Reckoning
from agent_api.tickets.domain.numbers import read_number, spoken
from agent_api.tickets.history_store import Entry, state_began
from agent_api.tickets.queries.filters import Seen
from agent_api.tickets.queries.related import ties_of
from agent_api.tickets.queries.visibility import BEHIND_THE_PHONE, WITHOUT_READING, is_open_to, reads_texts, seen_by
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
from agent_api.tickets.store import Filed
from agent_api.tickets.workflow.assignment import area_to_escalate_to
from agent_api.tickets.workflow.available_steps import offers_for
from config.law.labels import KINDS
from config.law.loader import law_of_colombia
from config.law.terms import day_of_receipt
from config.site.model import Site

_SPOKEN = ("phone", "in_person", "message")


def reckoning(deps: Deps) -> Reckoning:
    """What terms are counted with here."""
    return Reckoning(law_of_colombia(), deps.site.terms)


async def shown(deps: Deps, who: Asking, tickets: Sequence[Filed]) -> list[Ticket]:
    """Tickets as somebody may see them in a list."""
    return [Ticket(**each) for each in await _told(deps, who, tickets)]


async def shown_whole(deps: Deps, who: Asking, filed: Filed, *, opened: bool = True) -> TicketDetail:
    """Return one ticket with all that belongs to it; not ``opened``, with where it is and nothing of its customer."""
    (told,) = await _told(deps, who, [filed], opened=opened)
    steps, assignees = await offers_for(deps, who, filed, reckoning(deps))
    escalates_to = area_to_escalate_to(deps.site, filed, deps.now()) if "escalate" in steps else ""
    common = {
        **told,
        "opened": opened,
        "term": _term(reckoning(deps), filed, deps),
        "steps": steps if opened else [each for each in steps if each in WITHOUT_READING],
        "assignees": [OfficialOfArea(**msgspec.structs.asdict(each)) for each in assignees],
        "escalates_to": escalates_to or None,
        "escalates_to_name": area_name(deps.site, escalates_to) or None,
        "history": f"/api/v1/tickets/{filed.number}/history",
        "typology_version": filed.site_version,
    }
    return TicketDetail(**{**common, **(await _kept(deps, who, filed) if opened else _KEPT)})


async def _kept(deps: Deps, who: Asking, filed: Filed) -> dict[str, Any]:
    """Return what a ticket tells of its customer, and what was answered."""
    ties = await ties_of(deps, who, filed)
    reads, unsealed, place = reads_texts(who), deps.sealer.open, store.place_of(deps.campaign, filed)
    people = _people(petitioner.petitioner_of(deps, filed)) if reads else {"petitioner": None, "representative": None}
    answer = unsealed(filed.answer, about=store.ANSWER, row=place) if reads and filed.answer else None
    return {
        "customer_id": filed.customer_ref or None,
        **people,
        "email": unsealed(filed.email, about=store.EMAIL, row=place) if reads and filed.email else None,
        "address": unsealed(filed.address, about=store.ADDRESS, row=place) if reads and filed.address else None,
        "answer": answer,
        "response": filed.response,
        "response_name": response_name(deps.site, filed.response) if filed.response else None,
        "answer_attachments": list(filed.answer_attachments),
        "answer_limits": _limits(deps, filed),
        "promised_document": promise_of(deps, filed.response, answer or "") or None,
        "recordings": list(ties.recordings),
        "lookups": [_lookup(deps, each) for each in ties.lookups],
    }


_KEPT: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("text", "caller", "call_id", "customer_id", "petitioner", "email", "address", "answer")),
    **dict.fromkeys(("representative", "response", "response_name", "answer_limits", "promised_document")),
    "answer_attachments": [],
    "recordings": [],
    "lookups": [],
}
"""Of a ticket that is not opened: nothing of its customer."""


def _people(asks: petitioner.Petitioner) -> dict[str, Any]:
    """Return the petitioner and the representative as the API writes them; the petitioner bears it, too."""
    acting = asks.representative
    representative = Named(name=acting.name, document=acting.document) if acting else None
    named = Petitioner(name=asks.name, document=asks.document, representative=representative) if asks.name else None
    return {"petitioner": named, "representative": representative}


def _limits(deps: Deps, filed: Filed) -> AnswerLimits | None:
    limits = limits_of(deps, filed)
    return AnswerLimits(most_files=limits.most_files, most_bytes=limits.most_bytes) if limits else None


def _lookup(deps: Deps, made: Made) -> TicketLookup:
    known = deps.site.lookups.lookups.get(made.lookup) if deps.site.lookups else None
    return TicketLookup(
        lookup=made.lookup,
        name=known.name if known else made.lookup,
        at=made.at,
        who=made.who,
        who_name=made.who_name,
        result=made.result,
        reason=made.reason,
    )


def shown_entry(entry: Entry, files: Mapping[str, SentFile], *, reads: bool, told: str | None = None) -> TicketEntry:
    """One step of a history; ``told``: what it changed, as a sentence; ``files``: of the ticket, by id."""
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
        told=told,
        files=[files[each] for each in chosen if each in files],
        decided=decided,
    )


async def _told(deps: Deps, who: Asking, tickets: Sequence[Filed], *, opened: bool = False) -> list[dict[str, Any]]:
    """What a list says of each; ``opened``: whoever asks has been let at the ticket's customer."""
    callers = await callers_told(deps, [each.caller_ref for each in tickets])
    known = await names(deps, {each.owner for each in tickets if each.owner})
    began = await state_began(deps.engine, deps.campaign, [each.number for each in tickets])
    show = shown_number if who.may("number.read") else masked_number
    reads, open_ones = reads_texts(who), await _opened(deps, who, tickets)
    return [
        {
            **_what(deps, each, await deps.site_of(each.site_version)),
            **_where(deps, each, known),
            "state_since": began.get(each.number, each.filed_at),
            "text": _text(deps, each) if reads and (opened or each.number in open_ones) else None,
            "caller": show(callers.get(each.caller_ref, "")) if each.caller_ref else None,
        }
        for each in tickets
    ]


async def _opened(deps: Deps, who: Asking, tickets: Sequence[Filed]) -> set[str]:
    """The numbers of those of whose customers somebody may read; whom a call has verified is asked where it matters."""
    matters = not who.roles & BEHIND_THE_PHONE and any(each.customer_ref for each in tickets)
    seen = await seen_by(deps, who) if matters else Seen(every=False, user=who.user)
    return {each.number for each in tickets if is_open_to(who, seen, each)}


def _text(deps: Deps, filed: Filed) -> str:
    return deps.sealer.open(filed.text, about=store.TEXT, row=store.place_of(deps.campaign, filed))


def _what(deps: Deps, filed: Filed, site: Site) -> dict[str, Any]:
    return {
        "number": filed.number,
        "spoken": spoken(read_number(filed.number)),
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
        "verbal": filed.channel in _SPOKEN,
    }


def _where(deps: Deps, filed: Filed, names: dict[str, str]) -> dict[str, Any]:
    life = filed.life
    today = day_of_receipt(deps.now())
    light = legal_term.light_of(reckoning(deps), life, today)
    return {
        "status": filed.status,
        "state": filed.state,
        "tier": filed.tier,
        "owner": filed.owner or None,
        "owner_name": names.get(filed.owner, filed.owner) or None,
        "area": filed.area or None,
        "area_name": area_name(deps.site, filed.area) or None,
        "round": filed.round,
        "due_on": life.due_on,
        "due_spoken": legal_term.spoken(life, today),
        "light": light.color,
        "days_left": light.days_left,
        "days_late": light.days_late,
        "closed_at": filed.closed_at,
        "outcome": filed.outcome,
        "version": filed.version,
    }


def _term(by: Reckoning, filed: Filed, deps: Deps) -> TicketTerm:
    life, today = filed.life, day_of_receipt(deps.now())
    light, silence = legal_term.light_of(by, life, today), legal_term.silence_of(by, life, today)
    return TicketTerm(
        legal_kind=life.legal_kind,
        legal_kind_name=KINDS[life.legal_kind],
        received_at=life.received_at,
        received_on=day_of_receipt(life.received_at),
        due_on=life.due_on,
        basis=life.basis,
        days_left=light.days_left,
        days_late=light.days_late,
        breached=light.breached,
        extended=life.extended,
        extendable_until=legal_term.extendable_until(by, life, today),
        asked_at=life.asked_at,
        completed_at=life.completed_at,
        silence=TicketSilence(granted_on=silence.granted_on, copies_by=silence.copies.last_day) if silence else None,
    )
