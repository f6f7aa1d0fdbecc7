"""Sequential handling per call, concurrent across calls.

Owns the order in which the items of a call are handled. It must not know what they mean.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

from telephony.fault_trace import describe_fault
from telephony.port import AnySignal

log = structlog.get_logger(__name__)
Item = TypeVar("Item")


class PerCallQueue(Generic[Item]):
    """A queue per call: one handler takes a call's items one at a time.

    Args:
        on_finish: called after each item, with its error if there was one. If it raises, the queue of that call
            stops.
    """

    def __init__(
        self, handler: Callable[[Item], Awaitable[None]], on_finish: Callable[[Item, BaseException | None], None]
    ) -> None:
        self._handle, self._finish = handler, on_finish
        self._queues: dict[str, deque[Item]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        """The tasks that handle items now, one per call."""
        return frozenset(self._tasks.values())

    def put(self, call_id: str, item: Item) -> None:
        """Append an item to the queue of its call."""
        queue = self._queues.get(call_id)
        if queue is not None:
            queue.append(item)
            return
        self._queues[call_id] = deque((item,))
        self._tasks[call_id] = asyncio.get_running_loop().create_task(self._run(call_id))

    async def join(self) -> None:
        """Wait until every item was handled."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _run(self, call_id: str) -> None:
        queue = self._queues[call_id]
        try:
            while queue:
                item = queue.popleft()
                try:
                    await self._handle(item)
                except BaseException as error:
                    self._finish(item, error)
                else:
                    self._finish(item, None)
            del self._queues[call_id]
        finally:
            del self._tasks[call_id]


def log_failed_signal(signal: AnySignal, error: BaseException | None) -> None:
    """Log a signal whose handler failed; the next signal is handled as usual."""
    if error is None:
        return
    if not isinstance(error, Exception):
        raise error
    log.error("signal_not_taken", signal=type(signal).__name__, call_id=signal.call_id, **describe_fault(error))
