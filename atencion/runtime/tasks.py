"""Named tasks that run and end together: when one ends, the process ends, and its supervisor restarts it.

Owns the running of a role's tasks until a stop signal. It must not know what they do.
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
    """Set when the process is signalled to stop: it accepts no new work, and may finish the work that it has.

    Attributes:
        at_once: set by a second signal, or if its parent is dead: it stops immediately.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at_once = asyncio.Event()
        self._parent = os.getppid()

    def request(self) -> None:
        """Request a stop, or on the second call an immediate one."""
        if self.is_set() or os.getppid() != self._parent:
            self.at_once.set()
        self.set()


def stop_on_signals() -> StopEvent:
    """Return an event that SIGTERM and SIGINT set."""
    stop = StopEvent()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.request)
    return stop


async def end_tasks(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel tasks repeatedly: after a process was suspended, redis-py may swallow the first cancellation."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=_CANCEL_RETRY_INTERVAL_S)


async def run_until(stop: asyncio.Event, tasks: Mapping[str, Coroutine[Any, Any, None]]) -> None:
    """Run tasks until one of them ends or `stop` is set; then end the others.

    Raises:
        BaseException: the error of the first task that failed.
    """
    running = {asyncio.create_task(work, name=name) for name, work in tasks.items()}
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        done, pending = await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        await end_tasks({*running, stopping})
        raise
    stop.set()
    await end_tasks(pending)
    for task in done:
        task.result()


async def restart_on_failure(task: TaskFunction) -> None:
    """Restart a task after any unexpected error, so that it does not end the other work of the process."""
    while True:
        try:
            await task()
        except Exception:
            log.exception("side_task_begins_again")
            await asyncio.sleep(_RESTART_DELAY_S)


def utc_now() -> datetime:
    """Return the wall clock, aware."""
    return datetime.now(UTC)
