"""Signals on their way to who drives the calls, in order for each call.

Owns the order: one signal of a call is taken before the next is given, and no call waits for another. It must not know
what signals mean. A handler that fails has said what it had to say to its log; the next signal is given all the same.
"""

import asyncio
from collections import deque

import structlog

from telephony.fault_trace import describe_fault
from telephony.port import AnySignal, SignalHandler

log = structlog.get_logger(__name__)


class PerCallQueue:
    """Gives each call's signals to one handler, one at a time."""

    def __init__(self, handler: SignalHandler) -> None:
        self._handler = handler
        self._waiting: dict[str, deque[AnySignal]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def give(self, signal: AnySignal) -> None:
        """Put a signal behind those of its call that still wait."""
        waiting = self._waiting.get(signal.call_id)
        if waiting is not None:
            waiting.append(signal)
            return
        self._waiting[signal.call_id] = deque((signal,))
        giving = self._give_all(signal.call_id)
        self._tasks[signal.call_id] = asyncio.get_running_loop().create_task(giving)

    async def settle(self) -> None:
        """Return when all that was given has been taken."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _give_all(self, call_id: str) -> None:
        waiting = self._waiting[call_id]
        try:
            while waiting:
                await self._give_one(waiting.popleft())
        finally:
            del self._waiting[call_id], self._tasks[call_id]

    async def _give_one(self, signal: AnySignal) -> None:
        try:
            await self._handler(signal)
        except Exception as error:
            name = type(signal).__name__
            log.error("signal_not_taken", signal=name, call_id=signal.call_id, **describe_fault(error))
