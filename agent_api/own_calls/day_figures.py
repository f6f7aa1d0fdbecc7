"""An advisor's own figures of today and of the day before, as the table of all advisors has them.

Owns the choice of figures. Times and calls come from the counts of the indicators, so that advisor and supervisor read
the same numbers; what was answered in time comes from the advisor's calls of the two days, by their index.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.indicators.queries import details_between, position_of
from agent_api.kit.dates import local_date, start_of_local_day
from agent_api.own_calls.schemas import OwnDay, OwnDayFigures
from metrics.indicators.aggregation import day_of
from metrics.indicators.breakdown.contacts import AdvisorWork, work_of_counts
from storage.postgres.engine import snapshot
from storage.tables import call

_DAY: Final = timedelta(days=1)
_MAX_CALL_AGE: Final = timedelta(hours=12)  # a call that arrived the day before may be answered today


async def read_own_day(engine: AsyncEngine, campaign: str, advisor: str, now: datetime) -> OwnDay:
    """Return an advisor's figures of today, and of the day before if the advisor had calls then."""
    today = start_of_local_day(now)
    yesterday = start_of_local_day(today - _DAY / 2)
    async with snapshot(engine) as connection:
        position = await position_of(connection, campaign)
        work = await _work_by_day(connection, campaign, advisor, yesterday, start_of_local_day(today + _DAY * 1.5))
        in_time = [
            await _answered(connection, campaign, advisor, begins, ends)
            for begins, ends in ((today, now + _DAY), (yesterday, today))
        ]
    figures = [
        _figures(work.get(local_date(begins), AdvisorWork()), within, answered)
        for begins, (within, answered) in zip((today, yesterday), in_time, strict=True)
    ]
    return OwnDay(until=position.at, today=figures[0], yesterday=figures[1] if figures[1].calls else None)


async def _work_by_day(
    connection: AsyncConnection, campaign: str, advisor: str, begins: datetime, ends: datetime
) -> dict[date, AdvisorWork]:
    cells = await details_between(connection, campaign, begins, ends, "by_advisor")
    by_day: dict[date, list[Counter[str]]] = {}
    for key, counts in cells:
        own = Counter({measure: n for measure, n in counts.items() if measure.partition("|")[2] == advisor})
        by_day.setdefault(day_of(key.slot), []).append(own)
    return {day: work_of_counts(counts)[0].get(advisor, AdvisorWork()) for day, counts in by_day.items()}


async def _answered(
    connection: AsyncConnection, campaign: str, advisor: str, begins: datetime, ends: datetime
) -> tuple[int, int]:
    """Count the advisor's answered calls that waited in a queue: those within its threshold, and all."""
    row = call.c
    waited = func.extract("epoch", row.answered_at - row.queued_at) * 1000
    query = select(func.count().filter(waited <= row.threshold_ms), func.count()).where(
        row.campaign == campaign,
        row.advisor == advisor,
        row.arrived_at >= begins - _MAX_CALL_AGE,
        row.answered_at >= begins,
        row.answered_at < ends,
        row.queued_at.is_not(None),
        row.of_call == "",
    )
    within, answered = (await connection.execute(query)).one()
    return within, answered


def _figures(work: AdvisorWork, within: int, answered: int) -> OwnDayFigures:
    return OwnDayFigures(
        calls=work.calls,
        handled_ms=work.handled_ms,
        mean_handled_ms=work.handled_ms // work.calls if work.calls else None,
        answered=answered,
        within_threshold=within,
    )
