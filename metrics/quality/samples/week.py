"""The week of a sample: an ISO 8601 week, from Monday to Sunday in Bogotá. Pure."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from config.timezone import COLOMBIA

WEEK_PATTERN: Final = r"^[0-9]{4}-W[0-9]{2}$"
_WEEK: Final = re.compile(WEEK_PATTERN)


class Week(msgspec.Struct, frozen=True, order=True):
    """A week, by its first day, a Monday."""

    first_day: date

    def __str__(self) -> str:
        return f"{self.first_day:%G-W%V}"

    @property
    def begins(self) -> datetime:
        """Midnight in Bogotá at which it begins."""
        return datetime.combine(self.first_day, time(0), COLOMBIA)

    @property
    def ends(self) -> datetime:
        """Midnight in Bogotá at which the next one begins."""
        return self.following(1).begins

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.first_day + timedelta(days=6)

    def following(self, number: int) -> "Week":
        """Return the week that is some weeks later; a negative number means earlier."""
        return Week(self.first_day + timedelta(weeks=number))


def week_of(moment: datetime) -> Week:
    """Return the week of an aware moment."""
    day = moment.astimezone(COLOMBIA).date()
    return Week(day - timedelta(days=day.weekday()))


def parse_week(text: str) -> Week:
    """Parse ``2026-W47``.

    Raises:
        ValueError: it is no week of the calendar.
    """
    if not _WEEK.fullmatch(text):
        raise ValueError(f"not a week: {text!r}")
    try:
        return Week(date.fromisocalendar(int(text[:4]), int(text[6:]), 1))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a week: {text!r}") from error
