"""Waits with a timeout."""

import asyncio
from contextlib import suppress


async def wait_for_event(event: asyncio.Event, timeout_s: float) -> bool:
    """Wait for an event until the timeout; return whether it is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await event.wait()
    return event.is_set()
