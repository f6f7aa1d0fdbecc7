"""Waiting no longer than a bound, whatever is waited for.

Owns that what does not come back is told to stop and let go: the driver of a database that holds its connections and
says nothing heeds a cancellation only seconds later, and `asyncio.timeout` would wait for that.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final, TypeVar

T = TypeVar("T")
_abandoned: Final[set[asyncio.Future[Any]]] = set()
"""What was let go, and is not over yet: else nobody would hold it."""


async def hard_timeout(timeout_s: float, awaitable: Awaitable[T]) -> T:
    """What comes of something within a bound.

    Args:
        timeout_s: seconds.
        awaitable: what is waited for.

    Raises:
        TimeoutError: nothing came of it in time.
    """
    task = asyncio.ensure_future(awaitable)
    _abandoned.add(task)
    task.add_done_callback(_discard)
    try:
        done, _ = await asyncio.wait({task}, timeout=timeout_s)
    finally:
        task.cancel()
    if not done:
        raise TimeoutError
    return task.result()


def _discard(task: asyncio.Future[Any]) -> None:
    _abandoned.discard(task)
    with suppress(asyncio.CancelledError):
        task.exception()  # it was told, or nobody waits for it any more
