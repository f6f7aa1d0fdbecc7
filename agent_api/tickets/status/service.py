"""The state of a petition: read out on a call, or shown for a ticket that the person may follow.

Owns the transaction of a reading: it locks the call, so that two simultaneous requests do not get additional attempts,
then writes the row and its fact. `agent_api.tickets.status.domain.disclosure` decides what may be read out,
`agent_api.tickets.status.domain.summary` words it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers import queries as customers
from agent_api.customers.domain.masking import mask_email
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.dispositions.ownership import OwnCall, find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.mail import letter_service
from agent_api.mail.domain.stored_message import RECIPIENT, MessageState, MessageSummary
from agent_api.mail.queries import list_messages_about
from agent_api.tickets import history_store
from agent_api.tickets.domain.message_labels import delivery_method_of
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number, spoken_number
from agent_api.tickets.domain.steps import AskCompletion
from agent_api.tickets.history_store import StepEntry
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.problems import NumberMisread
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.visibility import find_followed_ticket, visibility_of
from agent_api.tickets.sentences import area_name
from agent_api.tickets.status import store
from agent_api.tickets.status.domain import disclosure
from agent_api.tickets.status.domain.disclosure import KnownPetition
from agent_api.tickets.status.domain.summary import Arrival, SentMessage, TicketSituation, sentences, state_name
from agent_api.tickets.status.problems import StatusClosed, StatusNeedsCall
from agent_api.tickets.status.schemas import StatusAnswer, StatusForm, StatusTerms, TicketStatus
from agent_api.tickets.status.store import StatusReading
from agent_api.tickets.store import FiledTicket
from config.law.terms import day_of_receipt
from config.site.model import Site
from eventlog.facts import TicketStatusRead, TicketStatusRefused
from eventlog.facts.tickets.ticket_status import Grounds, StatusRefusal, TicketStatusFact
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection as reading_of
from storage.postgres.engine import unit_of_work

_REFUSED: Final[frozenset[Grounds | StatusRefusal]] = frozenset({"no_match", "closed"})
_MAIL_ARRIVALS: Final[dict[MessageState, Arrival]] = {
    "waiting": "leaving",
    "claimed": "leaving",
    "handed": "on_its_way",
    "sent": "delivered",
    "bounced": "lost",
    "failed": "lost",
    "uncertain": "unknown",
}
_LETTER_ARRIVALS: Final[dict[letter_service.State, Arrival]] = {
    "written": "leaving",
    "dispatched": "on_its_way",
    "delivered": "delivered",
    "returned": "lost",
}


async def status_terms(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> StatusTerms:
    """Return what the caller must state before a state is read out on a call.

    Raises:
        NotYourCall, StatusNeedsCall: the principal is not attending the call.
    """
    await _require_own_call(context, principal, call_id, now)
    async with reading_of(context.engine) as connection:
        failures = await store.count_failures(connection, context.campaign, call_id)
    rules = context.site.ticket_status
    return StatusTerms(check=rules.check, attempts_left=disclosure.attempts_left(rules, failures))


async def ask_status(
    context: ApiContext, principal: Principal, call_id: str, form: StatusForm, now: datetime
) -> StatusAnswer:
    """Check a number and a document, and return the state if it may be read out; each request is a fact.

    Raises:
        NumberMisread: a digit of the number is wrong; this uses no attempt.
        NotYourCall, StatusNeedsCall: the principal is not attending the call.
        StatusClosed: the call has no attempts left.
    """
    number = _normalized_number(form.number)
    call = await _require_own_call(context, principal, call_id, now)
    filed = await filters.find_by_number(
        context.engine, context.campaign, number, Visibility(all_tickets=True, user=principal.user)
    )
    petition = await _known_petition(context, principal, call_id, filed)
    rules = context.site.ticket_status
    async with unit_of_work(context.engine) as connection:
        await store.lock_call(connection, context.campaign, call_id)
        failures = await store.count_failures(connection, context.campaign, call_id)
        verdict = disclosure.decide_disclosure(rules, petition, form.document, failures)
        failures += verdict == "no_match"
        attempts_left = disclosure.attempts_left(rules, failures)
        if verdict != "closed":
            await store.add(connection, context.campaign, _reading(principal, call_id, number, verdict, now))
        author = principal.author(at=now, site_version=call.site_version, call_id=call_id)
        await append_facts(connection, context.campaign, [_fact(number, filed, verdict, attempts_left)], author)
    if verdict == "closed":
        raise StatusClosed
    if filed is None or verdict in _REFUSED:
        return StatusAnswer(result="no_match", attempts_left=attempts_left, status=None)
    status = await _status(context, filed, in_full=verdict != "number")
    return StatusAnswer(result="read", attempts_left=attempts_left, status=status)


async def status_of(context: ApiContext, principal: Principal, number: str) -> TicketStatus:
    """Return the state of a ticket that the principal may read or follow.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_followed_ticket`.
    """
    visibility = await visibility_of(context, principal)
    filed, opened = await find_followed_ticket(context.engine, context.campaign, number, visibility)
    return await _status(context, filed, in_full=opened)


def _normalized_number(number: str) -> str:
    try:
        return str(parse_number(number))
    except InvalidFilingNumber:
        raise NumberMisread from None


async def _require_own_call(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> OwnCall:
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    if await context.router.current_call(principal.user) != call_id:
        raise StatusNeedsCall
    return call


async def _known_petition(
    context: ApiContext, principal: Principal, call_id: str, filed: FiledTicket | None
) -> KnownPetition:
    if filed is None:
        return KnownPetition(exists=False)
    verified = await context.verified_customer(call_id, principal.user) if filed.customer_ref else None
    documents = await documents_of(context.engine, context.cipher, context.site, filed)
    return KnownPetition(
        exists=True, verified=verified is not None and verified == filed.customer_ref, documents=documents
    )


async def documents_of(engine: AsyncEngine, cipher: FieldCipher, site: Site, filed: FiledTicket) -> tuple[str, ...]:
    """Return the documents that prove a petitioner: of petitioner and representative, or of the customer."""
    petitioner = petitioner_of(cipher, site, filed)
    if documents := tuple(each.document for each in (petitioner, petitioner.representative) if each and each.document):
        return documents
    if not filed.customer_ref:
        return ()
    matches = await customers.find_by(engine, CustomerCipher(cipher, site.campaign), "id", filed.customer_ref)
    return tuple(each.record.document.text for each in matches)


def _reading(
    principal: Principal, call_id: str, number: str, verdict: Grounds | StatusRefusal, now: datetime
) -> StatusReading:
    is_read = verdict not in ("no_match", "closed")
    return StatusReading(
        call_id=call_id,
        number=number,
        at=now,
        who=principal.user,
        who_name=principal.name,
        result="read" if is_read else "no_match",
        grounds=cast(Grounds, verdict) if is_read else "",
    )


def _fact(
    number: str, filed: FiledTicket | None, verdict: Grounds | StatusRefusal, attempts_left: int
) -> TicketStatusFact:
    match verdict:
        case "no_match" | "closed":
            return TicketStatusRefused(ticket=number, reason=verdict, attempts_left=attempts_left)
        case grounds:
            return TicketStatusRead(ticket=number, state=filed.state if filed else "", grounds=grounds)


async def _status(context: ApiContext, filed: FiledTicket, *, in_full: bool) -> TicketStatus:
    async with reading_of(context.engine) as connection:
        standing = await _situation(connection, context, filed)
    return TicketStatus(
        number=filed.number,
        spoken=spoken_number(parse_number(filed.number)),
        state=filed.state,
        state_name=state_name(standing),
        due_on=None if filed.state in ("closed", "sending") else filed.ticket.due_on,
        late=standing.is_late,
        sentences=sentences(standing, in_full=in_full),
        whole=in_full,
    )


async def _situation(connection: AsyncConnection, context: ApiContext, filed: FiledTicket) -> TicketSituation:
    history = await history_store.list_history(connection, context.cipher, context.campaign, filed.number)
    return TicketSituation(
        ticket=filed.ticket,
        since=_state_since(history, filed),
        area_name=area_name(context.site, filed.area),
        missing=next((each.note for each in reversed(history) if isinstance(each.step, AskCompletion)), ""),
        answer=await _last_sent(connection, context.cipher, context.campaign, filed.number, "ticket_answered"),
        extension=await _last_sent(connection, context.cipher, context.campaign, filed.number, "term_extended"),
        today=day_of_receipt(context.now()),
    )


def _state_since(history: Iterable[StepEntry], filed: FiledTicket) -> datetime:
    """Return when a ticket entered its state, or arrived at its present area."""
    since, stage = filed.filed_at, None
    for each in history:
        if (each.state, each.round) != stage:
            since, stage = each.at, (each.state, each.round)
    return since


async def _last_sent(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str, template: str
) -> SentMessage | None:
    """Return the last message about a ticket from a template, by mail or on paper."""
    mails = [
        (each.posted_at, _mail_arrival(cipher, each))
        for each in await list_messages_about(connection, campaign, number)
        if each.template == template
    ]
    letters = [
        (each.written_at, _letter_arrival(each))
        for each in await letter_service.list_letters_about(connection, campaign, number, cipher=cipher)
        if each.template == template
    ]
    return max((*mails, *letters), key=lambda each: each[0])[1] if mails or letters else None


def _mail_arrival(cipher: FieldCipher, sent: MessageSummary) -> SentMessage:
    to = mask_email(cipher.decrypt(sent.recipient, field=RECIPIENT, row=sent.id))
    return SentMessage(by="mail", to=to, on=day_of_receipt(sent.posted_at), arrival=_MAIL_ARRIVALS[sent.state])


def _letter_arrival(letter: letter_service.StoredLetter) -> SentMessage:
    return SentMessage(
        by=delivery_method_of(letter),
        to="",
        on=day_of_receipt(letter.written_at),
        arrival=_LETTER_ARRIVALS[letter.state],
    )
