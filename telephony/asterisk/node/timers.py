"""The timers of calls: at most one per call.

Owns the timers. Most events leave a call's deadline unchanged, and then no timer is touched. It must not know what a
call waits for.
"""

import asyncio
from collections.abc import Callable


class CallTimers:
    """The timers of a gateway's calls. A due timer is removed before ``on_due`` is called."""

    def __init__(self, on_due: Callable[[str], None]) -> None:
        self._on_due = on_due
        self._timers: dict[str, tuple[float, asyncio.TimerHandle]] = {}

    def set(self, call_id: str, deadline: float | None) -> None:
        """Set the deadline of a call, in seconds of the loop's clock; None removes it."""
        current, timer = self._timers.get(call_id, (None, None))
        if current == deadline:
            return
        if timer is not None:
            timer.cancel()
            del self._timers[call_id]
        if deadline is not None:
            self._timers[call_id] = deadline, asyncio.get_running_loop().call_at(deadline, self._fire, call_id)

    def clear(self) -> None:
        """Cancel all timers."""
        for _, timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _fire(self, call_id: str) -> None:
        del self._timers[call_id]
        self._on_due(call_id)
