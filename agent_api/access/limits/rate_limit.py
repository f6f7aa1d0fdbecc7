"""Rate limits of sessions, service tokens and addresses: a bounded set of token buckets. Pure.

Owns the arithmetic (GCRA) and the stored keys. A token above its rate is refused. A request without a token waits, so
anonymous clients that repeat requests slow down. Each API process has its own buckets: behind a proxy that spreads
requests over n nodes a token may make n times as many.
"""

from collections import OrderedDict
from typing import Final

BURST_S: Final = 4.0
"""Seconds of its rate that a token may use at once: opening a page sends many requests."""
MAX_KEYS: Final = 10_000
"""Maximum number of keys; a new one beyond it replaces the least recently used one."""
_ROUNDING_S: Final = 1e-6


class RateLimiter:
    """The buckets of the keys seen recently.

    Args:
        per_s: sustained requests a second of a key.
        burst_s: seconds of that rate that a key may use at once.
        most_keys: maximum number of stored keys.
    """

    def __init__(self, per_s: float, burst_s: float = BURST_S, most_keys: int = MAX_KEYS) -> None:
        self._gap_s = 1.0 / per_s
        self._slack_s = max(burst_s, self._gap_s) - self._gap_s
        self._most_keys = most_keys
        self._due: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of stored keys."""
        return len(self._due)

    def acquire(self, key: str, now: float) -> float:
        """Take one request from a key's budget; a refused request costs nothing. `now` is monotonic, in seconds.

        Returns:
            0 if it is accepted, else the seconds until the next one is.
        """
        wait = self._wait(key, now)
        return 0.0 if self._try_reserve(key, now, wait, 0.0) else wait

    def reserve(self, key: str, now: float, max_wait_s: float) -> float | None:
        """Take one request from a key's budget, now or after a wait. `now` is monotonic, in seconds.

        Returns:
            Seconds to wait; None if that exceeds `max_wait_s`, and then it costs nothing.
        """
        wait = self._wait(key, now)
        return max(wait, 0.0) if self._try_reserve(key, now, wait, max_wait_s) else None

    def _wait(self, key: str, now: float) -> float:
        return max(self._due.get(key, now), now) - now - self._slack_s

    def _try_reserve(self, key: str, now: float, wait: float, max_wait_s: float) -> bool:
        """Count a request unless its wait is too long; in both cases the key becomes the most recent."""
        fits = wait <= max_wait_s + _ROUNDING_S
        self._due[key] = max(self._due.pop(key, now), now) + (self._gap_s if fits else 0.0)
        if len(self._due) > self._most_keys:
            self._due.popitem(last=False)
        return fits
