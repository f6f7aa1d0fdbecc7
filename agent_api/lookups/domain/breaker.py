"""A circuit breaker as a value: after repeated failures a system is not queried for a while. Pure.

Owns when a system may be queried. It does no I/O and reads no clock: `now` is an argument, in monotonic seconds.

Source: M. Nygard, "Release It!", chapter "Stability patterns", circuit breaker.
"""

from typing import Final

import msgspec

MAX_FAILURES: Final = 3
"""Consecutive failures that open the breaker."""
OPEN_S: Final = 30.0
HALF_OPEN_S: Final = 5.0
"""How long the one trial query may take before another query may try; its result may never be reported."""


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one system.

    Attributes:
        failures: consecutive failures.
        until: no query before this moment; 0 while the breaker is closed.
    """

    failures: int = 0
    until: float = 0.0

    @property
    def is_closed(self) -> bool:
        """True while any query may pass."""
        return self.failures < MAX_FAILURES


def admit(breaker: Breaker, now: float) -> Breaker | None:
    """Return the breaker after admitting a query, or None if the query must not run now.

    After the pause a single trial query may run; others wait for its result.
    """
    if breaker.is_closed:
        return breaker
    if now < breaker.until:
        return None
    return msgspec.structs.replace(breaker, until=now + HALF_OPEN_S)


def after_success(breaker: Breaker) -> Breaker:
    """Return a closed breaker: any answer of the system resets the failures."""
    return Breaker()


def after_failure(breaker: Breaker, now: float) -> Breaker:
    """Return the breaker after a query without an answer.

    It opens at MAX_FAILURES, and again after each failed trial.
    """
    failures = min(breaker.failures + 1, MAX_FAILURES)
    return Breaker(failures=failures, until=now + OPEN_S if failures == MAX_FAILURES else 0.0)
