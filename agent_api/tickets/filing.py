"""Filing a petition.

Owns what a filing is: one transaction with the number, the ticket, its first steps and their facts, done once however
often it is asked. No petition is refused because somebody is not identified or gives no reasons (Decreto 1166 de 2016;
Ley 1437 de 2011, art. 15 and 16).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.customers.authorization import authorize
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.emails import normalize_email
from agent_api.dispositions.ownership import find_own_call
from agent_api.drafts import store as drafts
from agent_api.drafts.store import DraftKey
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.verified_customer import VerifiedCustomer
from agent_api.tickets import history_store, petitioner, store
from agent_api.tickets.answers.enclosures import promised_document
from agent_api.tickets.answers.problems import AnswerNotSent
from agent_api.tickets.domain import legal_term, state_machine, transitions
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.steps import Escalate, File
from agent_api.tickets.domain.ticket import TransitionResult
from agent_api.tickets.notifications import notifier
from agent_api.tickets.problems import (
    AnswerMissing,
    AnswerUnfinished,
    EmailWrong,
    KeyReused,
    ReceivedWrong,
    StepNotPossible,
)
from agent_api.tickets.queries.visibility import actor_of
from agent_api.tickets.schemas import TicketForm
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.workflow.assignment import escalate_step
from agent_api.typology.validation import site_for_topic
from config.law.regimes import NoRegimeInForce
from config.law.terms import TermRefused, day_of_receipt
from config.site.model import Site
from config.site.tickets.answers import find_unfilled
from config.site.tickets.typology import Topic, find_topic
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, TicketFiled
from eventlog.facts.tickets.ticket import Channel
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import read_connection, unit_of_work
from telephony.phone_numbers import to_e164


class SourceCall(Protocol):
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


class NewTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket to be, still without a number.

    Attributes:
        filed: its row.
        step: its first step.
        escalated: whether it goes up a tier at once.
        answer: what was answered at once, or empty.
    """

    filed: FiledTicket
    step: File
    escalated: bool = False
    answer: str = ""


async def file_ticket(
    context: ApiContext, principal: Principal, form: TicketForm, key: str, now: datetime
) -> FiledTicket:
    """File a petition, once a key.

    Args:
        context: of the API.
        principal: files it.
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
    request = _request_digest(context.cipher, form)
    async with read_connection(context.engine) as connection:
        earlier = await _find_earlier(connection, context.campaign, principal.user, key, request)
    if earlier is not None:
        return earlier
    call = (
        await find_own_call(context.router, context.journal, principal.user, form.call_id, now)
        if form.call_id
        else None
    )
    if form.customer_id:
        await authorize(context, principal, form.customer_id, form.call_id, now)
    described_ = await prepare_ticket(context, principal, form, call, key=key, now=now)
    async with unit_of_work(context.engine) as connection:
        to_be = await _fill_from_customer(connection, context, described_)
        return await store_with_number(connection, context, principal, to_be, now)


async def _fill_from_customer(connection: AsyncConnection, context: ApiContext, new_ticket: NewTicket) -> NewTicket:
    """Take over from the customer's record what the form does not say; the customer is locked before the sequence."""
    if not new_ticket.filed.customer_ref:
        return new_ticket
    customer = await petitioner.lock_customer(
        connection, context.cipher, context.campaign, new_ticket.filed.customer_ref
    )
    found = petitioner.values_from_record(context.cipher, context.site, new_ticket.filed, customer.record)
    filed = petitioner.with_values(
        context.cipher, context.site, store.with_columns(new_ticket.filed, customer_ref=customer.id), found
    )
    step = msgspec.structs.replace(new_ticket.step, gave=",".join(found))
    return msgspec.structs.replace(new_ticket, filed=filed, step=step)


async def store_with_number(
    connection: AsyncConnection, context: ApiContext, principal: Principal, new_ticket: NewTicket, now: datetime
) -> FiledTicket:
    """Give a described petition its number and store all, unless another request of the same key came first.

    Args:
        connection: within a transaction; who files holds the year's sequence until it ends.
        context: of the API.
        principal: files it.
        new_ticket: as `prepare_ticket` gave it.
        now: aware; the date of the filing.

    Raises:
        KeyReused: the key came before with another form.
    """
    campaign, year = context.campaign, now.astimezone(COLOMBIA).year
    sequence = await store.next_sequence(connection, campaign, year)
    earlier = await _find_earlier(
        connection, campaign, principal.user, new_ticket.filed.idempotency_key, new_ticket.filed.request
    )
    if earlier is not None:
        await store.release_sequence(connection, campaign, year)
        return earlier
    number = str(FilingNumber(year, sequence))
    filed = store.number_ticket(context.cipher, campaign, new_ticket.filed, number)
    return await _store_first_steps(
        connection, context, principal, msgspec.structs.replace(new_ticket, filed=filed), now
    )


async def _store_first_steps(
    connection: AsyncConnection, context: ApiContext, principal: Principal, new_ticket: NewTicket, now: datetime
) -> FiledTicket:
    """The ticket with its first steps: the filing, and the escalation where it goes up at once."""
    step = msgspec.structs.replace(new_ticket.step, number=new_ticket.filed.number)
    moved = transitions.file(step, now)
    filed = new_ticket.filed.with_ticket(moved.ticket)
    await store.add(connection, context.campaign, filed)
    await drafts.remove(connection, DraftKey(context.campaign, filed.call_id, principal.user))
    author = principal.author(at=now, site_version=filed.site_version, call_id=filed.call_id)
    await history_store.add_entry(
        connection, context.cipher, context.campaign, filed, step, author=author, note=new_ticket.answer
    )
    filed_fact = TicketFiled(ticket=filed.number, kind=filed.kind, theme=filed.theme, subtheme=filed.subtheme)
    facts: list[AnyFact] = [filed_fact, *moved.facts]
    if new_ticket.escalated:
        filed, more = await _escalate(connection, context, principal, filed, author)
        facts += more
    await append_facts(connection, context.campaign, facts, author)
    await notifier.notify_filed(connection, context, filed, author)
    if new_ticket.escalated:
        await notifier.notify_escalated(connection, context.cipher, context.site, filed, author)
    return filed


async def _escalate(
    connection: AsyncConnection, context: ApiContext, principal: Principal, filed: FiledTicket, author: Author
) -> tuple[FiledTicket, Sequence[AnyFact]]:
    step = Escalate() if filed.tier == 1 else await escalate_step(connection, context, filed, None, author.at)
    moved = state_machine.apply_step(filed.ticket, step, actor_of(context.site, principal), author.at)
    if not isinstance(moved, TransitionResult):
        raise StepNotPossible(moved.text)
    after = filed.with_ticket(moved.ticket)
    await store.update_ticket(connection, context.campaign, filed, after)
    await history_store.add_entry(connection, context.cipher, context.campaign, after, step, author=author)
    return after, moved.facts


async def _find_earlier(
    connection: AsyncConnection, campaign: str, user: str, key: str, request: str
) -> FiledTicket | None:
    earlier = await store.find_by_idempotency_key(connection, campaign, user, key)
    if earlier is not None and earlier.request != request:
        raise KeyReused
    return earlier


def _request_digest(cipher: FieldCipher, form: TicketForm) -> str:
    return cipher.blind_index(form.model_dump_json(), field=store.REQUEST)


async def prepare_ticket(
    context: ApiContext,
    principal: Principal,
    form: TicketForm,
    call: SourceCall | None,
    *,
    key: str,
    now: datetime,
    left_at: datetime | None = None,
) -> NewTicket:
    """The ticket to be, still without a number.

    Args:
        context: of the API.
        principal: files it.
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
    site = await site_for_topic(
        context.site,
        call.site_version if call else "",
        topic,
        load_site_version=context.load_site_version,
        today=day_of_receipt(now),
    )
    if form.outcome == "answered":
        _check_answer(context.site, form.answer or "")
    channel: Channel = "message" if left_at else form.channel or ("phone" if call else "written")
    step = _first_step(context, principal, form, site, channel=channel, received_at=left_at or _received_at(form, now))
    caller_ref = await _caller_ref(context.verified_customer, principal, form, call, is_message=left_at is not None)
    filed = await _new_row(
        context, principal, form, call, site, caller_ref=caller_ref, due_on=step.due_on, key=key, now=now
    )
    filed = filed.with_ticket(transitions.file(step, now).ticket)
    escalated = form.outcome == "escalated" and left_at is None
    answer = form.answer or "" if form.outcome == "answered" else ""
    return NewTicket(filed=filed, step=step, escalated=escalated, answer=answer)


def _first_step(
    context: ApiContext, principal: Principal, form: TicketForm, site: Site, *, channel: Channel, received_at: datetime
) -> File:
    leaf = find_topic(site.typology, Topic(form.kind, form.theme, form.subtheme or ""))
    kind = leaf.legal_kind if leaf else "general"
    try:
        term = legal_term.term_of(legal_term.term_policy(context.site), received_at, kind)
    except (NoRegimeInForce, TermRefused) as error:
        raise ReceivedWrong(str(error)) from error
    by_phone = (
        channel != "message"
        and "asesor" in principal.roles
        and (bool(form.call_id) or state_machine.WRITTEN_ROLE not in principal.roles)
    )
    by_writing = channel != "message" and state_machine.WRITTEN_ROLE in principal.roles
    return File(
        number="",
        channel=channel,
        legal_kind=kind,
        received_at=received_at,
        due_on=term.due.last_day,
        basis=legal_term.citation(term.due.basis),
        tier=1 if by_phone else 2,
        owner=principal.user if by_phone or by_writing else "",
        answered=form.outcome == "answered" and channel != "message",
    )


def _check_answer(site: Site, answer: str) -> None:
    """Check the answer that was given on the call.

    Raises:
        AnswerMissing: there is none.
        AnswerUnfinished: it still has blanks of its template.
        AnswerNotSent: it promises a document, and none is sent with it.
    """
    if not answer:
        raise AnswerMissing
    if blanks := find_unfilled(answer):
        raise AnswerUnfinished(blanks)
    if promise := promised_document(site, None, answer):
        raise AnswerNotSent(promise)


def _received_at(form: TicketForm, now: datetime) -> datetime:
    """Now, or the beginning of the day on which a paper or a box had it."""
    today = day_of_receipt(now)
    if form.received_on is None or form.received_on == today:
        return now
    if form.received_on > today:
        raise ReceivedWrong("El recibo no puede ser posterior a hoy: revise la fecha.")
    return datetime.combine(form.received_on, time(0), COLOMBIA).astimezone(UTC)


async def _caller_ref(
    verified_customer: VerifiedCustomer,
    principal: Principal,
    form: TicketForm,
    call: SourceCall | None,
    *,
    is_message: bool,
) -> str:
    """Return the reference to the number that called, or nothing where that number must not lead to the petition."""
    # Of a voice message the number is the only way back to the person who left it.
    if call is None or is_message:
        return call.caller_ref if call else ""
    verified = await verified_customer(call.call_id, principal.user)
    return call.caller_ref if petitioner.caller_is_petitioner(form, verified) else ""


async def _new_row(
    context: ApiContext,
    principal: Principal,
    form: TicketForm,
    call: SourceCall | None,
    site: Site,
    *,
    caller_ref: str,
    due_on: date,
    key: str,
    now: datetime,
) -> FiledTicket:
    phone = to_e164(await caller_numbers_of(context).find(caller_ref)) if caller_ref else None
    place = row_key(context.campaign, "")  # until it has its number, see `store.numbered`
    return FiledTicket(
        number="",
        kind=form.kind,
        theme=form.theme,
        subtheme=form.subtheme or "",
        site_version=site.version,
        text=context.cipher.encrypt(form.text, field=store.TEXT, row=place),
        call_id=call.call_id if call else "",
        caller_ref=caller_ref,
        caller=context.cipher.blind_index(phone, field=store.CALLER) if phone else "",
        filed_at=now,
        filed_by=principal.user,
        received_by=principal.name,
        received_at=now,
        due_on=due_on,
        idempotency_key=key,
        request=_request_digest(context.cipher, form),
        customer_ref=form.customer_id or "",
        petitioner=petitioner.encrypt_petitioner(context.cipher, form, place),
        email=_encrypt(context.cipher, _checked_email(form.email), store.EMAIL, place),
        address=_encrypt(context.cipher, form.address, store.ADDRESS, place),
        answer=_encrypt(context.cipher, form.answer if form.outcome == "answered" else None, store.ANSWER, place),
    )


def _encrypt(cipher: FieldCipher, text: str | None, about: str, associated_data: str) -> bytes | None:
    return cipher.encrypt(text, field=about, row=associated_data) if text else None


def _checked_email(text: str | None) -> str | None:
    if not text:
        return None
    address = normalize_email(text)
    if address is None:
        raise EmailWrong
    return address
