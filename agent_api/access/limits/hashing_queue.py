"""Turns at the password hasher: a bounded queue in which known browsers come first.

Owns the order and the bound. A known browser waits behind other known ones alone, first come, first served, and one
turn is kept for them. Among the
others the address that was wrong least comes first, and of those the newest: who came in a crowd is refused at once, in
words, rather than late. It must not know passwords or users.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from agent_api.kit.errors import ApiError

MAX_RUNNING = 2
"""How many passwords are hashed at the same time: each takes 64 MiB and four threads. Strangers have one turn less."""
MAX_KNOWN_WAITING, MAX_UNKNOWN_WAITING = 64, 16
"""How many may wait; with a seventh of a second each, strangers who stay wait little more than two seconds."""
RETRY_S = 1
_MEMORY = timedelta(hours=1)
_MOST_SOURCES = 8192

Rank = tuple[int, int]


class SignInBusy(ApiError):
    """More passwords wait to be looked at than can be; the same request may work in a moment."""

    status = 503
    code = "sign_in_busy"
    retryable = True

    def __init__(self) -> None:
        super().__init__("Hay muchos ingresos al mismo tiempo. Vuelva a intentarlo en unos segundos.")
        self.headers = {"Retry-After": str(RETRY_S)}


class FailuresBySource:
    """How often each address was wrong within the last hour; bounded, the one that was wrong longest ago goes first."""

    def __init__(self, most: int = _MOST_SOURCES) -> None:
        self._most = most
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def count(self, source: str, now: datetime) -> int:
        """Return how often an address was wrong."""
        times, last = self._wrong.get(source, (0, now))
        return times if now - last < _MEMORY else 0

    def add(self, source: str, now: datetime) -> None:
        """Count one more wrong password of an address."""
        times = self.count(source, now) + 1
        self._wrong.pop(source, None)
        self._wrong[source] = times, now
        while len(self._wrong) > self._most:
            self._wrong.popitem(last=False)


class HashingQueue:
    """The queue of one process.

    Args:
        running: how many have a turn at the same time.
        known: how many known browsers may wait.
        strangers: how many others may wait.
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
        """Wait for a turn and hold it.

        Args:
            source: the address that asks.
            now: aware.
            known: whether it is a browser that was right before.

        Raises:
            SignInBusy: too many wait, or who came later went before.
        """
        await self._wait(self._rank(source, now, known=known), known=known)
        try:
            yield
        finally:
            self._give_back(known=known)

    def _rank(self, source: str, now: datetime, *, known: bool) -> Rank:
        """Return the place in the order, the smallest first; no two are the same."""
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
                self._give_back(known=known)  # it had its turn already
            raise

    def _has_turn(self, *, known: bool) -> bool:
        return self._free > 0 and (known or self._free_for_strangers > 0)

    def _take(self, *, known: bool) -> None:
        self._free -= 1
        self._free_for_strangers -= 0 if known else 1

    def _give_back(self, *, known: bool) -> None:
        """End a turn, and give the free ones to who is next."""
        self._free += 1
        self._free_for_strangers += 0 if known else 1
        for kind in (True, False):
            waiting = self._waiting[kind]
            while waiting and self._has_turn(known=kind):
                self._take(known=kind)
                waiting.pop(min(waiting)).set_result(None)
