"""Named tasks that live and die together: when one ends, the process ends, and its supervisor starts it anew.

Owns the running of a role's tasks until it is told to stop. It must not know what they do.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

TaskFunction = Callable[[], Awaitable[None]]
_CANCEL_RETRY_INTERVAL_S = 0.2
_RESTART_DELAY_S = 30.0
log = structlog.get_logger(__name__)


class StopEvent(asyncio.Event):
    """Set when the process is told to stop: it takes nothing new, and may finish what it has.

    Attributes:
        at_once: set when it is told again, or when its parent is dead: it finishes nothing more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at_once = asyncio.Event()
        self._parent = os.getppid()

    def request(self) -> None:
        """Tell it to stop, or to be quick about it."""
        if self.is_set() or os.getppid() != self._parent:
            self.at_once.set()
        self.set()


def stop_on_signals() -> StopEvent:
    """An event that SIGTERM and SIGINT set."""
    stop = StopEvent()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.request)
    return stop


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel, and again: of a process that was stopped and woken, redis-py swallows the first cancellation."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=_CANCEL_RETRY_INTERVAL_S)


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
    try:
        done, pending = await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        await _end({*running, stopping})
        raise
    stop.set()
    await _end(pending)
    for task in done:
        task.result()


async def restart_on_failure(task: TaskFunction) -> None:
    """Begin again what fails as nobody foresaw: the process has other work, which must not end for that.

    Args:
        task: what is done until cancelled.
    """
    while True:
        try:
            await task()
        except Exception:
            log.exception("side_task_begins_again")
            await asyncio.sleep(_RESTART_DELAY_S)


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)
