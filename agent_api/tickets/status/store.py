"""Readings of the state of petitions in the database.

Owns the table ticket_status_check. A row is written in the transaction of its fact and never changed; the document that
the caller stated is not stored.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.tickets.ticket_status import Grounds
from storage.tables import ticket_status_check

Result = Literal["read", "no_match"]
READINGS_LIMIT: Final = 100
"""Number of most recent readings returned for one ticket."""
_row = ticket_status_check.c
_CALL_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('ticket status ' || :call, 0))")


class StatusReading(msgspec.Struct, frozen=True, kw_only=True):
    """One request for the state of a petition.

    Attributes:
        id: of the row; 0 before it is stored.
        number: as stated; there may be no such ticket.
        at: aware.
        who: login of the advisor.
        who_name: their name at that time.
        grounds: the reason for which it was read out; empty if it was refused.
    """

    id: int = 0
    call_id: str
    number: str
    at: datetime
    who: str
    who_name: str
    result: Result
    grounds: Grounds | Literal[""] = ""


async def lock_call(connection: AsyncConnection, campaign: str, call_id: str) -> None:
    """Lock a call against other requests until the transaction ends."""
    await connection.execute(_CALL_LOCK, {"call": f"{campaign} {call_id}"})


async def count_failures(connection: AsyncConnection, campaign: str, call_id: str) -> int:
    """Count the pairs of number and document in a call that did not match."""
    query = select(func.count()).where(_row.campaign == campaign, _row.call_id == call_id, _row.result == "no_match")
    return int((await connection.execute(query)).scalar_one())


async def add(connection: AsyncConnection, campaign: str, reading: StatusReading) -> None:
    """Store a reading."""
    columns: Mapping[str, object] = msgspec.structs.asdict(reading)
    values = {name: value for name, value in columns.items() if name != "id"}
    await connection.execute(insert(ticket_status_check).values(campaign=campaign, **values))


async def list_by_ticket(connection: AsyncConnection, campaign: str, number: str) -> list[StatusReading]:
    """Return the last readings of a ticket, in order."""
    names = [_row[name] for name in StatusReading.__struct_fields__]
    query = select(*names).where(_row.campaign == campaign, _row.number == number)
    rows = await connection.execute(query.order_by(_row.id.desc()).limit(READINGS_LIMIT))
    return [StatusReading(**each) for each in reversed(rows.mappings().all())]
