"""Service level figures of a period, from the interval counts."""

from datetime import datetime, timedelta

from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import BadQuery
from eventlog.folds.counts import INTERVAL, interval_start
from eventlog.journal.reader import Journal
from metrics.service_level import Figures, counts_from, figures


def resolve_range(begins: datetime | None, ends: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Return the requested period; by default the local day of ``now`` to the end of the current interval.

    Raises:
        BadQuery: it is empty or splits an interval, whose counts cannot be divided.
    """
    begins = begins or start_of_local_day(ends - timedelta(microseconds=1) if ends else now)
    ends = ends or interval_start(now) + INTERVAL
    for field, moment in (("from", begins), ("to", ends)):
        if interval_start(moment) != moment:
            minutes = INTERVAL // timedelta(minutes=1)
            raise BadQuery(field, f"Debe caer al comienzo de un intervalo de {minutes} minutos (:00 o :{minutes}).")
    if begins >= ends:
        raise BadQuery("from", "Debe ser anterior a «to».")
    return begins, ends


async def figures_of(
    journal: Journal, begins: datetime, ends: datetime, line: str | None = None, queue: str | None = None
) -> Figures:
    """Return the figures of calls that arrived in a period of whole intervals.

    Raises:
        StorageError: PostgreSQL is away.
    """
    measures = await journal.interval_counts(begins, ends, line, queue)
    of_queue = queue is not None
    return figures(counts_from(measures, of_queue=of_queue), of_queue=of_queue)
