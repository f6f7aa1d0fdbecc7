"""Filing a petition, and listing tickets for who may see them.

Owns what a filing is: one transaction with the number, the ticket, its first steps and their facts, done once however
often it is asked. No petition is refused because somebody is not identified or gives no reasons (Decreto 1166 de 2016;
Ley 1437 de 2011, art. 15 and 16).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.guard import Asking
from agent_api.customers.authorization import allow
from agent_api.customers.caller_numbers import caller_of
from agent_api.customers.domain.emails import to_email
from agent_api.drafts import store as drafts
from agent_api.drafts.store import Whose
from agent_api.kit.context import Deps
from agent_api.own_calls.ownership import own_call
from agent_api.tickets import history_store, petitioner, store
from agent_api.tickets.answers.enclosures import promise_of
from agent_api.tickets.answers.problems import AnswerNotSent
from agent_api.tickets.domain import legal_term, state_machine, transitions
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.steps import Escalate, File
from agent_api.tickets.domain.ticket import Moved
from agent_api.tickets.notifications import notifier
from agent_api.tickets.presenters import reckoning
from agent_api.tickets.problems import (
    AnswerMissing,
    AnswerUnfinished,
    EmailWrong,
    KeyReused,
    ReceivedWrong,
    StepNotPossible,
)
from agent_api.tickets.queries.filters import Wanted
from agent_api.tickets.queries.pages import Position, page
from agent_api.tickets.queries.visibility import person_of, seen_by
from agent_api.tickets.schemas import TicketForm, TicketQuery
from agent_api.tickets.store import Filed
from agent_api.tickets.workflow.assignment import to_area
from agent_api.typology.validation import site_with
from config.law.regimes import LawSilent
from config.law.terms import TermRefused, day_of_receipt
from config.site.model import Site
from config.site.tickets.answers import left_in
from config.site.tickets.typology import Topic, find
from config.timezone import COLOMBIA
from eventlog import outbox
from eventlog.facts import AnyFact, TicketFiled
from eventlog.facts.tickets.ticket import Channel
from storage.encryption.field_cipher import row_of
from storage.postgres.engine import reading, unit_of_work
from telephony.phone_numbers import to_e164


class SpokenIn(Protocol):
    """The call in which a petition was said, to an advisor or after the tone."""

    @property
    def call_id(self) -> str:
        """Its id."""

    @property
    def caller_ref(self) -> str:
        """Opaque reference to the caller's number, or empty."""

    @property
    def site_version(self) -> str:
        """Under which it began."""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket to be, still without a number.

    Attributes:
        filed: its row.
        step: its first step.
        escalated: whether it goes up a tier at once.
        answer: what was answered at once, or empty.
    """

    filed: Filed
    step: File
    escalated: bool = False
    answer: str = ""


async def file_ticket(deps: Deps, who: Asking, form: TicketForm, key: str, now: datetime) -> Filed:
    """File a petition, once a key.

    Args:
        deps: of the API.
        who: files it.
        form: the petition.
        key: of the request; the same key and form again give the same ticket.
        now: aware; the date of the filing.

    Raises:
        KeyReused: the key came before with another form.
        IdentityRequired: it is said to be of a customer whom neither role nor call let the user at.
        CustomerUnknown: there is no such customer.
        NotYourCall: the call is not at hand, nor one that the user had today.
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyIncomplete: the theme has sub-themes, and none was chosen.
        TypologyRetired: it may not be chosen today.
        EmailWrong, ReceivedWrong, AnswerMissing, AnswerUnfinished, AnswerNotSent: the form says what cannot be.
    """
    request = _print_of(deps, form)
    async with reading(deps.engine) as connection:
        earlier = await _earlier(connection, deps.campaign, who.user, key, request)
    if earlier is not None:
        return earlier
    call = await own_call(deps, who.user, form.call_id, now) if form.call_id else None
    if form.customer_id:
        await allow(deps, who, form.customer_id, form.call_id, now)
    described_ = await described(deps, who, form, call, key=key, now=now)
    async with unit_of_work(deps.engine) as connection:
        to_be = await _of_customer(connection, deps, described_)
        return await give_number(connection, deps, who, to_be, now)


async def _of_customer(connection: AsyncConnection, deps: Deps, to_be: Described) -> Described:
    """Take over from the customer's record what the form does not say; the customer is locked before the sequence."""
    if not to_be.filed.customer_ref:
        return to_be
    customer = await petitioner.locked_customer(connection, deps, to_be.filed.customer_ref)
    found = petitioner.missing_in(deps, to_be.filed, customer.record)
    filed = petitioner.with_values(deps, store.replaced(to_be.filed, customer_ref=customer.id), found)
    step = msgspec.structs.replace(to_be.step, gave=",".join(found))
    return msgspec.structs.replace(to_be, filed=filed, step=step)


async def give_number(connection: AsyncConnection, deps: Deps, who: Asking, to_be: Described, now: datetime) -> Filed:
    """Give a described petition its number and store all, unless another request of the same key came first.

    Args:
        connection: within a transaction; who files holds the year's sequence until it ends.
        deps: of the API.
        who: files it.
        to_be: as `described` gave it.
        now: aware; the date of the filing.

    Raises:
        KeyReused: the key came before with another form.
    """
    campaign, year = deps.campaign, now.astimezone(COLOMBIA).year
    sequence = await store.next_sequence(connection, campaign, year)
    earlier = await _earlier(connection, campaign, who.user, to_be.filed.idempotency_key, to_be.filed.request)
    if earlier is not None:
        await store.give_back(connection, campaign, year)
        return earlier
    number = str(FilingNumber(year, sequence))
    filed = store.numbered(deps.sealer, campaign, to_be.filed, number)
    return await _begin(connection, deps, who, msgspec.structs.replace(to_be, filed=filed), now)


async def _begin(connection: AsyncConnection, deps: Deps, who: Asking, to_be: Described, now: datetime) -> Filed:
    """The ticket with its first steps: the filing, and the escalation where it goes up at once."""
    step = msgspec.structs.replace(to_be.step, number=to_be.filed.number)
    moved = transitions.begin(step, now)
    filed = to_be.filed.moved(moved.ticket)
    await store.add(connection, deps.campaign, filed)
    await drafts.remove(connection, Whose(deps.campaign, filed.call_id, who.user))
    by: dict[str, Any] = {"who": who.user, "who_name": who.name, "at": now}
    await history_store.note_down(connection, deps.sealer, deps.campaign, filed, step, note=to_be.answer, **by)
    topic = {"kind": filed.kind, "theme": filed.theme, "subtheme": filed.subtheme}
    told: list[AnyFact] = [TicketFiled(ticket=filed.number, **topic), *moved.facts]
    if to_be.escalated:
        filed, more = await _escalate(connection, deps, who, filed, now)
        told += more
    about = {"actor": who.actor, "site_version": filed.site_version, "call_id": filed.call_id}
    await outbox.put(connection, deps.campaign, told, **about)
    await notifier.on_filed(connection, deps, filed, actor=who.actor, now=now)
    if to_be.escalated:
        await notifier.on_escalated(connection, deps, filed, actor=who.actor, now=now)
    return filed


async def _escalate(
    connection: AsyncConnection, deps: Deps, who: Asking, filed: Filed, now: datetime
) -> tuple[Filed, Sequence[AnyFact]]:
    step = Escalate() if filed.tier == 1 else await to_area(connection, deps, filed, None, now)
    moved = state_machine.take(filed.life, step, person_of(deps, who), now)
    if not isinstance(moved, Moved):
        raise StepNotPossible(moved.text)
    after = filed.moved(moved.ticket)
    await store.rewrite(connection, deps.campaign, filed, after)
    by: dict[str, Any] = {"who": who.user, "who_name": who.name, "at": now}
    await history_store.note_down(connection, deps.sealer, deps.campaign, after, step, **by)
    return after, moved.facts


async def _earlier(connection: AsyncConnection, campaign: str, user: str, key: str, request: str) -> Filed | None:
    earlier = await store.filed_with(connection, campaign, user, key)
    if earlier is not None and earlier.request != request:
        raise KeyReused
    return earlier


def _print_of(deps: Deps, form: TicketForm) -> str:
    # What a request does not say has no part in its print, so that one of an earlier release has the print it had.
    return deps.sealer.blind(form.model_dump_json(exclude=_unsaid(form)), about=store.REQUEST)


def _unsaid(form: TicketForm) -> set[str]:
    return {name for name in TicketForm.model_fields if name != "call_id" and getattr(form, name) is None}


async def described(
    deps: Deps,
    who: Asking,
    form: TicketForm,
    call: SpokenIn | None,
    *,
    key: str,
    now: datetime,
    left_at: datetime | None = None,
) -> Described:
    """The ticket to be, still without a number.

    Args:
        deps: of the API.
        who: files it.
        form: the petition.
        call: in which the petition was said, if there is one; that it may be told to who files is the caller's to know.
        key: of the request.
        now: aware; the date of the filing.
        left_at: when it was left as a message (G1): it was received then, and lies in the written channel's inbox.

    Raises:
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyIncomplete: the theme has sub-themes, and none was chosen.
        TypologyRetired: it may not be chosen today.
        EmailWrong, ReceivedWrong, AnswerMissing, AnswerUnfinished, AnswerNotSent: the form says what cannot be.
    """
    topic = Topic(form.kind, form.theme, form.subtheme or "")
    site = await site_with(deps, call.site_version if call else "", topic, day_of_receipt(now))
    if form.outcome == "answered":
        _check_answer(deps, form.answer or "")
    channel: Channel = "message" if left_at else form.channel or ("phone" if call else "written")
    step = _first_step(deps, who, form, site, channel=channel, received_at=left_at or _received_at(form, now))
    caller_ref = await _caller_ref(deps, who, form, call, left=left_at is not None)
    filed = await _row(deps, who, form, call, site, caller_ref=caller_ref, key=key, now=now)
    filed = filed.moved(transitions.begin(step, now).ticket)
    escalated = form.outcome == "escalated" and left_at is None
    answer = form.answer or "" if form.outcome == "answered" else ""
    return Described(filed=filed, step=step, escalated=escalated, answer=answer)


def _first_step(
    deps: Deps, who: Asking, form: TicketForm, site: Site, *, channel: Channel, received_at: datetime
) -> File:
    leaf = find(site.typology, Topic(form.kind, form.theme, form.subtheme or ""))
    kind = leaf.legal_kind if leaf else "general"
    try:
        term = legal_term.term_of(reckoning(deps), received_at, kind)
    except (LawSilent, TermRefused) as error:
        raise ReceivedWrong(str(error)) from error
    by_phone = (
        channel != "message"
        and "asesor" in who.roles
        and (bool(form.call_id) or state_machine.WRITTEN not in who.roles)
    )
    by_writing = channel != "message" and state_machine.WRITTEN in who.roles
    return File(
        number="",
        channel=channel,
        legal_kind=kind,
        received_at=received_at,
        due_on=term.due.last_day,
        basis=legal_term.cited(term.due.basis),
        tier=1 if by_phone else 2,
        owner=who.user if by_phone or by_writing else "",
        answered=form.outcome == "answered" and channel != "message",
    )


def _check_answer(deps: Deps, answer: str) -> None:
    """Check the answer that was given on the call.

    Raises:
        AnswerMissing: there is none.
        AnswerUnfinished: it still has blanks of its template.
        AnswerNotSent: it promises a document, and none is sent with it.
    """
    if not answer:
        raise AnswerMissing
    if blanks := left_in(answer):
        raise AnswerUnfinished(blanks)
    if promise := promise_of(deps, None, answer):
        raise AnswerNotSent(promise)


def _received_at(form: TicketForm, now: datetime) -> datetime:
    """Now, or the beginning of the day on which a paper or a box had it."""
    today = day_of_receipt(now)
    if form.received_on is None or form.received_on == today:
        return now
    if form.received_on > today:
        raise ReceivedWrong("El recibo no puede ser posterior a hoy: revise la fecha.")
    return datetime.combine(form.received_on, time(0), COLOMBIA).astimezone(UTC)


async def _caller_ref(deps: Deps, who: Asking, form: TicketForm, call: SpokenIn | None, *, left: bool) -> str:
    """Return the reference to the number that called, or nothing where that number must not lead to the petition."""
    # Of a voice message the number is the only way back to the person who left it.
    if call is None or left:
        return call.caller_ref if call else ""
    verified = await deps.verified_customer(call.call_id, who.user)
    return call.caller_ref if petitioner.caller_is_petitioner(form, verified) else ""


async def _row(
    deps: Deps,
    who: Asking,
    form: TicketForm,
    call: SpokenIn | None,
    site: Site,
    *,
    caller_ref: str,
    key: str,
    now: datetime,
) -> Filed:
    phone = to_e164(await caller_of(deps, caller_ref)) if caller_ref else None
    place = row_of(deps.campaign, "")  # until it has its number, see `store.numbered`
    return Filed(
        number="",
        kind=form.kind,
        theme=form.theme,
        subtheme=form.subtheme or "",
        site_version=site.version,
        text=deps.sealer.seal(form.text, about=store.TEXT, row=place),
        call_id=call.call_id if call else "",
        caller_ref=caller_ref,
        caller=deps.sealer.blind(phone, about=store.CALLER) if phone else "",
        filed_at=now,
        filed_by=who.user,
        received_by=who.name,
        received_at=now,
        idempotency_key=key,
        request=_print_of(deps, form),
        customer_ref=form.customer_id or "",
        petitioner=petitioner.sealed_petitioner(deps.sealer, form, place),
        email=_sealed(deps, _email(form.email), store.EMAIL, place),
        address=_sealed(deps, form.address, store.ADDRESS, place),
        answer=_sealed(deps, form.answer if form.outcome == "answered" else None, store.ANSWER, place),
    )


def _sealed(deps: Deps, text: str | None, about: str, place: str) -> bytes | None:
    return deps.sealer.seal(text, about=about, row=place) if text else None


def _email(text: str | None) -> str | None:
    if not text:
        return None
    address = to_email(text)
    if address is None:
        raise EmailWrong
    return address


async def list_tickets(
    deps: Deps, who: Asking, query: TicketQuery, after: Position | None
) -> tuple[list[Filed], Position | None]:
    """Return a page of the tickets that a person may see, and where it ends if there are more."""
    wanted, limit = _wanted(deps, who, query), query.limit
    seen = await seen_by(deps, who)
    found = await page(deps.engine, deps.campaign, seen, wanted, limit=limit + 1, after=after)
    return found[:limit], Position.of(found[limit - 1]) if len(found) > limit else None


def _wanted(deps: Deps, who: Asking, query: TicketQuery) -> Wanted:
    by = reckoning(deps)
    due_from, due_to = (
        legal_term.bounds(query.light, day_of_receipt(deps.now()), by.rules) if query.light else (None, None)
    )
    areas = person_of(deps, who).areas or deps.site.areas.keys()
    return Wanted(
        filed_by=who.user if query.mine else None,
        call_id=query.call_id,
        customer_ref=query.customer_id,
        state=query.state,
        tier=2 if query.box == "tier" else None,
        owner=who.user if query.box == "mine" else None,
        of_areas=tuple(sorted(areas)) if query.box == "area" else None,
        followed=query.box == "followed",
        due_from=due_from,
        due_to=due_to,
    )
