"""Waits with a timeout."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final, TypeVar

T = TypeVar("T")
_abandoned: Final[set[asyncio.Future[Any]]] = set()
"""Tasks that have not ended. asyncio holds only weak references, so an unreferenced task could be collected."""


async def wait_for_event(event: asyncio.Event, timeout_s: float) -> bool:
    """Wait for an event until the timeout; return whether it is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await event.wait()
    return event.is_set()


async def hard_timeout(timeout_s: float, awaitable: Awaitable[T]) -> T:
    """Return the result of an awaitable, or cancel it and return at once after a number of seconds.

    A database driver that holds a silent connection reacts to cancellation only after seconds, and `asyncio.timeout`
    would wait for that.

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
