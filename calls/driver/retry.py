"""Patience with a router that is away: how long a caller can be left waiting for one answer of it.

Owns the pauses between the questions, and their bound. It must not know what is asked.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from call_router.errors import RouterAway

Result = TypeVar("Result")

AWAY_TIMEOUT_S = 4.0
MIN_AWAY_TIMEOUT_S = 1.0
_RETRY_INTERVALS_S = (0.02, 0.05, 0.1, 0.2, 0.4)


def remaining_timeout(limit_s: float, outage_s: float) -> float:
    """Return how long to wait for a router that has been away for a while: less than if it had just gone.

    An absence that has lasted longer than a caller can be left waiting is not about to end, and a caller who comes now
    hears the apology almost at once.

    Args:
        limit_s: how long a caller can be left waiting.
        outage_s: how long it has been away; 0 or less where it is not known to be.
    """
    return max(limit_s - max(outage_s, 0.0), min(MIN_AWAY_TIMEOUT_S, limit_s))


async def retry_while_away(request: Callable[[], Awaitable[Result]], *, timeout_s: float = AWAY_TIMEOUT_S) -> Result:
    """Ask the router, again and again while it is away, for as long as a caller can be left waiting.

    The same act with the same request id gives the first answer, so asking twice does nothing twice.

    Args:
        request: the request; each call makes it again.
        timeout_s: how long, in seconds.

    Returns:
        The first answer.

    Raises:
        RouterAway: there was none.
    """
    until = time.monotonic() + timeout_s
    pauses = iter(_RETRY_INTERVALS_S)
    while True:
        try:
            async with asyncio.timeout(until - time.monotonic()):
                return await request()
        except TimeoutError:
            raise RouterAway("Valkey does not answer") from None
        except RouterAway:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(next(pauses, _RETRY_INTERVALS_S[-1]))
