"""The calls and tickets of a large client, and the client of a call or ticket.

A call is a client's if it came from the number of a contact. A ticket is a client's if its petitioner has the NIT, or
if it was filed on such a call. Each reader sees only the tickets that they may see elsewhere.
"""

from typing import Final

from agent_api.access.principal import Principal
from agent_api.calls.queries import find_calls_of_number
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.large_clients.register import store
from agent_api.large_clients.register.domain.client import LargeClient
from agent_api.large_clients.register.presenters import present_recognised
from agent_api.large_clients.register.problems import LargeClientUnknown
from agent_api.large_clients.register.queries import list_active_clients, recognise_nit, recognise_number
from agent_api.large_clients.register.schemas import (
    ClientActivity,
    ClientCall,
    ClientNameOption,
    ClientTicket,
    LargeClientNames,
    Recognition,
)
from agent_api.tickets.queries.calls import numbers_by_call
from agent_api.tickets.queries.filters import TicketFilter, Visibility, find_by_number
from agent_api.tickets.queries.pages import list_page
from agent_api.tickets.queries.visibility import (
    can_read_texts,
    find_followed_ticket,
    knows_petitioners,
    visibility_of,
)
from eventlog.facts.labels import OUTCOME_LABELS
from eventlog.folds.call_record import CallRecord
from storage.postgres.engine import read_connection

MOST: Final = 30
"""The most calls and the most tickets that are shown."""


async def read_activity(context: ApiContext, principal: Principal, id_: str) -> ClientActivity:
    """Return the last calls and tickets of a client.

    Raises:
        LargeClientUnknown: there is none with this id.
    """
    async with read_connection(context.engine) as connection:
        stored = await store.find(connection, context.cipher, context.campaign, id_)
    if stored is None:
        raise LargeClientUnknown
    calls = await _list_calls(context, stored.client)
    tickets = await _list_tickets(context, await visibility_of(context, principal), stored.client, calls)
    return ClientActivity(calls=[_present_call(context, each) for each in calls], tickets=tickets)


async def recognise_call(context: ApiContext, call_id: str) -> Recognition:
    """Return the client of a call.

    Raises:
        NotFound: there is no such call.
    """
    record = await context.journal.call(call_id)
    if record is None:
        raise NotFound(f"No hay ninguna llamada «{call_id}».")
    caller = await caller_numbers_of(context).find(record.caller_ref)
    client = await recognise_number(context.engine, context.cipher, context.campaign, caller)
    return Recognition(client=present_recognised(client))


async def recognise_ticket(context: ApiContext, principal: Principal, number: str) -> Recognition:
    """Return the client of a ticket; null to a reader who may not know the petitioner.

    Raises:
        NumberMisread, NotFound, IdentityRequired, SpeakerNotAllowed: as in `find_followed_ticket`.
    """
    visibility = await visibility_of(context, principal)
    found = await find_followed_ticket(context.engine, context.campaign, number, visibility)
    if not found.opened or not can_read_texts(principal):
        return Recognition(client=None)
    client = await recognise_nit(context.engine, context.cipher, context.campaign, found.filed.nit_print or "")
    return Recognition(client=present_recognised(client))


async def list_filter_names(context: ApiContext, principal: Principal) -> LargeClientNames:
    """Return the clients by which a user may filter tickets: none unless they may know the petitioners."""
    known = await list_active_clients(context.engine, context.campaign) if knows_petitioners(principal) else []
    return LargeClientNames(clients=[ClientNameOption(id=each.id, name=each.name) for each in known])


async def _list_calls(context: ApiContext, client: LargeClient) -> list[CallRecord]:
    calls: dict[str, CallRecord] = {}
    for phone in sorted(client.phones):
        found = await find_calls_of_number(context.engine, context.cipher, context.campaign, phone, MOST)
        calls |= {each.call_id: each for each in found}
    return sorted(calls.values(), key=lambda each: each.arrived_at, reverse=True)[:MOST]


async def _list_tickets(
    context: ApiContext, visibility: Visibility, client: LargeClient, calls: list[CallRecord]
) -> list[ClientTicket]:
    engine, campaign = context.engine, context.campaign
    cipher = CustomerCipher(context.cipher, campaign)
    of_nit = TicketFilter(nit_prints=(cipher.document_print(client.nit),))
    filed = await list_page(engine, campaign, visibility, of_nit, limit=MOST, sort="-filed_at")
    tickets = {each.number: each for each in filed}
    async with read_connection(engine) as connection:
        numbers = await numbers_by_call(connection, campaign, [each.call_id for each in calls])
    for number in (each for of_call in numbers.values() for each in of_call if each not in tickets):
        if (found := await find_by_number(engine, campaign, number, visibility)) is not None:
            tickets[number] = found
    newest = sorted(tickets.values(), key=lambda each: each.filed_at, reverse=True)[:MOST]
    return [
        ClientTicket(number=each.number, filed_at=each.filed_at, state=each.state, due_on=each.due_on)
        for each in newest
    ]


def _present_call(context: ApiContext, record: CallRecord) -> ClientCall:
    return ClientCall(
        id=record.call_id,
        arrived_at=record.arrived_at,
        line_name=labels.line_name(context.site, record.line),
        outcome=OUTCOME_LABELS[record.outcome] if record.outcome else None,
    )
