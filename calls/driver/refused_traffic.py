"""Writer of facts about calls that a gateway refused because of their source.

Owns the rhythm, and repeats what the log did not accept. The gateway decides what it refuses and sums it up.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.facts import TrafficRefused
from storage.periodic import run_periodically
from telephony.screening.refused_traffic import RefusedCalls

log = structlog.get_logger(__name__)

_WRITE_INTERVAL_S = 1.0


class Doorkeeper(Protocol):
    """A gateway that refuses calls because of their source."""

    name: str

    def take_refused_traffic(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the reports that are due now, or all of them with `flush`."""
        ...

    def restore_refused_traffic(self, reports: Iterable[RefusedCalls]) -> None:
        """Take back reports that could not be written."""
        ...


async def write_periodically(router: CallRouter, source: Doorkeeper, find_version: Callable[[], str]) -> None:
    """Write due reports until cancelled."""

    async def write() -> None:
        await write_pending(router, source, find_version())

    await run_periodically(write, interval_s=_WRITE_INTERVAL_S, initial_delay_s=_WRITE_INTERVAL_S)


async def write_pending(router: CallRouter, source: Doorkeeper, site_version: str, *, flush: bool = False) -> None:
    """Write due reports; restore them after a failure."""
    reports = source.take_refused_traffic(flush=flush)
    if not reports:
        return
    for each in reports:
        log.warning("traffic_refused", gateway=source.name, source=each.source, reason=each.reason, calls=each.calls)
    try:
        await router.append([fact_of(each) for each in reports], f"gateway:{source.name}", site_version)
    except RouterError as error:
        log.warning("traffic_not_written", gateway=source.name, error=str(error))
        source.restore_refused_traffic(reports)


def fact_of(report: RefusedCalls) -> TrafficRefused:
    """Build the fact of a report."""
    return TrafficRefused(
        line=report.line,
        source=report.source,
        reason=report.reason,
        calls=report.calls,
        since_ms=round(report.since * 1000),
    )
