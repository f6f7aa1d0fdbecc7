"""Bounded queue for the password hasher, in which known browsers come first.

Owns the order and the bounds. Known browsers wait only for one another, first come, first served, and one slot is
reserved for them. Of the others, the address with the fewest failures comes first, and then the newest request: in a
crowd a request is refused at once instead of late. It must not know passwords or users.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from agent_api.kit.errors import ApiError

MAX_RUNNING = 2
"""Concurrent hashes; each takes 64 MiB and four threads. Unknown browsers have one slot fewer."""
MAX_KNOWN_WAITING, MAX_UNKNOWN_WAITING = 64, 16
"""Maximum queue lengths; at a seventh of a second each, an unknown browser waits about two seconds."""
RETRY_S = 1
_MEMORY = timedelta(hours=1)
_MOST_SOURCES = 8192

Rank = tuple[int, int]


class SignInBusy(ApiError):
    """The queue of passwords to verify is full; the same request may succeed a moment later."""

    status = 503
    code = "sign_in_busy"
    retryable = True

    def __init__(self) -> None:
        super().__init__("Hay muchos ingresos al mismo tiempo. Vuelva a intentarlo en unos segundos.")
        self.headers = {"Retry-After": str(RETRY_S)}


class FailuresBySource:
    """Count of failures by address within the last hour; if full, drops the oldest address."""

    def __init__(self, most: int = _MOST_SOURCES) -> None:
        self._most = most
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def count(self, source: str, now: datetime) -> int:
        """Return the failures of an address."""
        times, last = self._wrong.get(source, (0, now))
        return times if now - last < _MEMORY else 0

    def add(self, source: str, now: datetime) -> None:
        """Count a wrong password of an address."""
        times = self.count(source, now) + 1
        self._wrong.pop(source, None)
        self._wrong[source] = times, now
        while len(self._wrong) > self._most:
            self._wrong.popitem(last=False)


class HashingQueue:
    """The queue of one process.

    Args:
        running: maximum number of concurrent slots.
        known: maximum number of waiting known browsers.
        unknown: maximum number of other waiting requests.
    """

    def __init__(
        self, running: int = MAX_RUNNING, known: int = MAX_KNOWN_WAITING, unknown: int = MAX_UNKNOWN_WAITING
    ) -> None:
        self._free = running
        self._free_for_strangers = max(running - 1, 1)
        self._most = {True: known, False: unknown}
        self._waiting: dict[bool, dict[Rank, asyncio.Future[None]]] = {True: {}, False: {}}
        self._arrivals = 0
        self.wrong = FailuresBySource()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def turn(self, source: str, now: datetime, *, known: bool) -> AsyncIterator[None]:
        """Wait for a slot and hold it.

        `source` is the client's address; `known` says whether the user signed in before in this browser.

        Raises:
            SignInBusy: the queue is full, and a request of higher priority takes this place.
        """
        await self._wait(self._rank(source, now, known=known), known=known)
        try:
            yield
        finally:
            self._give_back(known=known)

    def _rank(self, source: str, now: datetime, *, known: bool) -> Rank:
        """Return a unique priority; the smallest is served first."""
        self._arrivals += 1
        return (0, self._arrivals) if known else (self.wrong.count(source, now), -self._arrivals)

    async def _wait(self, rank: Rank, *, known: bool) -> None:
        if self._has_turn(known=known):
            self._take(known=known)
            return
        waiting = self._waiting[known]
        waiting[rank] = turn = asyncio.get_running_loop().create_future()
        if len(waiting) > self._most[known]:
            waiting.pop(max(waiting)).set_exception(SignInBusy())
        try:
            await turn
        except asyncio.CancelledError:
            if waiting.pop(rank, None) is None and not turn.cancelled() and turn.exception() is None:
                self._give_back(known=known)  # the slot was granted before the cancellation
            raise

    def _has_turn(self, *, known: bool) -> bool:
        return self._free > 0 and (known or self._free_for_strangers > 0)

    def _take(self, *, known: bool) -> None:
        self._free -= 1
        self._free_for_strangers -= 0 if known else 1

    def _give_back(self, *, known: bool) -> None:
        """Free a slot, and hand the free ones to the next requests."""
        self._free += 1
        self._free_for_strangers += 0 if known else 1
        for kind in (True, False):
            waiting = self._waiting[kind]
            while waiting and self._has_turn(known=kind):
                self._take(known=kind)
                waiting.pop(min(waiting)).set_result(None)
