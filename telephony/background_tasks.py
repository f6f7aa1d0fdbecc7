"""Background tasks of an object, which must not be lost.

Owns the references to running tasks, logs a failure under the task's name, and can await or cancel all of them.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from telephony.fault_trace import describe_fault

log = structlog.get_logger(__name__)


class BackgroundTasks:
    """The background tasks of one owner."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> frozenset[asyncio.Task[None]]:
        """The tasks that have not ended."""
        return frozenset(self._running)

    def start(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        """Start a coroutine as a task."""
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._end)

    async def wait_all(self) -> None:
        """Wait until every task that runs now has ended."""
        if self._running:
            await asyncio.wait(self._running)

    async def cancel(self) -> None:
        """Cancel every task and wait until all have ended."""
        running = self.running
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            log.error("background_task_failed", name=task.get_name(), **describe_fault(error))
