"""Schedule of the daily anchors. Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final

from config.timezone import COLOMBIA

MAX_DAYS: Final = 31
"""Maximum number of missed days to catch up on."""
_JOURNAL_DELAY: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)


def end_of_day(day: date) -> datetime:
    """Return the first moment after a local day."""
    return datetime.combine(day + _DAY, time(0), COLOMBIA)


def days_due(last_told: date | None, now: datetime, journaled_upto: datetime | None) -> list[date]:
    """Return the local days whose anchor is due, in order; without a last day, start with yesterday.

    A day's last link is known when the journal holds a fact of a later day, or ten minutes after the day's end: a fact
    of its last second may not be in the journal yet. `journaled_upto` is the time of the last fact in it.
    """
    yesterday = now.astimezone(COLOMBIA).date() - _DAY
    first = yesterday if last_told is None else max(last_told + _DAY, yesterday - (MAX_DAYS - 1) * _DAY)
    days = [first + number * _DAY for number in range((yesterday - first).days + 1)]
    return [day for day in days if _is_known(day, now, journaled_upto)]


def _is_known(day: date, now: datetime, journaled_upto: datetime | None) -> bool:
    end = end_of_day(day)
    return journaled_upto is not None and (journaled_upto >= end or now >= end + _JOURNAL_DELAY)
