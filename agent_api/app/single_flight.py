"""Single flight: concurrent requests for an expensive result share one computation.

Owns when it is computed again. It knows nothing of the result.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    """A result in computation, or a recent one; `clock` is monotonic, in seconds."""

    def __init__(self, make: Callable[[], Awaitable[Answer]], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._making: asyncio.Task[Answer] | None = None
        self._last: tuple[float, Answer] | None = None

    async def get(self, max_age_s: float = 0.0) -> Answer:
        """Return the result: a recent one, the one in computation, or a new one.

        `max_age_s` is the maximum age of a recent one; with 0 its computation ends after this call.
        """
        if self._last is not None and self._clock() - self._last[0] < max_age_s:
            return self._last[1]
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._run())
        return await asyncio.shield(self._making)  # one cancelled request must not cancel the others

    async def _run(self) -> Answer:
        answer = await self._make()
        self._last = self._clock(), answer
        return answer
