"""How many requests one session or service token may make: a bounded set of token buckets. Pure.

Owns the arithmetic (GCRA) and what is remembered. Each process of the API has its own, so behind a proxy that spreads
requests over n nodes a token may make n times as many.
"""

from collections import OrderedDict
from typing import Final

BURST_S: Final = 4.0
"""How many seconds of its rate a token may use at once: a page asks many things as it opens."""
MOST_KEYS: Final = 10_000
"""Beyond, the key that asked longest ago is forgotten, as if it had never asked."""
_ROUNDING_S: Final = 1e-6


class RequestBudget:
    """The buckets of every key that asked lately.

    Args:
        per_s: requests a second that a key may make for ever.
        most_keys: how many keys are remembered.
    """

    def __init__(self, per_s: float, most_keys: int = MOST_KEYS) -> None:
        self._gap_s = 1.0 / per_s
        self._slack_s = max(BURST_S, self._gap_s) - self._gap_s
        self._most_keys = most_keys
        self._due: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._due)

    def take(self, key: str, now: float) -> float:
        """Take one request of a key's budget.

        Args:
            key: whose.
            now: seconds of a clock that never goes back.

        Returns:
            0 if it may be answered, else in how many seconds the next one may; a refused request costs nothing.
        """
        due = max(self._due.pop(key, now), now)
        wait = due - now - self._slack_s
        refused = wait > _ROUNDING_S
        self._due[key] = due if refused else due + self._gap_s
        if len(self._due) > self._most_keys:
            self._due.popitem(last=False)
        return wait if refused else 0.0
