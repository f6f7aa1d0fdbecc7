"""When a report is made: each day, business day, week or month, at an hour of Colombia. Pure.

Owns the times of a schedule, and which ones were missed during a stop: only the latest is made.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from config.site.calls.calendars import WEEKDAYS, Weekday, is_business_day
from config.spanish_dates import WEEKDAYS as WEEKDAY_NAMES
from config.timezone import COLOMBIA

Frequency = Literal["day", "business_day", "week", "month"]
_DAY: Final = timedelta(days=1)
_LAST_DAY_OF_MONTH: Final = 31


class Schedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The times of a report; in a month without its ``day``, the last day takes its place.

    Attributes:
        hour: of Colombia.
        weekday: of a weekly report.
        day: of a monthly report, 1 to 31.
    """

    every: Frequency
    hour: Annotated[int, Meta(ge=0, le=23)]
    weekday: Weekday = "monday"
    day: Annotated[int, Meta(ge=1, le=31)] = 1


class DueRun(NamedTuple):
    """The run to make now: the latest time that has come, and how many earlier ones were missed."""

    at: datetime
    missed: int


def next_time(schedule: Schedule, after: datetime) -> datetime:
    """Return the first time of a schedule after a moment, aware."""
    day = after.astimezone(COLOMBIA).date()
    while not (_is_day(schedule, day) and _time_on(schedule, day) > after):
        day += _DAY
    return _time_on(schedule, day)


def due_run(schedule: Schedule, next_at: datetime, now: datetime) -> DueRun | None:
    """Return the run that is due, given the first time that has not been made; None before it."""
    if next_at > now:
        return None
    latest, missed = next_at, 0
    while (following := next_time(schedule, latest)) <= now:
        latest, missed = following, missed + 1
    return DueRun(latest, missed)


def schedule_in_words(schedule: Schedule) -> str:
    """Return a schedule as people say it: «Cada lunes a las 07:00»."""
    days = {
        "day": "Cada día",
        "business_day": "Cada día hábil",
        "week": f"Cada {WEEKDAY_NAMES[WEEKDAYS.index(schedule.weekday)]}",
        "month": "El último día de cada mes"
        if schedule.day == _LAST_DAY_OF_MONTH
        else f"El día {schedule.day} de cada mes",
    }
    return f"{days[schedule.every]} a las {schedule.hour:02}:00"


def _is_day(schedule: Schedule, day: date) -> bool:
    match schedule.every:
        case "day":
            return True
        case "business_day":
            return is_business_day(day)
        case "week":
            return WEEKDAYS[day.weekday()] == schedule.weekday
        case "month":
            return day.day == min(schedule.day, monthrange(day.year, day.month)[1])


def _time_on(schedule: Schedule, day: date) -> datetime:
    return datetime.combine(day, time(schedule.hour), COLOMBIA)
