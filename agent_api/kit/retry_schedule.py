"""Schedule the attempts to send a message. Pure.

Owns the delays and their limit. The caller supplies randomness and `now`.
"""

from datetime import datetime, timedelta
from typing import Final

FIRST_DELAY: Final = timedelta(minutes=1)
DELAY_LIMIT: Final = timedelta(hours=1)
JITTER: Final = 0.25
"""Random share by which a wait is shorter or longer, so that the messages of one outage are not retried at once."""


def next_try(tries: int, *, end: datetime, now: datetime, chance: float) -> datetime | None:
    """Return the moment of the next attempt, or None when ``end`` has passed.

    Each delay is twice the one before, up to DELAY_LIMIT; the last attempt is at ``end``. ``tries`` counts the attempts
    so
    far, at least 1. ``chance`` is a new random number from 0 to 1.
    """
    if now >= end:
        return None
    doubled = 1 << min(tries - 1, 16)  # a larger delay exceeds every limit
    wait = min(FIRST_DELAY * doubled, DELAY_LIMIT) * (1 - JITTER + 2 * JITTER * chance)
    return min(now + wait, end)
