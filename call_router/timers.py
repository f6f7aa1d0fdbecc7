"""The router process, which advances timers. Any number may run, and all are equal.

Owns the interval of the ticks. `library/` decides which timers are due and what they do.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from call_router.acts import LEASE, TickResult
from call_router.errors import RouterAway, RouterError

MAX_TICK_INTERVAL = timedelta(milliseconds=100)
"""Largest delay of a timer that another process set in the meantime."""
RETRY_INTERVAL = timedelta(milliseconds=500)
MAX_LOOK_GAP = timedelta(seconds=2)
"""After a longer pause between two looks, gateways may have been unable to renew their leases."""
_NEVER = datetime.fromtimestamp(0, UTC)

EndOrphan = Callable[[str, str], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Ticker(Protocol):
    """Runs due timers; implemented by CallRouter."""

    async def tick(self, last_look: datetime | None = None) -> TickResult:
        """Run due timers, at most 100; expire leases only if the last look was recent."""
        ...


class LeaseWatch:
    """How long a router process has been watching without interruption.

    After its start, or after Valkey was away, it must give live gateways one lease period to renew. Otherwise it would
    treat all of them as dead.
    """

    def __init__(self) -> None:
        self._watch_start = self._last_look = _NEVER

    @property
    def last_look(self) -> datetime:
        """The argument of `Ticker.tick`: a long-past moment until one lease period has been watched."""
        return self._last_look if self._last_look - self._watch_start >= LEASE else _NEVER

    def record_look(self, now: datetime) -> None:
        """Record a look at the given time of the campaign's clock."""
        if now - self._last_look > MAX_LOOK_GAP:
            self._watch_start = now
        self._last_look = now


async def run_timers(router: Ticker, stop: asyncio.Event, end_orphan: EndOrphan) -> None:
    """Tick until `stop` is set; continue after Valkey was away.

    ``end_orphan`` ends a call (id, gateway) of a dead gateway by the call flow, and is called again until it succeeds.
    """
    is_away, watch = False, LeaseWatch()
    while not stop.is_set():
        try:
            result = await router.tick(watch.last_look)
        except RouterAway as error:
            if not is_away:
                _log.warning("router_away", error=str(error))
            is_away = True
            await _wait_or_stop(stop, RETRY_INTERVAL)
            continue
        if is_away:
            _log.info("router_back")
        is_away = False
        watch.record_look(result.now)
        for call_id, gateway in result.orphans:
            await _end_orphan(end_orphan, call_id, gateway)
        await _wait_or_stop(stop, next_tick_delay(result))


def next_tick_delay(result: TickResult) -> timedelta:
    """Return the delay before the next tick: until the next timer, bounded; zero if work was left."""
    if result.has_more:
        return timedelta(0)
    if result.next_due is None:
        return MAX_TICK_INTERVAL
    return min(MAX_TICK_INTERVAL, max(result.next_due - result.now, timedelta(milliseconds=1)))


async def _end_orphan(end_orphan: EndOrphan, call_id: str, gateway: str) -> None:
    try:
        await end_orphan(call_id, gateway)
    except RouterError as error:  # another process was faster, or Valkey is away: the next tick reports the call again
        _log.info("orphan_not_ended", call=call_id, gateway=gateway, error=error.code)
    except Exception:  # one broken call must not stop the timers of the others
        _log.exception("orphan_not_ended", call=call_id, gateway=gateway)


async def _wait_or_stop(stop: asyncio.Event, pause: timedelta) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(pause.total_seconds()):
            await stop.wait()
