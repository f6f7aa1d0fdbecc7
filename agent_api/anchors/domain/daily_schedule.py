"""Of which days the head is due. Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final

from config.timezone import COLOMBIA

MAX_DAYS: Final = 31
"""How many days are made up for at once where nothing ran."""
_JOURNAL_DELAY: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)


def end_of_day(day: date) -> datetime:
    """The first moment after a local day."""
    return datetime.combine(day + _DAY, time(0), COLOMBIA)


def days_due(last_told: date | None, now: datetime, journaled_upto: datetime | None) -> list[date]:
    """The local days whose head is to be told, in order.

    A day's head is known when a later day has a fact in the journal, or ten minutes after its end: a fact of its last
    second may still be on its way to the journal.

    Args:
        last_told: the last day whose head was told; None where none was: then it begins with yesterday.
        now: aware.
        journaled_upto: when the last journaled fact happened; None while there is none.
    """
    yesterday = now.astimezone(COLOMBIA).date() - _DAY
    first = yesterday if last_told is None else max(last_told + _DAY, yesterday - (MAX_DAYS - 1) * _DAY)
    days = [first + number * _DAY for number in range((yesterday - first).days + 1)]
    return [day for day in days if _is_known(day, now, journaled_upto)]


def _is_known(day: date, now: datetime, journaled_upto: datetime | None) -> bool:
    end = end_of_day(day)
    return journaled_upto is not None and (journaled_upto >= end or now >= end + _JOURNAL_DELAY)
