"""Heartbeats: each role's process writes the time into memory that it shares with its supervisor.

Owns that memory: one number per role, in an anonymous file (memfd_create(2)) that the processes inherit. A beat is one
store in memory, so a full disk or a lost server does not stop it. It runs in the event loop that does the role's work,
so a blocked loop is silent even if other threads run.
"""

import asyncio
import mmap
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

HEARTBEAT_VARIABLE: Final = "ATENCION_HEARTBEAT"
"""Variable with the slot of a role's process, ``descriptor:slot``; a process without it is not watched."""
INTERVAL_S: Final = 1.0
_BYTES: Final = 8
_TIME: Final = "d"


class Heartbeats:
    """The supervisor's side of the memory.

    Times are of CLOCK_MONOTONIC, which all processes of a machine share and which stops while it is suspended.

    Args:
        roles: one slot each.
        clock: the one that the processes also use.

    Attributes:
        descriptor: of the memory; the processes inherit it.
    """

    def __init__(self, roles: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._slots = {role: slot for slot, role in enumerate(roles)}
        self._started = dict[str, float]()
        self.descriptor = os.memfd_create("atencion-heartbeats")
        os.ftruncate(self.descriptor, max(1, len(roles)) * _BYTES)
        self._memory = mmap.mmap(self.descriptor, max(1, len(roles)) * _BYTES)
        self._times = memoryview(self._memory).cast(_TIME)

    def __enter__(self) -> "Heartbeats":
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Release the memory; the processes keep their mapping."""
        self._times.release()
        self._memory.close()
        os.close(self.descriptor)

    def environment(self, role: str) -> dict[str, str]:
        """Return the variable that gives a role's process its slot."""
        return {HEARTBEAT_VARIABLE: f"{self.descriptor}:{self._slots[role]}"}

    def reset(self, role: str) -> None:
        """Clear the beats of a role, whose next process starts now."""
        self._times[self._slots[role]] = 0.0
        self._started[role] = self._clock()

    def started_at(self, role: str) -> float:
        """Return the start of the last process of a role."""
        return self._started[role]

    def beat_at(self, role: str) -> float | None:
        """Return the last beat, or None before the first."""
        return self._times[self._slots[role]] or None


@contextmanager
def send_heartbeats(environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Beat in the running event loop, if the environment has a slot."""
    slot_address = environment.get(HEARTBEAT_VARIABLE)
    if not slot_address:
        yield
        return
    descriptor, slot = map(int, slot_address.split(":"))
    with mmap.mmap(descriptor, 0) as memory, memoryview(memory).cast(_TIME) as times:
        heart = _HeartbeatSender(times, slot)
        try:
            yield
        finally:
            heart.stop()


class _HeartbeatSender:
    """Beats once a second in the running event loop, until it is stopped."""

    def __init__(self, times: "memoryview[float]", slot: int) -> None:
        self._times, self._slot, self._loop = times, slot, asyncio.get_running_loop()
        self._beat()

    def stop(self) -> None:
        """Stop beating."""
        self._timer.cancel()

    def _beat(self) -> None:
        self._times[self._slot] = time.monotonic()
        self._timer = self._loop.call_later(INTERVAL_S, self._beat)
