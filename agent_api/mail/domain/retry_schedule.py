"""When a message is tried again. Pure.

Owns the waits and their bound. Chance comes from the caller, and so does `now`.
"""

from datetime import datetime, timedelta
from typing import Final

FIRST_DELAY: Final = timedelta(minutes=1)
DELAY_LIMIT: Final = timedelta(hours=1)
JITTER: Final = 0.25
"""A wait is this much shorter or longer, so that messages of one outage do not come back in one moment."""


def next_try(tries: int, *, end: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again after a try that came to nothing.

    Each wait is twice the one before, up to LONGEST_WAIT; the last try is at the end of the bound.

    Args:
        tries: how many there were, at least 1.
        end: of the bound in which it is tried, aware.
        now: aware.
        chance: from 0 to 1, drawn anew for each wait.

    Returns:
        The moment, or None when the bound is over.
    """
    if now >= end:
        return None
    doubled = 1 << min(tries - 1, 16)  # more is longer than any bound
    wait = min(FIRST_DELAY * doubled, DELAY_LIMIT) * (1 - JITTER + 2 * JITTER * chance)
    return min(now + wait, end)
