"""Service level of the current interval and day, by line and overall, and the day of each queue.

Owns the definitions. It stores nothing: the recorder keeps the counts.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from agent_api.desk.domain.entities import QueueDayEntity, ServiceLevelEntity
from agent_api.desk.domain.protocol import format_moment
from agent_api.kit.dates import start_of_local_day
from config.site.model import Site
from eventlog.facts.calls.routing import CALL_BACK_RESULTS
from eventlog.folds.counts import INTERVAL, interval_start
from eventlog.journal.reader import Journal
from metrics.service_level import counts_from, figures, overflow_count

ALL_LINES = "*"
CountsByQueue = Mapping[tuple[str, str], Mapping[str, int]]
"""Counts by line and queue, then by measure."""


async def measure(
    journal: Journal, site: Site, now: datetime
) -> tuple[dict[str, ServiceLevelEntity], dict[str, QueueDayEntity]]:
    """Return all levels by id (``day:<line>``, ``interval:*``, …), and the tally of each queue.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    ends = interval_start(now) + INTERVAL
    begins, of_day = start_of_local_day(now), await journal.counts_by_queue(start_of_local_day(now), ends)
    of_interval = await journal.counts_by_queue(interval_start(now), ends)
    levels = {
        **_levels(site, "day", begins, ends, of_day),
        **_levels(site, "interval", ends - INTERVAL, ends, of_interval),
    }
    return levels, _tallies(site, begins, ends, of_day)


def _levels(
    site: Site, scope: str, begins: datetime, ends: datetime, counts: CountsByQueue
) -> dict[str, ServiceLevelEntity]:
    by_line: dict[str, Counter[str]] = {line: Counter() for line in (*site.lines, ALL_LINES)}
    for (line, _), measures in counts.items():
        for each in (line, ALL_LINES):
            by_line.setdefault(each, Counter()).update(measures)
    return {f"{scope}:{line}": level(line, scope, begins, ends, measures) for line, measures in by_line.items()}


def _tallies(site: Site, begins: datetime, ends: datetime, counts: CountsByQueue) -> dict[str, QueueDayEntity]:
    by_queue: dict[str, Counter[str]] = {queue: Counter() for queue in site.queues}
    for (_, queue), measures in counts.items():
        if queue:
            by_queue.setdefault(queue, Counter()).update(measures)
    return {queue: tally(queue, begins, ends, measures) for queue, measures in by_queue.items()}


def level(line: str, scope: str, begins: datetime, ends: datetime, measures: Mapping[str, int]) -> ServiceLevelEntity:
    """Return a level from its counts: the contract's first figure, answered in time over ingressed in hours."""
    counts = counts_from(measures)
    line_figures = figures(counts)
    share = line_figures.service_level["ingressed"]
    return ServiceLevelEntity(
        line=line,
        scope=scope,
        begins=format_moment(begins) or "",
        ends=format_moment(ends) or "",
        within=share.numerator,
        ingressed=share.denominator,
        answered=counts.answered,
        queued=line_figures.abandon_rate.denominator,
        abandoned=line_figures.abandon_rate.numerator,
        share=share.percent(),
    )


def tally(queue: str, begins: datetime, ends: datetime, measures: Mapping[str, int]) -> QueueDayEntity:
    """Return the day of a queue from its counts, with visits as in its closing balance."""
    counts = counts_from(measures, of_queue=True)
    ended = {result: measures.get(f"call_back_ended|{result}", 0) for result in CALL_BACK_RESULTS}
    return QueueDayEntity(
        queue=queue,
        begins=format_moment(begins) or "",
        ends=format_moment(ends) or "",
        entered=counts.ingressed,
        answered=counts.answered,
        within=counts.answered_within,
        abandoned=counts.outcomes["abandoned_queue"],
        overflowed=overflow_count(counts),
        call_backs_promised=counts.outcomes["callback"],
        call_backs_talked=ended["talked"],
        call_backs_given_up=sum(ended.values()) - ended["talked"],
    )
