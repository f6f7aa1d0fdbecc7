"""Query of call rows by line, outcome and period, page by page.

It only reads; the recorder writes the rows.
"""

from datetime import datetime

import msgspec
from sqlalchemy import DateTime, Integer, Text, and_, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.pagination import Cursor
from eventlog.facts import Outcome
from eventlog.folds.call_record import SHORTEST_TALK, CallRecord
from eventlog.journal.reader import record_from_row
from storage.postgres.queries import QueryFamily
from storage.tables import call


class CallFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of calls; None matches any.

    Attributes:
        begins: arrived at or after it.
        ends: arrived before it.
        set_aside: only calls that no indicator counts, or only all others.
        in_progress: only calls that have not ended.
        without_talk: only answered calls without a conversation.
    """

    line: str | None = None
    outcome: Outcome | None = None
    in_progress: bool = False
    begins: datetime | None = None
    ends: datetime | None = None
    set_aside: bool | None = None
    without_talk: bool = False


async def find_calls(
    engine: AsyncEngine, campaign: str, criteria: CallFilter, limit: int, after: Cursor | None = None
) -> tuple[list[CallRecord], Cursor | None]:
    """Return a page of calls, the last arrived first, and the cursor of the next page if any.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    rows = await _PAGE_QUERY.rows(
        engine,
        campaign=campaign,
        most=limit + 1,
        line=criteria.line,
        outcome=criteria.outcome,
        in_progress=criteria.in_progress or None,
        set_aside=criteria.set_aside or None,
        counted=True if criteria.set_aside is False else None,
        without_talk=criteria.without_talk or None,
        begins=criteria.begins,
        ends=criteria.ends,
        last_at=after and after.at,
        last=after and after.id,
    )
    records = [record_from_row(row) for row in rows]
    page = records[:limit]
    return page, Cursor(page[-1].arrived_at, page[-1].call_id) if len(records) > limit else None


_PAGE_QUERY = QueryFamily(
    select(call)
    .where(call.c.campaign == bindparam("campaign"))
    .order_by(call.c.arrived_at.desc(), call.c.call_id.desc())
    .limit(bindparam("most", type_=Integer)),
    {
        ("line",): call.c.line == bindparam("line"),
        ("outcome",): call.c.outcome == bindparam("outcome"),
        ("in_progress",): call.c.ended_at.is_(None),
        ("set_aside",): call.c.set_aside != "",
        ("counted",): call.c.set_aside == "",
        ("without_talk",): and_(
            call.c.outcome == "answered",
            call.c.of_call == "",
            call.c.set_aside == "",
            call.c.ended_at < call.c.answered_at + SHORTEST_TALK,
        ),
        ("begins",): call.c.arrived_at >= bindparam("begins"),
        ("ends",): call.c.arrived_at < bindparam("ends"),
        ("last_at", "last"): tuple_(call.c.arrived_at, call.c.call_id)
        < tuple_(bindparam("last_at", type_=DateTime(timezone=True)), bindparam("last", type_=Text)),
    },
)
