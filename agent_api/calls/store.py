"""Call rows by what people ask for: line, outcome, stretch of time, page by page.

Owns the listing's query. It changes nothing; the rows are the recorder's.
"""

import base64
import binascii
from datetime import datetime

import msgspec
from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.call_record import CallRecord
from eventlog.facts import Outcome
from eventlog.journal import record_of
from storage.engine import reading
from storage.tables import call


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls; None is any.

    Attributes:
        begins: arrived at or after it.
        ends: arrived before it.
        in_progress: only calls that have not ended.
    """

    line: str | None = None
    outcome: Outcome | None = None
    in_progress: bool = False
    begins: datetime | None = None
    ends: datetime | None = None


class Place(msgspec.Struct, frozen=True):
    """Where a page ended: the arrival and id of its last call. Calls that arrive meanwhile move no page."""

    arrived_at: datetime
    call_id: str

    def cursor(self) -> str:
        """As an opaque text for an address."""
        return base64.urlsafe_b64encode(f"{self.arrived_at.isoformat()} {self.call_id}".encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """What `cursor` wrote.

        Raises:
            ValueError: nothing that it wrote.
        """
        try:
            text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        except (binascii.Error, UnicodeError) as error:
            raise ValueError("not a cursor") from error
        moment, _, call_id = text.partition(" ")
        arrived_at = datetime.fromisoformat(moment)
        if arrived_at.tzinfo is None or not call_id or "\0" in call_id:
            raise ValueError("not a cursor")
        return cls(arrived_at, call_id)


async def recent(
    engine: AsyncEngine, campaign: str, wanted: Wanted, limit: int, after: Place | None = None
) -> tuple[list[CallRecord], Place | None]:
    """A page of calls, the last arrived first.

    Args:
        engine: of the database.
        campaign: whose calls.
        wanted: which ones.
        limit: how many at most.
        after: where the page before ended.

    Returns:
        The calls, and where the page ends if there are more.

    Raises:
        StorageError: PostgreSQL is away.
    """
    query = _matching(campaign, wanted).order_by(call.c.arrived_at.desc(), call.c.call_id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(call.c.arrived_at, call.c.call_id) < tuple_(after.arrived_at, after.call_id))
    async with reading(engine) as connection:
        found = [record_of(row) for row in (await connection.execute(query)).mappings()]
    page = found[:limit]
    return page, Place(page[-1].arrived_at, page[-1].call_id) if len(found) > limit else None


def _matching(campaign: str, wanted: Wanted) -> Select[tuple[object, ...]]:
    query = select(call).where(call.c.campaign == campaign)
    if wanted.line is not None:
        query = query.where(call.c.line == wanted.line)
    if wanted.outcome is not None:
        query = query.where(call.c.outcome == wanted.outcome)
    if wanted.in_progress:
        query = query.where(call.c.ended_at.is_(None))
    if wanted.begins is not None:
        query = query.where(call.c.arrived_at >= wanted.begins)
    if wanted.ends is not None:
        query = query.where(call.c.arrived_at < wanted.ends)
    return query
