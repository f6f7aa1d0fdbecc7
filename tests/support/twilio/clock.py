"""Time in the emulator, and waiting for a condition.

Owns the clock (faster real time, or controlled by the test) and the wake-up of waiting tasks. It must not know what
happens in a call.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

Wait = Literal["sound", "silence", "pause", "ring"]


class Changes:
    """The tasks that wait for a condition, woken at each change: no polling."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Wake the waiting tasks after a change."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, holds: Callable[[], bool], deadline_s: float = 10.0) -> bool:
        """Wait until a condition holds, or for ``deadline_s`` real seconds; return whether it holds."""
        ends = asyncio.get_running_loop().time() + deadline_s
        while not holds():
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                # Not wait_for: until Python 3.12 it loses a cancellation that arrives together with the wake-up.
                async with asyncio.timeout_at(ends):
                    await future
            except TimeoutError:
                return holds()
            finally:
                self._waiting.discard(future)
        return True


class Clock:
    """Time in the emulator.

    Args:
        changes: notified when a wait begins or ends.
        speed: factor to real time.
        manual: sounds, silences, pauses and rings end when the test says so.
    """

    def __init__(self, changes: Changes, speed: float = 1.0, *, manual: bool = False) -> None:
        self.speed, self.manual = speed, manual
        self._changes = changes
        self._began = time.monotonic()
        self._date = datetime.now(UTC)
        self._open: dict[tuple[str, Wait], tuple[asyncio.Future[None], float]] = {}

    def seconds(self) -> float:
        """Return the seconds since the emulator started, by its clock."""
        return (time.monotonic() - self._began) * self.speed

    def now(self) -> datetime:
        """Return the date and time by its clock."""
        return self._date + timedelta(seconds=self.seconds())

    async def wait(self, sid: str, kind: Wait, seconds: float) -> None:
        """Wait on behalf of a leg."""
        if not self.manual:
            await asyncio.sleep(seconds / self.speed)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open[sid, kind] = future, seconds
        self._changes.notify()
        try:
            await future
        finally:
            if self._open.get((sid, kind), (None, 0.0))[0] is future:
                del self._open[sid, kind]

    async def finish_wait(self, sid: str, kind: Wait, at_most_s: float = 1e9) -> None:
        """End a leg's wait in a manual clock; wait for its beginning if necessary.

        Args:
            sid: of the leg.
            kind: of the wait.
            at_most_s: ignores longer waits.

        Raises:
            AssertionError: the leg has no such wait.
        """
        assert self.manual, "this clock goes by itself"

        def is_open() -> bool:
            return (sid, kind) in self._open and self._open[sid, kind][1] <= at_most_s

        assert await self._changes.wait_until(is_open), f"{sid} waits for no {kind}: {self._open}"
        self._open.pop((sid, kind))[0].set_result(None)
        await asyncio.sleep(0)


def rfc2822(moment: datetime) -> str:
    """Return a time as Twilio writes it in JSON and in callbacks."""
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
