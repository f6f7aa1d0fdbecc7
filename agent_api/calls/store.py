"""Query of call rows, page by page, and their counts.

It only reads; the recorder writes the rows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import ARRAY, DateTime, Integer, Interval, Text, and_, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.dispositions.queries import TYPIFIED_CONDITIONS
from agent_api.kit.pagination import Cursor
from eventlog.facts import Outcome
from eventlog.folds.call_record import SHORTEST_TALK, CallRecord
from eventlog.journal.reader import record_from_row
from storage.postgres.queries import QueryFamily
from storage.tables import call

Sort = Literal["-arrived_at", "arrived_at"]
"""The last arrived first, or the first."""


class CallFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of calls; None matches any.

    Attributes:
        begins: arrived at or after it.
        ends: arrived before it.
        set_aside: only calls that no indicator counts, or only all others.
        in_progress: only calls that have not ended.
        without_talk: only answered calls without a conversation.
        kind: with ``theme`` and ``subtheme``, the topic that the advisor recorded.
        min_wait: the shortest wait in the queue, answered or not.
        min_talk: from the answer to the end.
        caller_refs: references of the caller's number; each call has its own.
        call_ids: only these calls.
    """

    line: str | None = None
    queue: str | None = None
    advisor: str | None = None
    outcome: Outcome | None = None
    in_progress: bool = False
    begins: datetime | None = None
    ends: datetime | None = None
    set_aside: bool | None = None
    without_talk: bool = False
    kind: str | None = None
    theme: str | None = None
    subtheme: str | None = None
    min_wait: timedelta | None = None
    max_wait: timedelta | None = None
    min_talk: timedelta | None = None
    max_talk: timedelta | None = None
    caller_refs: tuple[str, ...] | None = None
    call_ids: tuple[str, ...] | None = None

    def query_values(self) -> dict[str, Any]:
        """Return the values of the filter, by their names in the queries."""
        values = msgspec.structs.asdict(self)
        aside = values.pop("set_aside")
        topic = {f"typified_{name}": values.pop(name) for name in ("kind", "theme", "subtheme")}
        return {
            **values,
            **topic,
            "in_progress": self.in_progress or None,
            "without_talk": self.without_talk or None,
            "set_aside": aside or None,
            "counted": True if aside is False else None,
        }


async def find_calls(
    engine: AsyncEngine,
    campaign: str,
    criteria: CallFilter,
    limit: int,
    *,
    after: Cursor | None = None,
    sort: Sort = "-arrived_at",
) -> tuple[list[CallRecord], Cursor | None]:
    """Return a page of calls, the last arrived first, and the cursor of the next page if any.

    ``sort`` can reverse the order. Another page must have the same order.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    family = _LATEST_FIRST if sort == "-arrived_at" else _EARLIEST_FIRST
    position = {"last_at": after.at, "last": after.id} if after else {}
    rows = await family.rows(engine, campaign=campaign, most=limit + 1, **criteria.query_values(), **position)
    records = [record_from_row(row) for row in rows]
    page = records[:limit]
    return page, Cursor(page[-1].arrived_at, page[-1].call_id) if len(records) > limit else None


async def count_by_outcome(
    engine: AsyncEngine, campaign: str, criteria: CallFilter
) -> Sequence[tuple[Outcome | None, int]]:
    """Count calls by outcome; None is the outcome of those in progress.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    rows = await _BY_OUTCOME.rows(engine, campaign=campaign, **criteria.query_values())
    return [(row["outcome"], row["calls"]) for row in rows]


_c = call.c
_wait = func.coalesce(_c.answered_at, _c.ended_at) - _c.queued_at
_talk = _c.ended_at - _c.answered_at
_order = tuple_(_c.arrived_at, _c.call_id)
_last = tuple_(bindparam("last_at", type_=DateTime(timezone=True)), bindparam("last", type_=Text))
_OF_CAMPAIGN = _c.campaign == bindparam("campaign")
_CONDITIONS: dict[tuple[str, ...], Any] = {
    ("line",): _c.line == bindparam("line"),
    ("queue",): _c.queue == bindparam("queue"),
    ("advisor",): _c.advisor == bindparam("advisor"),
    ("outcome",): _c.outcome == bindparam("outcome"),
    ("in_progress",): _c.ended_at.is_(None),
    ("set_aside",): _c.set_aside != "",
    ("counted",): _c.set_aside == "",
    ("without_talk",): and_(
        _c.outcome == "answered", _c.of_call == "", _c.set_aside == "", _c.ended_at < _c.answered_at + SHORTEST_TALK
    ),
    ("begins",): _c.arrived_at >= bindparam("begins"),
    ("ends",): _c.arrived_at < bindparam("ends"),
    ("min_wait",): _wait >= bindparam("min_wait", type_=Interval),
    ("max_wait",): _wait <= bindparam("max_wait", type_=Interval),
    ("min_talk",): _talk >= bindparam("min_talk", type_=Interval),
    ("caller_refs",): and_(_c.caller_ref != "", _c.caller_ref == bindparam("caller_refs", type_=ARRAY(Text)).any_()),
    ("call_ids",): _c.call_id == bindparam("call_ids", type_=ARRAY(Text)).any_(),
    ("max_talk",): _talk <= bindparam("max_talk", type_=Interval),
    **TYPIFIED_CONDITIONS,
}
_PAGE = select(call).where(_OF_CAMPAIGN).limit(bindparam("most", type_=Integer))
_LATEST_FIRST = QueryFamily(
    _PAGE.order_by(_c.arrived_at.desc(), _c.call_id.desc()), {**_CONDITIONS, ("last_at", "last"): _order < _last}
)
_EARLIEST_FIRST = QueryFamily(
    _PAGE.order_by(_c.arrived_at, _c.call_id), {**_CONDITIONS, ("last_at", "last"): _order > _last}
)
_BY_OUTCOME = QueryFamily(
    select(_c.outcome, func.count().label("calls")).where(_OF_CAMPAIGN).group_by(_c.outcome), _CONDITIONS
)
