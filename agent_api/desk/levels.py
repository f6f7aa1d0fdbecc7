"""The service level of the running interval and of the day, per line and of all lines.

Owns what a level counts. The counts are the recorder's; nothing is kept here.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from agent_api.desk.entities import LevelSeen
from agent_api.desk.protocol import moment
from agent_api.moments import day_of
from config.site import Site
from eventlog.counts import INTERVAL, interval_of
from eventlog.journal import Journal
from metrics.service_level import counted, figures

ALL_LINES = "*"


async def levels(journal: Journal, site: Site, now: datetime) -> dict[str, LevelSeen]:
    """Every level at a moment, by id (``day:<line>``, ``interval:*``, …).

    Args:
        journal: of the campaign.
        site: says which lines there are.
        now: aware.

    Raises:
        StorageError: PostgreSQL is away.
    """
    ends = interval_of(now) + INTERVAL
    found: dict[str, LevelSeen] = {}
    for scope, begins in (("day", day_of(now)), ("interval", interval_of(now))):
        by_line = await journal.counts_by_line(begins, ends)
        of_all = sum((Counter(measures) for measures in by_line.values()), Counter[str]())
        for line, measures in {**{line: {} for line in site.lines}, **by_line, ALL_LINES: dict(of_all)}.items():
            found[f"{scope}:{line}"] = level(line, scope, begins, ends, measures)
    return found


def level(line: str, scope: str, begins: datetime, ends: datetime, measures: Mapping[str, int]) -> LevelSeen:
    """One level from its counts; the contract's first figure, answered within the threshold over ingressed in hours."""
    counts = counted(measures)
    told = figures(counts)
    share = told.service_level["ingressed"]
    return LevelSeen(
        line=line,
        scope=scope,
        begins=moment(begins) or "",
        ends=moment(ends) or "",
        within=share.numerator,
        ingressed=share.denominator,
        answered=counts.answered,
        abandoned=told.abandon_rate.numerator,
        share=share.percent(),
    )
