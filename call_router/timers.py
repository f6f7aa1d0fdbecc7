"""The router process: it lets time pass. Any number of them may run; none is special.

Owns the rhythm. What is due, and what then happens, is decided in `library/`.
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
"""How late a timer may be that somebody else set in the meantime."""
RETRY_INTERVAL = timedelta(milliseconds=500)
MAX_LOOK_GAP = timedelta(seconds=2)
"""After a longer pause between two looks, gateways may have been kept from renewing their leases."""
_NEVER = datetime.fromtimestamp(0, UTC)

EndOrphan = Callable[[str, str], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Ticker(Protocol):
    """What keeps time: a CallRouter."""

    async def tick(self, last_look: datetime | None = None) -> TickResult:
        """Do what is due, at most 100 items; leases only if the last look was just now."""
        ...


class LeaseWatch:
    """How long a keeper has looked on without a pause.

    After Valkey was away, and after its own start, it must give living gateways the time of a lease to renew theirs:
    whoever judges at once takes all of them for dead.
    """

    def __init__(self) -> None:
        self._watch_start = self._last_look = _NEVER

    @property
    def last_look(self) -> datetime:
        """The argument of `Ticker.tick`: long ago until the keeper has watched for the time of a lease."""
        return self._last_look if self._last_look - self._watch_start >= LEASE else _NEVER

    def record_look(self, now: datetime) -> None:
        """It looked, when the campaign's clock said so."""
        if now - self._last_look > MAX_LOOK_GAP:
            self._watch_start = now
        self._last_look = now


async def run_timers(router: Ticker, stop: asyncio.Event, end_orphan: EndOrphan) -> None:
    """Tick until told to stop; go on after Valkey was away.

    Args:
        router: the campaign's.
        stop: set it to end the loop within a tick.
        end_orphan: ends a call (id, gateway) whose gateway is dead, by the call flow; called again until it is ended.
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
    """How long to rest after a tick: until the next timer is due, but never long; not at all when work was left."""
    if result.has_more:
        return timedelta(0)
    if result.next_due is None:
        return MAX_TICK_INTERVAL
    return min(MAX_TICK_INTERVAL, max(result.next_due - result.now, timedelta(milliseconds=1)))


async def _end_orphan(end_orphan: EndOrphan, call_id: str, gateway: str) -> None:
    try:
        await end_orphan(call_id, gateway)
    except RouterError as error:  # somebody else was faster, or Valkey went away: the next tick names it again
        _log.info("orphan_not_ended", call=call_id, gateway=gateway, error=error.code)
    except Exception:  # one broken call must not stop the time of all others
        _log.exception("orphan_not_ended", call=call_id, gateway=gateway)


async def _wait_or_stop(stop: asyncio.Event, pause: timedelta) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(pause.total_seconds()):
            await stop.wait()
