"""Filing a petition.

Owns that transaction: the number, the ticket, its first steps and their facts. A repeated request files nothing new.
The decisions about a petition are `agent_api.tickets.domain.filing`'s.
"""

from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.customers.authorization import check_verified, verified_id
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.dispositions.ownership import find_own_call
from agent_api.drafts.service import remove_draft
from agent_api.identity.speakers.service import read_speaker
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.tickets import history_store, petitioner, store
from agent_api.tickets.domain import filing as decisions
from agent_api.tickets.domain import legal_term, state_machine, transitions
from agent_api.tickets.domain.filing import FiledMandate
from agent_api.tickets.domain.legal_term import term_policy
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.steps import AnyStep, Escalate, File, Prioritize
from agent_api.tickets.domain.ticket import Actor, Ticket, TransitionResult
from agent_api.tickets.notifications import notifier
from agent_api.tickets.notifications.user_notifications import notify_users
from agent_api.tickets.problems import KeyReused, MandateNotChecked, ReceivedWrong, StepNotPossible
from agent_api.tickets.queries.visibility import actor_of
from agent_api.tickets.schemas import TicketForm
from agent_api.tickets.search.nit_prints import print_of_nit
from agent_api.tickets.search.word_index import WordIndex, store_words
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import TicketTexts, encrypt_texts
from agent_api.tickets.workflow.assignment import escalate_step
from agent_api.typology.validation import site_for_topic
from config.law.terms import TermRefused, day_of_receipt
from config.site.model import Site
from config.site.tickets.typology import Leaf, Topic, find_topic
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, TicketFiled
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work
from telephony.phone_numbers import to_e164


class SourceCall(Protocol):
    """The call in which a petition was made, to an advisor or as a voice message."""

    @property
    def call_id(self) -> str:
        """Id of the call."""

    @property
    def caller_ref(self) -> str:
        """Opaque reference to the caller's number, or empty."""

    @property
    def site_version(self) -> str:
        """Site version under which the call began."""


class RequestKey(NamedTuple):
    """Identity of a request to file, which detects repetitions.

    Attributes:
        key: idempotency key, chosen by the client.
        digest: blind digest of the form.
    """

    key: str
    digest: str


class CallerNumber(NamedTuple):
    """The caller's number; both fields are empty if the petition must not be found by it.

    Attributes:
        ref: opaque reference.
        number: E.164, or None.
    """

    ref: str
    number: str | None


class NewTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A decided ticket, before it has a number; only then it is encrypted and stored.

    Attributes:
        step: the filing, without the number.
        site_version: the site version whose typology defines the topic.
        call_id: the call on which it is filed, or empty.
        customer_ref: opaque id of the customer, or empty.
        texts: decrypted.
        nit_print: as in `FiledTicket`.
        urgent_steps: steps that put it before others, each with its note.
        escalated: whether it is escalated at once.
        after_call_ms: as in `TicketEscalated`, if it is escalated at once.
    """

    step: File
    topic: Topic
    site_version: str
    call_id: str
    caller: CallerNumber
    customer_ref: str
    texts: TicketTexts
    nit_print: str
    request: RequestKey
    urgent_steps: tuple[tuple[AnyStep, str], ...] = ()
    escalated: bool
    after_call_ms: int = -1


class FirstSteps(NamedTuple):
    """The steps that a filing takes at once.

    Attributes:
        filed: the ticket after all of them.
        entries: for each step, the ticket after it, the step, and its note.
        facts: of all of them.
    """

    filed: FiledTicket
    entries: tuple[tuple[FiledTicket, AnyStep, str], ...]
    facts: tuple[AnyFact, ...]


async def file_ticket(
    context: ApiContext, principal: Principal, form: TicketForm, key: str, now: datetime
) -> FiledTicket:
    """File a petition, once per key.

    A repeated request with the same ``key`` and form returns the same ticket.

    Raises:
        KeyReused: the key was used before with another form.
        IdentityRequired: neither the role nor the call gives the user access to the customer.
        CustomerUnknown: there is no such customer.
        NotYourCall: the user neither is in that call nor had it today.
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyIncomplete: the theme has sub-themes, and none was chosen.
        TypologyRetired: the topic may not be chosen today.
        EmailWrong, ReceivedWrong, MandateWithoutRepresentative, MandateMissing: the form has an invalid value.
        AnswerMissing, AnswerUnfinished, AnswerNotSent: the answer of the form cannot be given.
        MandateNotChecked: it is answered at once to a representative whose document is not checked.
    """
    request = request_key(context.cipher, form, key)
    async with read_connection(context.engine) as connection:
        earlier = await _find_earlier(connection, context.campaign, principal.user, request)
    if earlier is not None:
        return earlier
    call = (
        await find_own_call(context.router, context.journal, principal.user, form.call_id, now)
        if form.call_id
        else None
    )
    if form.customer_id:
        call_id = call.call_id if call else await context.router.current_call(principal.user) or ""
        await check_verified(context, principal, form.customer_id, call_id)
    new_ticket = await prepare_ticket(context, principal, form, call, request=request, now=now)
    async with unit_of_work(context.engine) as connection:
        return await store_ticket(connection, context, principal, new_ticket, now)


async def prepare_ticket(
    context: ApiContext,
    principal: Principal,
    form: TicketForm,
    call: SourceCall | None,
    *,
    request: RequestKey,
    now: datetime,
    left_at: datetime | None = None,
) -> NewTicket:
    """Load the data that the filing of a petition depends on, and decide it.

    The calling code must have checked that the principal may know of ``call``, in which the petition was made. With
    ``left_at``, the petition is a voice message of that moment: it counts as received then.

    Raises:
        TypologyUnknown, TypologyIncomplete, TypologyRetired: see `agent_api.typology.validation.site_for_topic`.
        EmailWrong, ReceivedWrong, MandateWithoutRepresentative, MandateMissing: the form has an invalid value.
        AnswerMissing, AnswerUnfinished, AnswerNotSent: the answer of the form cannot be given.
        MandateNotChecked: it is answered at once to a representative whose document is not checked.
    """
    topic, today = Topic(form.kind, form.theme, form.subtheme or ""), day_of_receipt(now)
    version = call.site_version if call else ""
    site = await site_for_topic(context.site, version, topic, load_site_version=context.load_site_version, today=today)
    mandate, leaf = await _find_mandate(context, form, call, today), find_topic(site.typology, topic)
    step = _decide_filing(context.site, principal, form, leaf, mandate, now=now, left_at=left_at)
    escalated = form.outcome == "escalated" and left_at is None
    texts = petitioner.texts_of_form(form)
    return NewTicket(
        step=step,
        topic=topic,
        site_version=site.version,
        call_id=call.call_id if call else "",
        caller=await _find_petitioner_number(context, principal, form, call, is_message=left_at is not None),
        customer_ref=form.customer_id or "",
        texts=texts,
        nit_print=print_of_nit(context.cipher, context.campaign, texts.petitioner, None),
        request=request,
        urgent_steps=_urgent_steps(form),
        escalated=escalated,
        after_call_ms=await ms_after_call(context, call.call_id, now) if call and escalated else -1,
    )


async def _find_petitioner_number(
    context: ApiContext, principal: Principal, form: TicketForm, call: SourceCall | None, *, is_message: bool
) -> CallerNumber:
    """Return the number of the call if its caller is the petitioner, as in a voice message; else none."""
    if call is None:
        return CallerNumber("", None)
    verified = None if is_message else await verified_id(context, principal, call.call_id)
    is_petitioner = is_message or petitioner.caller_is_petitioner(form, verified)
    return await _find_caller(context, call) if is_petitioner else CallerNumber("", None)


def _decide_filing(
    site: Site,
    principal: Principal,
    form: TicketForm,
    leaf: Leaf | None,
    mandate: FiledMandate,
    *,
    now: datetime,
    left_at: datetime | None,
) -> File:
    """Decide the filing of a petition under the site in force; ``leaf`` is its topic in the typology."""
    answered = form.outcome == "answered"
    if answered:
        decisions.check_answer(site.answers, form.answer or "")
    if answered and mandate.represented and mandate.result is None:
        raise MandateNotChecked(
            "Radique y revise la acreditación antes de responder: así no se cierra en la misma llamada."
        )
    received_at = left_at or _moment_of_receipt(form, now)
    return decisions.first_step(
        term_policy(site),
        Actor(user=principal.user, roles=principal.roles),
        leaf.legal_kind if leaf else "general",
        received_at,
        channel="message" if left_at else form.channel or ("phone" if form.call_id else "written"),
        on_call=bool(form.call_id),
        answered=answered,
        mandate=mandate,
        relay_call=form.relay_call,
    )


async def _find_mandate(context: ApiContext, form: TicketForm, call: SourceCall | None, today: date) -> FiledMandate:
    """Return the mandate of a form; its check is that of the call if the person who speaks is the one of the form."""
    acting = petitioner.acting_person(form)
    if acting is None or call is None or not form.customer_id:
        return FiledMandate(represented=form.mandate is not None)
    stated = await read_speaker(context, call.call_id)
    if stated.person != acting:
        return FiledMandate(represented=True)
    return decisions.filed_mandate(stated.speaker, form.customer_id, today)


async def ms_after_call(context: ApiContext, call_id: str, now: datetime) -> int:
    """Return the time from the end of an answered call, ms, as `TicketEscalated` states it; -1 without such a call."""
    record = await context.journal.call(call_id) if call_id else None
    return -1 if record is None else decisions.ms_after_call(record.answered_at, record.ended_at, now)


def _moment_of_receipt(form: TicketForm, now: datetime) -> datetime:
    if form.received_at is None:
        return decisions.moment_of_receipt(form.received_on, now)
    if form.received_on is not None:
        raise ReceivedWrong("Diga el día del recibo o el instante exacto, no los dos.")
    return decisions.exact_receipt(form.received_at, now)


def request_key(cipher: FieldCipher, form: TicketForm, key: str) -> RequestKey:
    """Return the identity of a request to file."""
    return RequestKey(key, cipher.blind_index(form.model_dump_json(), field=store.REQUEST))


async def store_ticket(
    connection: AsyncConnection, context: ApiContext, principal: Principal, new_ticket: NewTicket, now: datetime
) -> FiledTicket:
    """Number a ticket and store it with its steps, unless an earlier request had the same key.

    The transaction of ``connection`` holds the sequence of the year until it ends.

    Raises:
        KeyReused: the key was used before with another form.
        CustomerUnknown: there is no such customer.
    """
    campaign, year = context.campaign, now.astimezone(COLOMBIA).year
    if new_ticket.customer_ref:  # lock the customer before the sequence
        customer = await petitioner.lock_customer(connection, context.cipher, campaign, new_ticket.customer_ref)
        texts, column_names = petitioner.complete_texts(new_ticket.texts, customer.record)
        step = msgspec.structs.replace(new_ticket.step, gave=",".join(column_names))
        nit_print = print_of_nit(context.cipher, campaign, texts.petitioner, customer.record)
        new_ticket = msgspec.structs.replace(
            new_ticket, customer_ref=customer.id, texts=texts, step=step, nit_print=nit_print
        )
    sequence = await store.next_sequence(connection, campaign, year)
    earlier = await _find_earlier(connection, campaign, principal.user, new_ticket.request)
    if earlier is not None:
        await store.release_sequence(connection, campaign, year)
        return earlier
    number = str(FilingNumber(year, sequence, practice=context.numbers_practice))
    author = principal.author(at=now, site_version=new_ticket.site_version, call_id=new_ticket.call_id)
    first_steps = await _decide_first_steps(connection, context, principal, new_ticket, number, author=author)
    await _write(connection, context, first_steps, author)
    index = WordIndex(context.cipher, campaign)
    await store_words(connection, index, campaign, first_steps.filed, new_ticket.texts)
    return first_steps.filed


async def _find_caller(context: ApiContext, call: SourceCall) -> CallerNumber:
    """Return the caller's number, unless it is withheld."""
    if not call.caller_ref:
        return CallerNumber("", None)
    return CallerNumber(call.caller_ref, to_e164(await caller_numbers_of(context).find(call.caller_ref)))


async def _decide_first_steps(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    new_ticket: NewTicket,
    number: str,
    *,
    author: Author,
) -> FirstSteps:
    """Decide the filing, and the escalation if the ticket is escalated at once."""
    step, topic = msgspec.structs.replace(new_ticket.step, number=number), new_ticket.topic
    moved = transitions.file(step, author.at)
    filed = _build_row(context.cipher, context.campaign, author, new_ticket, moved.ticket)
    entries = ((filed, step, new_ticket.texts.answer),)
    facts = (
        TicketFiled(ticket=number, kind=topic.kind, theme=topic.theme, subtheme=topic.subtheme),
        *moved.facts,
    )
    first = FirstSteps(filed, entries, facts)
    actor = actor_of(context.site, principal)
    for urgent, note in new_ticket.urgent_steps:
        first = _with_step(first, urgent, actor, author.at, note=note)
    if not new_ticket.escalated:
        return first
    escalation = (
        Escalate() if filed.tier == 1 else await escalate_step(connection, context, first.filed, None, author.at)
    )
    escalation = msgspec.structs.replace(escalation, after_call_ms=new_ticket.after_call_ms)
    return _with_step(first, escalation, actor, author.at)


def _with_step(first: FirstSteps, step: AnyStep, actor: Actor, at: datetime, *, note: str = "") -> FirstSteps:
    """Return the first steps with one more.

    Raises:
        StepNotPossible: the state of the ticket does not allow it.
    """
    moved = state_machine.apply_step(first.filed.ticket, step, actor, at)
    if not isinstance(moved, TransitionResult):
        raise StepNotPossible(moved.text)
    after = first.filed.with_ticket(moved.ticket)
    return FirstSteps(after, (*first.entries, (after, step, note)), (*first.facts, *moved.facts))


def _urgent_steps(form: TicketForm) -> tuple[tuple[AnyStep, str], ...]:
    """Return the steps that put a new petition before others, each with its note.

    Raises:
        StepNotPossible: no such date can be a term.
    """
    urgent: list[tuple[AnyStep, str]] = []
    if form.priority is not None:
        urgent.append((Prioritize(reason=form.priority.reason), form.priority.evidence))
    if form.authority is not None:
        try:
            step = legal_term.authority_term_step(form.authority.kind, form.authority.due_at)
        except TermRefused as error:
            raise StepNotPossible(str(error), error.code) from error
        urgent.append((step, form.authority.reference))
    return tuple(urgent)


async def _write(connection: AsyncConnection, context: ApiContext, first_steps: FirstSteps, author: Author) -> None:
    """Store a ticket with its first steps and their facts, and send the notifications."""
    campaign, cipher, filed = context.campaign, context.cipher, first_steps.filed
    await store.add(connection, campaign, filed)
    await remove_draft(connection, campaign, filed.call_id, author.user)
    for after, step, note in first_steps.entries:
        await history_store.add_entry(connection, cipher, campaign, after, step, author=author, note=note)
        await notify_users(connection, campaign, after, step, author)
    await append_facts(connection, campaign, first_steps.facts, author)
    await notifier.notify_filed(connection, context, filed, author)
    if any(isinstance(step, Escalate) for _, step, _ in first_steps.entries):
        await notifier.notify_escalated(connection, cipher, context.site, filed, author)


def _build_row(
    cipher: FieldCipher, campaign: str, author: Author, new_ticket: NewTicket, ticket: Ticket
) -> FiledTicket:
    topic = new_ticket.topic
    columns: dict[str, Any] = encrypt_texts(cipher, campaign, ticket.number, new_ticket.texts)
    return FiledTicket(
        **msgspec.structs.asdict(ticket),
        **columns,
        status="open" if ticket.is_open else "closed",
        rank=ticket.rank,
        kind=topic.kind,
        theme=topic.theme,
        subtheme=topic.subtheme,
        site_version=new_ticket.site_version,
        call_id=new_ticket.call_id,
        caller_ref=new_ticket.caller.ref,
        caller=cipher.blind_index(new_ticket.caller.number, field=store.CALLER) if new_ticket.caller.number else "",
        filed_at=author.at,
        filed_by=author.user,
        received_by=author.name,
        idempotency_key=new_ticket.request.key,
        request=new_ticket.request.digest,
        customer_ref=new_ticket.customer_ref,
        nit_print=new_ticket.nit_print,
    )


async def _find_earlier(
    connection: AsyncConnection, campaign: str, user: str, request: RequestKey
) -> FiledTicket | None:
    earlier = await store.find_by_idempotency_key(connection, campaign, user, request.key)
    if earlier is not None and earlier.request != request.digest:
        raise KeyReused(earlier.number)
    return earlier
