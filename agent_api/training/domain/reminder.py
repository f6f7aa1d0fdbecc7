"""The reminder that is due before a day: the nearest of the site's. Pure."""

from collections.abc import Sequence
from datetime import date


def due_reminder(day: date, reminders: Sequence[int], today: date) -> int | None:
    """Return the reminder, in calendar days before a day, that should have been sent by today; None if there is none.

    Of several that are due, only the nearest to the day counts; after the day there is none.
    """
    left = (day - today).days
    due = [each for each in reminders if left <= each]
    return min(due) if due and left >= 0 else None
