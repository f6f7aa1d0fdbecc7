"""Named tasks that live and die together: when one ends, the process ends, and its supervisor starts it anew.

Owns the running of a role's tasks until it is told to stop. It must not know what they do.
"""

import asyncio
import signal
from collections.abc import Coroutine, Mapping
from typing import Any


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_until(stop: asyncio.Event, tasks: Mapping[str, Coroutine[Any, Any, None]]) -> None:
    """Run tasks until one of them ends or `stop` is set; then end the others.

    Args:
        stop: asks for the end.
        tasks: by name.

    Raises:
        BaseException: what the first task that failed raised.
    """
    running = {asyncio.create_task(work, name=name) for name, work in tasks.items()}
    stopping = asyncio.create_task(stop.wait(), name="stop")
    done, pending = await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()
