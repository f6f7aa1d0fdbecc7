"""One answer for all who ask for it at the same time: what is costly is made once, however many ask.

Owns when it is made again. It knows nothing of what it makes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    """An answer that is being made, or was made a moment ago.

    Args:
        make: makes it.
        clock: seconds that never go back.
    """

    def __init__(self, make: Callable[[], Awaitable[Answer]], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._making: asyncio.Task[Answer] | None = None
        self._last: tuple[float, Answer] | None = None

    async def get(self, max_age_s: float = 0.0) -> Answer:
        """Return the answer: a recent one, the one that is being made, or a new one.

        Args:
            max_age_s: how old it may be; with 0 it ends being made after this call.
        """
        if self._last is not None and self._clock() - self._last[0] < max_age_s:
            return self._last[1]
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._run())
        return await asyncio.shield(self._making)  # a request that stops waiting stops no other

    async def _run(self) -> Answer:
        answer = await self._make()
        self._last = self._clock(), answer
        return answer
