"""The state of a petition: read out on a call, or shown for a ticket that the person may follow.

Owns the transaction of a reading: it locks the call, so that two simultaneous requests do not get additional attempts,
then writes the row and its fact. `agent_api.tickets.status.domain.disclosure` decides what may be read out,
`agent_api.tickets.status.domain.summary` words it.
"""

from datetime import datetime
from typing import Final, cast

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers import queries as customers
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.dispositions.ownership import OwnCall, find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number, spoken_number
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.problems import NumberMisread
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.visibility import find_followed_ticket, visibility_of
from agent_api.tickets.status import store
from agent_api.tickets.status.domain import disclosure
from agent_api.tickets.status.domain.disclosure import KnownPetition
from agent_api.tickets.status.domain.summary import sentences, state_name
from agent_api.tickets.status.problems import StatusClosed, StatusNeedsCall
from agent_api.tickets.status.schemas import StatusAnswer, StatusForm, StatusTerms, TicketStatus
from agent_api.tickets.status.situation import read_situation
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


async def find_disclosed(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, number: str, document: str
) -> FiledTicket | None:
    """Return the petition whose number and document belong together, for a caller without an advisor.

    It is None for an unknown number, for a wrong document and for a number that cannot be one.
    """
    try:
        normalized = str(parse_number(number))
    except InvalidFilingNumber:
        return None
    filed = await filters.find_by_number(engine, site.campaign, normalized, Visibility(all_tickets=True, user=""))
    documents = () if filed is None else await documents_of(engine, cipher, site, filed)
    petition = KnownPetition(exists=filed is not None, documents=documents)
    verdict = disclosure.decide_disclosure(site.ticket_status, petition, document, failures=0)
    return None if verdict in _REFUSED else filed


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
        standing = await read_situation(connection, context.cipher, context.site, filed, day_of_receipt(context.now()))
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
