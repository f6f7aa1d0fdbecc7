"""Retries while the router is away, as long as a caller can wait for an answer.

Owns the pauses between the requests, and their limit. It must not know the request.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from call_router.errors import RouterAway

Result = TypeVar("Result")

AWAY_TIMEOUT_S = 4.0
MIN_AWAY_TIMEOUT_S = 1.0
MIN_REQUEST_TIMEOUT_S = 0.25
_RETRY_INTERVALS_S = (0.02, 0.05, 0.1, 0.2, 0.4)


def remaining_timeout(limit_s: float, outage_s: float) -> float:
    """Return how long to wait for a router that has been away for `outage_s` seconds; less after a longer outage.

    An outage that has outlasted `limit_s`, the longest acceptable wait of a caller, is not about to end, and new
    callers hear the apology almost at once.
    """
    return max(limit_s - max(outage_s, 0.0), min(MIN_AWAY_TIMEOUT_S, limit_s))


class RouterWait:
    """The wait of one step for the router. All its requests share one time limit.

    Args:
        timeout_s: the limit.
        clock: monotonic seconds.
    """

    def __init__(self, timeout_s: float = AWAY_TIMEOUT_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = clock() + timeout_s

    async def retry(self, request: Callable[[], Awaitable[Result]]) -> Result:
        """Call the router, and repeat the request while it is away; return the first answer.

        The same act with the same request id gives the first answer, so a repetition does nothing twice. A request that
        begins near the limit has `MIN_REQUEST_TIMEOUT_S`, because the router has just answered another one.

        Raises:
            RouterAway: no answer until the limit.
        """
        until = max(self._until, self._clock() + MIN_REQUEST_TIMEOUT_S)
        pauses = iter(_RETRY_INTERVALS_S)
        while True:
            try:
                async with asyncio.timeout(until - self._clock()):
                    return await request()
            except TimeoutError:
                raise RouterAway("Valkey does not answer") from None
            except RouterAway:
                if self._clock() > until:
                    raise
                await asyncio.sleep(next(pauses, _RETRY_INTERVALS_S[-1]))
