"""When calls are to be woken, for time matters to them: at most one moment for each.

Owns the timers. Most that happens to a call does not change its moment, and then no timer is touched. It must not know
what a call waits for.
"""

import asyncio
from collections.abc import Callable


class CallTimers:
    """Of the calls of one gateway.

    Args:
        wake: is told whose moment has come; it has none any more then.
    """

    def __init__(self, wake: Callable[[str], None]) -> None:
        self._wake = wake
        self._set: dict[str, tuple[float, asyncio.TimerHandle]] = {}

    def set(self, call_id: str, due: float | None) -> None:
        """Wake a call then instead of when it was to be woken, in seconds of the loop's clock; None for never."""
        known, timer = self._set.get(call_id, (None, None))
        if known == due:
            return
        if timer is not None:
            timer.cancel()
            del self._set[call_id]
        if due is not None:
            self._set[call_id] = due, asyncio.get_running_loop().call_at(due, self._fire, call_id)

    def clear(self) -> None:
        """Wake none."""
        for _, timer in self._set.values():
            timer.cancel()
        self._set.clear()

    def _fire(self, call_id: str) -> None:
        del self._set[call_id]
        self._wake(call_id)
