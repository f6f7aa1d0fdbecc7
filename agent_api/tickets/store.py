"""Tickets in the database.

Owns the tables ticket and ticket_sequence. Who files holds the sequence of the campaign's year until the transaction
ends: numbers have no gaps, whatever is undone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import DateTime, Integer, Text, bindparam, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.calls.store import Place
from storage.queries import Family, Query
from storage.sealing import Sealer
from storage.tables import ticket, ticket_sequence

TEXT, CALLER, REQUEST = "ticket.text", "ticket.caller", "ticket.request"


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as its row holds it.

    Attributes:
        site_version: whose typology kind, theme and sub-theme are of.
        text: sealed.
        call_id: the call on which it was filed, or empty.
        caller_ref: opaque reference to the caller's number, or empty.
        caller: blind index of that number, or empty.
        filed_by: the user.
        received_by: that user's name at the time.
        idempotency_key: of the request that filed it.
        request: blind digest of that request.
        subtheme: empty where only the theme was said, as in every ticket of an earlier release.
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
    subtheme: str = ""


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

    def asked(self) -> dict[str, str]:
        """The values that a ticket is compared with, by their names in `_TICKETS`."""
        if self.every:
            return {}
        return {"user": self.user, "at_hand": self.call_id} if self.call_id else {"only_user": self.user}


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
    wanted = select(*_COLUMNS).where(
        ticket.c.campaign == campaign, ticket.c.filed_by == user, ticket.c.idempotency_key == key
    )
    found = (await connection.execute(wanted)).mappings().one_or_none()
    return None if found is None else Filed(**found)


async def by_number(engine: AsyncEngine, campaign: str, number: str, seen: Seen) -> Filed | None:
    """A ticket that somebody may see."""
    found = await _read(engine, campaign, 1, number=number, **seen.asked())
    return found[0] if found else None


async def latest(
    engine: AsyncEngine,
    campaign: str,
    seen: Seen,
    limit: int,
    *,
    filed_by: str | None = None,
    call_id: str | None = None,
    after: Place | None = None,
) -> list[Filed]:
    """Tickets that somebody may see, the last filed first.

    Args:
        engine: of the database.
        campaign: whose tickets.
        seen: what may be seen.
        limit: how many at most.
        filed_by: only this user's.
        call_id: only this call's.
        after: where the page before ended.
    """
    last = {"last_at": after.arrived_at, "last": after.call_id} if after else {}
    return await _read(engine, campaign, limit, filed_by=filed_by, call_id=call_id, **last, **seen.asked())


async def numbers_by_call(connection: AsyncConnection, campaign: str, call_ids: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of the tickets of some calls, in the order of filing."""
    wanted = select(ticket.c.call_id, ticket.c.number).where(ticket.c.campaign == campaign)
    numbers: dict[str, list[str]] = {}
    found = await connection.execute(wanted.where(ticket.c.call_id.in_(call_ids)).order_by(ticket.c.filed_at))
    for call_id, number in found:
        numbers.setdefault(call_id, []).append(number)
    return numbers


async def open_tickets_of(engine: AsyncEngine, sealer: Sealer, campaign: str, number: str) -> int:
    """How many open tickets were filed on calls from a number (E.164)."""
    [(count,)] = await _OPEN_OF.rows(engine, campaign=campaign, caller=sealer.blind(number, about=CALLER))
    return int(count)


async def with_open_tickets(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Which of some calls have an open ticket."""
    wanted = select(ticket.c.call_id).where(ticket.c.campaign == campaign, ticket.c.status == "open")
    return set((await connection.execute(wanted.where(ticket.c.call_id.in_(call_ids)))).scalars())


_OPEN_OF = Query(
    select(func.count()).where(
        ticket.c.campaign == bindparam("campaign"), ticket.c.caller == bindparam("caller"), ticket.c.status == "open"
    )
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


async def _read(engine: AsyncEngine, campaign: str, limit: int, **asked: Any) -> list[Filed]:
    return [Filed(**row) for row in await _TICKETS.rows(engine, campaign=campaign, most=limit, **asked)]


_COLUMNS = [ticket.c[name] for name in Filed.__struct_fields__]
_TICKETS = Family(
    select(*_COLUMNS)
    .where(ticket.c.campaign == bindparam("campaign"))
    .order_by(ticket.c.filed_at.desc(), ticket.c.number.desc())
    .limit(bindparam("most", type_=Integer)),
    {
        ("number",): ticket.c.number == bindparam("number"),
        ("filed_by",): ticket.c.filed_by == bindparam("filed_by"),
        ("call_id",): ticket.c.call_id == bindparam("call_id"),
        ("only_user",): ticket.c.filed_by == bindparam("only_user"),
        ("user", "at_hand"): or_(ticket.c.filed_by == bindparam("user"), ticket.c.call_id == bindparam("at_hand")),
        ("last_at", "last"): tuple_(ticket.c.filed_at, ticket.c.number)
        < tuple_(bindparam("last_at", type_=DateTime(timezone=True)), bindparam("last", type_=Text)),
    },
)
