"""Waits end at their limit, even if the other task does not stop."""

import asyncio
from contextlib import suppress

import pytest

from storage.timeouts import hard_timeout, wait_for_event


async def test_a_wait_ends_with_the_event_or_with_its_bound() -> None:
    """The result is whether the event is set."""
    event = asyncio.Event()
    assert not await wait_for_event(event, 0.001)
    asyncio.get_running_loop().call_soon(event.set)
    assert await wait_for_event(event, 60.0)


async def test_task_that_ignores_its_cancellation_is_abandoned() -> None:
    """A task that ignores its cancellation is abandoned; a later failure of it is ignored."""
    goes_on, over = asyncio.Event(), asyncio.Event()

    async def stubborn() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await goes_on.wait()
        over.set()
        raise OSError

    with pytest.raises(TimeoutError):
        await hard_timeout(0, stubborn())
    assert not over.is_set()
    goes_on.set()
    await over.wait()


async def test_result_or_error_reaches_caller() -> None:
    """The caller gets the result or the error, and a cancelled caller cancels the task."""

    async def answer() -> int:
        return 7

    async def fail() -> None:
        raise LookupError

    assert await hard_timeout(60, answer()) == 7
    with pytest.raises(LookupError):
        await hard_timeout(60, fail())
    ended = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(hard_timeout(60, hang()))
    await asyncio.sleep(0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    await ended.wait()
