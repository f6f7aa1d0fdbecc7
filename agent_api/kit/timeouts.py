"""Hard timeout. Unlike asyncio.timeout, it does not wait for the cancelled task.

A database driver that holds a silent connection reacts to cancellation only after seconds, and `asyncio.timeout` would
wait for that.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final, TypeVar

T = TypeVar("T")
_abandoned: Final[set[asyncio.Future[Any]]] = set()
"""Tasks that have not ended. asyncio holds only weak references, so an unreferenced task could be collected."""


async def hard_timeout(timeout_s: float, awaitable: Awaitable[T]) -> T:
    """Return the result of an awaitable, or cancel it and return at once after a number of seconds.

    Raises:
        TimeoutError: there was no result in time.
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
        task.exception()  # mark it as retrieved: the caller has raised it or no longer waits
