"""The service level of the running interval and of the day, per line and of all lines, and the day of each queue.

Owns what these count. The counts are the recorder's; nothing is kept here.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from agent_api.desk.domain.entities import LevelSeen, TallySeen
from agent_api.desk.domain.protocol import moment
from agent_api.kit.dates import day_of
from config.site.model import Site
from eventlog.facts.calls.routing import CALL_BACK_RESULTS
from eventlog.folds.counts import INTERVAL, interval_of
from eventlog.journal.reader import Journal
from metrics.service_level import counted, figures, overflowed

ALL_LINES = "*"
ByQueue = Mapping[tuple[str, str], Mapping[str, int]]
"""Counts by line and queue, then by measure."""


async def measured(journal: Journal, site: Site, now: datetime) -> tuple[dict[str, LevelSeen], dict[str, TallySeen]]:
    """Every level at a moment, by id (``day:<line>``, ``interval:*``, …), and the tally of each queue.

    Args:
        journal: of the campaign.
        site: says which lines and queues there are.
        now: aware.

    Raises:
        StorageError: PostgreSQL is away.
    """
    ends = interval_of(now) + INTERVAL
    begins, of_day = day_of(now), await journal.counts_by_queue(day_of(now), ends)
    of_interval = await journal.counts_by_queue(interval_of(now), ends)
    levels = {
        **_levels(site, "day", begins, ends, of_day),
        **_levels(site, "interval", ends - INTERVAL, ends, of_interval),
    }
    return levels, _tallies(site, begins, ends, of_day)


def _levels(site: Site, scope: str, begins: datetime, ends: datetime, counts: ByQueue) -> dict[str, LevelSeen]:
    by_line: dict[str, Counter[str]] = {line: Counter() for line in (*site.lines, ALL_LINES)}
    for (line, _), measures in counts.items():
        for each in (line, ALL_LINES):
            by_line.setdefault(each, Counter()).update(measures)
    return {f"{scope}:{line}": level(line, scope, begins, ends, measures) for line, measures in by_line.items()}


def _tallies(site: Site, begins: datetime, ends: datetime, counts: ByQueue) -> dict[str, TallySeen]:
    by_queue: dict[str, Counter[str]] = {queue: Counter() for queue in site.queues}
    for (_, queue), measures in counts.items():
        if queue:
            by_queue.setdefault(queue, Counter()).update(measures)
    return {queue: tally(queue, begins, ends, measures) for queue, measures in by_queue.items()}


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


def tally(queue: str, begins: datetime, ends: datetime, measures: Mapping[str, int]) -> TallySeen:
    """The day of one queue from its counts; visits as its closing balance has them."""
    counts = counted(measures, of_queue=True)
    ended = {result: measures.get(f"call_back_ended|{result}", 0) for result in CALL_BACK_RESULTS}
    return TallySeen(
        queue=queue,
        begins=moment(begins) or "",
        ends=moment(ends) or "",
        entered=counts.ingressed,
        answered=counts.answered,
        overflowed=overflowed(counts),
        call_backs_promised=counts.outcomes["callback"],
        call_backs_talked=ended["talked"],
        call_backs_given_up=sum(ended.values()) - ended["talked"],
    )
