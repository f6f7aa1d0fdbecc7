"""How many requests one session, service token or address may make: a bounded set of token buckets. Pure.

Owns the arithmetic (GCRA) and what is remembered. Who has a token is refused beyond its rate; who has none waits for a
turn, so that strangers who ask again as soon as they are answered slow down by themselves. Each process of the API has
its own, so behind a proxy that spreads requests over n nodes a token may make n times as many.
"""

from collections import OrderedDict
from typing import Final

BURST_S: Final = 4.0
"""How many seconds of its rate a token may use at once: a page asks many things as it opens."""
MAX_KEYS: Final = 10_000
"""Beyond, the key that asked longest ago is forgotten, as if it had never asked."""
_ROUNDING_S: Final = 1e-6


class RateLimiter:
    """The buckets of every key that asked lately.

    Args:
        per_s: requests a second that a key may make for ever.
        burst_s: how many seconds of that a key may use at once.
        most_keys: how many keys are remembered.
    """

    def __init__(self, per_s: float, burst_s: float = BURST_S, most_keys: int = MAX_KEYS) -> None:
        self._gap_s = 1.0 / per_s
        self._slack_s = max(burst_s, self._gap_s) - self._gap_s
        self._most_keys = most_keys
        self._due: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._due)

    def acquire(self, key: str, now: float) -> float:
        """Take one request of a key's budget.

        Args:
            key: whose.
            now: seconds of a clock that never goes back.

        Returns:
            0 if it may be answered, else in how many seconds the next one may; a refused request costs nothing.
        """
        wait = self._wait(key, now)
        return 0.0 if self._try_reserve(key, now, wait, 0.0) else wait

    def reserve(self, key: str, now: float, max_wait_s: float) -> float | None:
        """Take one request of a key's budget, now or later.

        Args:
            key: whose.
            now: seconds of a clock that never goes back.
            max_wait_s: the longest wait.

        Returns:
            In how many seconds it may be answered; None if that is longer, and then it costs nothing.
        """
        wait = self._wait(key, now)
        return max(wait, 0.0) if self._try_reserve(key, now, wait, max_wait_s) else None

    def _wait(self, key: str, now: float) -> float:
        return max(self._due.get(key, now), now) - now - self._slack_s

    def _try_reserve(self, key: str, now: float, wait: float, max_wait_s: float) -> bool:
        """Count a request unless it would wait too long; either way the key asked last."""
        fits = wait <= max_wait_s + _ROUNDING_S
        self._due[key] = max(self._due.pop(key, now), now) + (self._gap_s if fits else 0.0)
        if len(self._due) > self._most_keys:
            self._due.popitem(last=False)
        return fits
