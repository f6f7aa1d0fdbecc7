"""An event loop that skips waits: its clock stands still while code runs and jumps to the next timer when all wait.

Ten seconds of sound then play as fast as the machine counts their packets, and a busy machine makes no test late. It
serves tests whose sockets are all in this process: a datagram on the loopback is readable as soon as it is sent.

Owns the clock of the loop, the rhythm of media on it, and one for tests that run each slot themselves.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from telephony.pyvoip.media.pacer import SLOT_S, Slots


@contextmanager
def virtual_time() -> Iterator[None]:
    """Let the running loop skip its waits until the end of the context; inside another such context, do nothing."""
    loop = asyncio.get_running_loop()
    if isinstance(getattr(loop.time, "__self__", None), _SkippingClock):
        yield
        return
    selector = loop._selector  # type: ignore[attr-defined]
    clock = _SkippingClock(loop, selector.select)
    with (
        patch.object(loop, "time", clock.now),
        patch.object(loop, "run_in_executor", clock.run_in_executor),
        patch.object(selector, "select", clock.select),
    ):
        yield


class _SkippingClock:
    """The clock of a loop: it advances by each wait of the loop, and waits only for threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop, select: Callable[[float | None], list[Any]]) -> None:
        self._now = loop.time()
        self._run_in_executor, self._select = loop.run_in_executor, select
        self._busy_threads = 0

    def now(self) -> float:
        """Return the virtual time."""
        return self._now

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return the ready files at once; without any, let the wait pass."""
        ready = self._select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self._busy_threads:
            return self._select(None)
        self._now += timeout
        return []

    def run_in_executor(self, *call: Any) -> "asyncio.Future[Any]":
        """Run a function in a thread; the clock stands still until it returns."""
        future = self._run_in_executor(*call)
        self._busy_threads += 1
        future.add_done_callback(self._count_done)
        return future

    def _count_done(self, _future: "asyncio.Future[Any]") -> None:
        self._busy_threads -= 1


class LoopPacer:
    """The rhythm of media on the running event loop, in its time; see `telephony.pyvoip.media.pacer.Pacer`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._slots: Slots | None = None
        self._next: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Return the loop's time."""
        return self._loop.time()

    def start(self, slots: Slots) -> None:
        """Run the slots from now on."""
        self._slots = slots
        self.wake()

    def wake(self) -> None:
        """Schedule the next slot, unless it is."""
        if self._slots is not None and self._next is None:
            self._next = self._loop.call_later(SLOT_S, self._run_slot)

    def stop(self) -> None:
        """Run no further slot."""
        self._slots = None
        if self._next is not None:
            self._next.cancel()

    def _run_slot(self) -> None:
        assert self._slots is not None
        self._next = None
        self._slots.run_slot()
        if not self._slots.is_idle:
            self.wake()


class StepPacer:
    """A rhythm of media without a loop: the test runs each slot."""

    def __init__(self) -> None:
        self._slots: Slots | None = None
        self._now = 0.0

    def now(self) -> float:
        """Return the time of the last slot."""
        return self._now

    def start(self, slots: Slots) -> None:
        """Keep the slots for `run_slot`."""
        self._slots = slots

    def run_slot(self) -> None:
        """Let the time of a slot pass, and run it."""
        assert self._slots is not None
        self._now += SLOT_S
        self._slots.run_slot()

    def wake(self) -> None:
        """Do nothing: slots run whether idle or not."""

    def stop(self) -> None:
        """Do nothing: no slot runs by itself."""
