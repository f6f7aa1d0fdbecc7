"""The day of an advisor: their states, and the times and shares that follow from them.

Owns the query. It reads the day's changes of one advisor by an index of the journal, and the last one before the day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Select, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.board.domain.day_states import DayTimes, StateSpan, spans_of, times_of
from agent_api.board.domain.half_hours import definitions_by_kind
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date, start_of_day
from config.site.oversight.indicators import IndicatorDefinition
from eventlog.facts import AdvisorStateChanged
from eventlog.journal.codec import read_canonical
from storage.postgres.engine import read_connection
from storage.tables import journal, journal_state_advisor

MAX_CHANGES: Final = 5000
"""More changes than an advisor can make in a day."""
_row = journal.c


class AdvisorDay(msgspec.Struct, frozen=True, kw_only=True):
    """The spans of a day in order, and their times.

    Attributes:
        adherence: the contract's indicator in force; None if it has none.
    """

    begins: datetime
    now: datetime
    spans: list[StateSpan]
    times: DayTimes
    adherence: IndicatorDefinition | None


async def read_day(context: ApiContext, advisor: str) -> AdvisorDay:
    """Return the local day of an advisor up to now; of an unknown one, an empty day.

    Raises:
        StorageError: PostgreSQL is away.
    """
    now = context.now()
    begins = start_of_day(local_date(now))
    async with read_connection(context.engine) as connection:
        before = await _read(
            connection,
            _query(context, advisor).where(_row.at < begins).order_by(_row.at.desc(), _row.seq.desc()).limit(1),
        )
        changes = await _read(
            connection, _query(context, advisor).where(_row.at >= begins).order_by(_row.at, _row.seq).limit(MAX_CHANGES)
        )
    spans = spans_of(before[0][1] if before else None, changes, begins, now)
    adherence = definitions_by_kind(context.site.indicators, local_date(now)).get("adherence")
    accepted = adherence.formula.pauses if adherence else ()
    return AdvisorDay(begins=begins, now=now, spans=spans, times=times_of(spans, accepted), adherence=adherence)


def _query(context: ApiContext, advisor: str) -> Select[Any]:
    return select(_row.bytes).where(
        _row.campaign == context.campaign,
        _row.type == literal_column("'AdvisorStateChanged'"),  # a parameter would hide the index from a cached plan
        journal_state_advisor == advisor,
    )


async def _read(connection: AsyncConnection, query: Select[Any]) -> Sequence[tuple[datetime, AdvisorStateChanged]]:
    envelopes = [read_canonical(each) for each in (await connection.execute(query)).scalars()]
    return [(each.at, cast("AdvisorStateChanged", each.fact)) for each in envelopes]
