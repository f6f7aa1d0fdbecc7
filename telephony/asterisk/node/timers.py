"""When calls are to be woken, for time matters to them: at most one moment for each.

Owns the timers. Most that happens to a call does not change its moment, and then no timer is touched. It must not know
what a call waits for.
"""

import asyncio
from collections.abc import Callable


class CallTimers:
    """Of the calls of one gateway.

    Args:
        on_due: is told whose moment has come; it has none any more then.
    """

    def __init__(self, on_due: Callable[[str], None]) -> None:
        self._on_due = on_due
        self._timers: dict[str, tuple[float, asyncio.TimerHandle]] = {}

    def set(self, call_id: str, deadline: float | None) -> None:
        """Wake a call then instead of when it was to be woken, in seconds of the loop's clock; None for never."""
        current, timer = self._timers.get(call_id, (None, None))
        if current == deadline:
            return
        if timer is not None:
            timer.cancel()
            del self._timers[call_id]
        if deadline is not None:
            self._timers[call_id] = deadline, asyncio.get_running_loop().call_at(deadline, self._fire, call_id)

    def clear(self) -> None:
        """Wake none."""
        for _, timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _fire(self, call_id: str) -> None:
        del self._timers[call_id]
        self._on_due(call_id)
