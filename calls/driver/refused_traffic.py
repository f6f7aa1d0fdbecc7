"""Writes what a gateway refused for where it comes from, as facts of the log.

Owns the rhythm, and that nothing is lost while the log cannot be written. What is refused, and how it is summed up, is
the gateway's.
"""

from collections.abc import Iterable
from functools import partial
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
    """A gateway that refuses calls for where they come from."""

    name: str

    def take_refused_traffic(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return what is to be reported now; all that there is when asked for it at once."""
        ...

    def restore_refused_traffic(self, reports: Iterable[RefusedCalls]) -> None:
        """Report once more what could not be written."""
        ...


async def write_periodically(router: CallRouter, source: Doorkeeper, site_version: str) -> None:
    """Write what is due, again and again."""
    write = partial(write_pending, router, source, site_version)
    await run_periodically(write, interval_s=_WRITE_INTERVAL_S, initial_delay_s=_WRITE_INTERVAL_S)


async def write_pending(router: CallRouter, source: Doorkeeper, site_version: str, *, flush: bool = False) -> None:
    """Write what is due; what cannot be written is reported again."""
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
    """Return the fact of a report."""
    return TrafficRefused(
        line=report.line,
        source=report.source,
        reason=report.reason,
        calls=report.calls,
        since_ms=round(report.since * 1000),
    )
