"""Tickets in the database.

Owns the tables ticket and ticket_sequence. Who files holds the sequence of the campaign's year until the transaction
ends: numbers have no gaps, whatever is undone.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.calls.store import Place
from storage.sealing import Sealer
from storage.tables import ticket, ticket_sequence

TEXT, CALLER, REQUEST = "ticket.text", "ticket.caller", "ticket.request"


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as its row holds it.

    Attributes:
        site_version: whose typology kind and theme are of.
        text: sealed.
        call_id: the call on which it was filed, or empty.
        caller_ref: opaque reference to the caller's number, or empty.
        caller: blind index of that number, or empty.
        filed_by: the user.
        received_by: that user's name at the time.
        idempotency_key: of the request that filed it.
        request: blind digest of that request.
    """

    number: str
    kind: str
    theme: str
    site_version: str
    text: bytes
    call_id: str
    caller_ref: str
    caller: str
    filed_at: datetime
    filed_by: str
    received_by: str
    idempotency_key: str
    request: str
    status: str = "open"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets somebody may see.

    Attributes:
        every: all of the campaign.
        user: else those that this user filed,
        call_id: and those of this call, unless empty.
    """

    every: bool
    user: str
    call_id: str = ""

    def condition(self) -> ColumnElement[bool]:
        """As SQL."""
        if self.every:
            return true()
        at_hand = ticket.c.call_id == self.call_id if self.call_id else false()
        return or_(ticket.c.filed_by == self.user, at_hand)


async def next_sequence(connection: AsyncConnection, campaign: str, year: int) -> int:
    """Take the next number of a campaign's year; nobody else takes one until the transaction ends."""
    key = {"campaign": campaign, "year": year}
    taken = insert(ticket_sequence).values(**key, last=1)
    taken = taken.on_conflict_do_update(index_elements=list(key), set_={"last": ticket_sequence.c.last + 1})
    return int((await connection.execute(taken.returning(ticket_sequence.c.last))).scalar_one())


async def give_back(connection: AsyncConnection, campaign: str, year: int) -> None:
    """Undo `next_sequence` in the transaction that asked it: the number was not needed."""
    held = update(ticket_sequence).where(ticket_sequence.c.campaign == campaign, ticket_sequence.c.year == year)
    await connection.execute(held.values(last=ticket_sequence.c.last - 1))


async def add(connection: AsyncConnection, campaign: str, filed: Filed) -> None:
    """Store a new ticket."""
    await connection.execute(insert(ticket).values(campaign=campaign, **msgspec.structs.asdict(filed)))


async def filed_with(connection: AsyncConnection, campaign: str, user: str, key: str) -> Filed | None:
    """The ticket that a user's request of this key filed."""
    found = await _read(connection, campaign, and_(ticket.c.filed_by == user, ticket.c.idempotency_key == key), 1)
    return found[0] if found else None


async def by_number(connection: AsyncConnection, campaign: str, number: str, seen: Seen) -> Filed | None:
    """A ticket that somebody may see."""
    found = await _read(connection, campaign, and_(ticket.c.number == number, seen.condition()), 1)
    return found[0] if found else None


async def latest(
    connection: AsyncConnection, campaign: str, wanted: Sequence[ColumnElement[bool]], limit: int, after: Place | None
) -> list[Filed]:
    """Tickets that fulfil conditions, the last filed first.

    Args:
        connection: within a transaction.
        campaign: whose tickets.
        wanted: conditions on the table ticket.
        limit: how many at most.
        after: where the page before ended.
    """
    behind: ColumnElement[bool] = true()
    if after is not None:
        behind = tuple_(ticket.c.filed_at, ticket.c.number) < tuple_(after.arrived_at, after.call_id)
    return await _read(connection, campaign, and_(behind, *wanted), limit)


async def numbers_by_call(connection: AsyncConnection, campaign: str, call_ids: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of the tickets of some calls, in the order of filing."""
    wanted = select(ticket.c.call_id, ticket.c.number).where(ticket.c.campaign == campaign)
    numbers: dict[str, list[str]] = {}
    found = await connection.execute(wanted.where(ticket.c.call_id.in_(call_ids)).order_by(ticket.c.filed_at))
    for call_id, number in found:
        numbers.setdefault(call_id, []).append(number)
    return numbers


async def open_tickets_of(connection: AsyncConnection, sealer: Sealer, campaign: str, number: str) -> int:
    """How many open tickets were filed on calls from a number (E.164)."""
    asked = {"campaign": campaign, "caller": sealer.blind(number, about=CALLER)}
    return int((await connection.execute(_OPEN_OF, asked)).scalar_one())


_OPEN_OF = select(func.count()).where(
    ticket.c.campaign == bindparam("campaign"), ticket.c.caller == bindparam("caller"), ticket.c.status == "open"
)


async def forget_caller(connection: AsyncConnection, ref: str) -> int:
    """Take away the print of a number by which tickets of the same caller are found.

    Args:
        connection: within a transaction.
        ref: the reference to the number, of the call on which they were filed.

    Returns:
        How many tickets had it.
    """
    told = update(ticket).where(ticket.c.caller_ref == ref, ticket.c.caller != "")
    return (await connection.execute(told.values(caller=""))).rowcount


async def _read(connection: AsyncConnection, campaign: str, wanted: ColumnElement[bool], limit: int) -> list[Filed]:
    columns = [ticket.c[name] for name in Filed.__struct_fields__]
    query = select(*columns).where(ticket.c.campaign == campaign, wanted)
    query = query.order_by(ticket.c.filed_at.desc(), ticket.c.number.desc()).limit(limit)
    return [Filed(**row) for row in (await connection.execute(query)).mappings()]
