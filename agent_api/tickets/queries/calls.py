"""Queries for tickets by the call in which they were filed, for other nouns."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.tickets.store import CALLER
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.queries import Query
from storage.tables import ticket


async def numbers_by_call(connection: AsyncConnection, campaign: str, call_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the numbers of the tickets of some calls, in the order of filing."""
    query = select(ticket.c.call_id, ticket.c.number).where(ticket.c.campaign == campaign)
    numbers: dict[str, list[str]] = {}
    rows = await connection.execute(query.where(ticket.c.call_id.in_(call_ids)).order_by(ticket.c.filed_at))
    for call_id, number in rows:
        numbers.setdefault(call_id, []).append(number)
    return numbers


async def count_open_by_caller(engine: AsyncEngine, cipher: FieldCipher, campaign: str, number: str) -> int:
    """Count the open tickets filed on calls from a number (E.164)."""
    [(count,)] = await _COUNT_OPEN_BY_CALLER.rows(
        engine, campaign=campaign, caller=cipher.blind_index(number, field=CALLER)
    )
    return int(count)


async def calls_with_open_tickets(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Return those of some calls that have an open ticket."""
    query = select(ticket.c.call_id).where(ticket.c.campaign == campaign, ticket.c.status == "open")
    return set((await connection.execute(query.where(ticket.c.call_id.in_(call_ids)))).scalars())


_COUNT_OPEN_BY_CALLER = Query(
    select(func.count()).where(
        ticket.c.campaign == bindparam("campaign"), ticket.c.caller == bindparam("caller"), ticket.c.status == "open"
    )
)
