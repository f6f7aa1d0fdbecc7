"""Waiting for an event with a time limit."""

import asyncio

from storage.timeouts import wait_for_event


async def test_a_wait_ends_with_the_event_or_with_its_bound() -> None:
    """The result is whether the event is set."""
    event = asyncio.Event()
    assert not await wait_for_event(event, 0.001)
    asyncio.get_running_loop().call_soon(event.set)
    assert await wait_for_event(event, 60.0)
