"""Curves of a day by half hour, with yesterday and the same weekday of last week behind it.

Owns which days are compared. A day costs the same however long the past is: its half hours are counted already.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from agent_api.board.domain.half_hours import DAY_S, DayFigures, definitions_by_kind, figures_of_day
from agent_api.indicators.service import Selection, interval_sums_of
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date, start_of_day
from config.site.oversight.indicators import IndicatorDefinition, IndicatorKind
from metrics.indicators.cells import INTERVAL_S

ComparedDay = Literal["today", "yesterday", "last_week"]
DAYS_BEFORE: Final[dict[ComparedDay, int]] = {"today": 0, "yesterday": 1, "last_week": 7}


class ComparedDays(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of three days, and the definitions that are in force today.

    Attributes:
        until: how far the journal is counted; None if nothing is.
        until_s: totals include what arrived before, s after midnight.
    """

    days: dict[ComparedDay, DayFigures]
    definitions: dict[IndicatorKind, IndicatorDefinition]
    until: datetime | None
    until_s: int


async def compare_days(context: ApiContext, line: str | None, queue: str | None) -> ComparedDays:
    """Return today's figures of a line or queue by half hour, and those of the days to compare.

    Raises:
        StorageError: PostgreSQL is away.
    """
    now = context.now()
    today = local_date(now)
    elapsed_s = int((now - start_of_day(today)).total_seconds())
    until_s = (elapsed_s // INTERVAL_S + 1) * INTERVAL_S
    definitions = definitions_by_kind(context.site.indicators, today)
    days: dict[ComparedDay, DayFigures] = {}
    until = None
    for name, before in DAYS_BEFORE.items():
        day = today - timedelta(days=before)
        counted = await interval_sums_of(
            context.engine, context.campaign, context.site.indicators, _selection(day, line, queue)
        )
        until = until or counted.until
        days[name] = figures_of_day(
            day,
            int(start_of_day(day).timestamp()),
            counted.sums,
            definitions,
            until_s=until_s,
            of_queue=queue is not None,
            elapsed_s=DAY_S if before else elapsed_s,
        )
    return ComparedDays(days=days, definitions=definitions, until=until, until_s=until_s)


def _selection(day: date, line: str | None, queue: str | None) -> Selection:
    return Selection(begins=start_of_day(day), ends=start_of_day(day + timedelta(days=1)), line=line, queue=queue)
