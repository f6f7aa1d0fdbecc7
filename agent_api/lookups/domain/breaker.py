"""A circuit breaker as a value: a system that fails again and again is left in peace for a while. Pure.

Owns when a system may be asked. It asks nobody and knows no clock: `now` is an argument, seconds that never go back.

Source: M. Nygard, "Release It!", chapter "Stability patterns", circuit breaker.
"""

from typing import Final

import msgspec

MAX_FAILURES: Final = 3
"""In a row; then it rests."""
OPEN_S: Final = 30.0
HALF_OPEN_S: Final = 5.0
"""How long who tries after the rest may take; whoever never says how it went holds up nobody longer."""


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one system.

    Attributes:
        failures: in a row.
        until: nobody asks before; 0 while it works.
    """

    failures: int = 0
    until: float = 0.0

    @property
    def is_closed(self) -> bool:
        """Whether everybody may ask."""
        return self.failures < MAX_FAILURES


def admit(breaker: Breaker, now: float) -> Breaker | None:
    """Somebody wants to ask.

    Returns:
        The breaker as it becomes, or None: not now. After the rest one alone is let in, and whoever comes while that
        one is asking waits.
    """
    if breaker.is_closed:
        return breaker
    if now < breaker.until:
        return None
    return msgspec.structs.replace(breaker, until=now + HALF_OPEN_S)


def after_success(breaker: Breaker) -> Breaker:
    """The system answered, whatever it said: what came before is forgotten."""
    return Breaker()


def after_failure(breaker: Breaker, now: float) -> Breaker:
    """The system did not answer; with the third time in a row its rest begins, and with each failed trial anew."""
    failures = min(breaker.failures + 1, MAX_FAILURES)
    return Breaker(failures=failures, until=now + OPEN_S if failures == MAX_FAILURES else 0.0)
