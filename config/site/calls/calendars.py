"""Calendars: when a line is open, and how business days are counted. Pure.

Owns the shape and the checks of a calendar, the rules of opening hours (week, holidays, dated exceptions) and of
business days. It must not know the time: the moment is always an argument. Holidays are those of
`config.public_holidays`.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from config.public_holidays import is_public_holiday
from config.schema.fields import Id, Name
from config.schema.reader import NodePath, Reader
from config.schema.short_forms import Hours

Holidays = Literal["colombia", "none"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
HORIZON = timedelta(days=400)
"""How far ahead to search for the next opening: a year, and more for a long closure."""

_DAY = timedelta(days=1)
_TEN_YEARS = timedelta(days=3653)
_MIDNIGHT = time(0)


class DayException(msgspec.Struct, frozen=True, kw_only=True):
    """A dated exception that overrides the week and the holidays; without ``hours`` the whole day is closed."""

    day: date
    hours: tuple[Hours, ...]
    reason: Name


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When a line is open.

    Attributes:
        timezone: IANA name.
        week: opening hours by weekday; a missing weekday is closed.
        holidays: ``colombia`` (closed on holidays of Ley 51 de 1983 and Ley 2578 de 2026) or ``none``.
    """

    id: Id
    timezone: str = "America/Bogota"
    week: dict[Weekday, tuple[Hours, ...]]
    holidays: Holidays = "colombia"
    exceptions: tuple[DayException, ...] = ()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Return whether the line is open at an aware time; the opening is included, the closing is not."""
    today = at.astimezone(ZoneInfo(calendar.timezone)).date()
    return any(opens <= at < closes for opens, closes in _opening_ranges(calendar, today - _DAY, today))


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the first time from ``at`` on at which the line is open, in its time zone; None beyond the horizon."""
    zone = ZoneInfo(calendar.timezone)
    today = at.astimezone(zone).date()
    for opens, closes in _opening_ranges(calendar, today - _DAY, today + HORIZON):
        if at < closes:
            return max(at, opens).astimezone(zone)
    return None


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when an open line closes next, in its time zone; None if it is closed, or beyond the horizon."""
    zone = ZoneInfo(calendar.timezone)
    today = at.astimezone(zone).date()
    until: datetime | None = None
    for opens, closes in _opening_ranges(calendar, today - _DAY, today + HORIZON):
        if opens <= (until or at) < closes:
            until = closes
        elif until is not None and opens > until:
            return until.astimezone(zone)
    return None if until is None or until >= at + HORIZON - _DAY else until.astimezone(zone)


def opens_on(calendar: Calendar, day: date) -> bool:
    """Return whether the line opens at all on a local date."""
    return bool(_hours_of(calendar, day))


def open_ranges(calendar: Calendar, begins: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open intervals between two aware times, in order, in UTC, cut to both; ``ends`` is excluded."""
    zone = ZoneInfo(calendar.timezone)
    first, last = (moment.astimezone(zone).date() for moment in (begins, ends))
    for opens, closes in _opening_ranges(calendar, first - _DAY, last):
        since, until = max(opens, begins.astimezone(UTC)), min(closes, ends.astimezone(UTC))
        if since < until:
            yield since, until


def after_open_time(calendar: Calendar, since: datetime, span: timedelta) -> datetime:
    """Return the first time by which the calendar has been open for a span since an aware time, in its time zone.

    Raises:
        ValueError: the calendar is open for less than the span in ten years.
    """
    left = span
    for opens, closes in open_ranges(calendar, since, since + _TEN_YEARS):
        if left <= closes - opens:
            return (opens + left).astimezone(ZoneInfo(calendar.timezone))
        left -= closes - opens
    raise ValueError(f"{calendar.id} is not open for {span} after {since}")


def is_holiday(day: date, holidays: Holidays = "colombia") -> bool:
    """Return whether a date is a public holiday (Ley 51 de 1983 and Ley 2578 de 2026)."""
    return holidays == "colombia" and is_public_holiday(day)


def is_business_day(
    day: date, *, holidays: Holidays = "colombia", saturdays: bool = False, closed: frozenset[date] = frozenset()
) -> bool:
    """Return whether a date counts in a term of business days (Ley 4 de 1913, art. 62).

    Saturdays count only where the entity receives petitions on Saturdays; ``closed`` are further dates without
    reception.
    """
    last_weekday = 5 if saturdays else 4
    return day.weekday() <= last_weekday and day not in closed and not is_holiday(day, holidays)


def _opening_ranges(calendar: Calendar, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open intervals of local days in UTC, in order; hours that summer time skips give none."""
    zone = ZoneInfo(calendar.timezone)
    day = first
    while day <= last:
        for hours in sorted(_hours_of(calendar, day), key=lambda each: each.opens):
            closing_day = day + _DAY if hours.closes == _MIDNIGHT else day
            opens, closes = _moment(day, hours.opens, zone), _moment(closing_day, hours.closes, zone)
            if opens < closes:
                yield opens, closes
        day += _DAY


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Convert a local time to UTC, where comparisons are safe across changes of the zone's offset."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _hours_of(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    """Return the hours of a day: an exception overrides a holiday, which overrides the week."""
    for exception in calendar.exceptions:
        if exception.day == day:
            return exception.hours
    if is_holiday(day, calendar.holidays):
        return ()
    return calendar.week.get(WEEKDAYS[day.weekday()], ())


def check_calendars(calendars: Iterable[Calendar], reader: Reader) -> None:
    """Check time zones, overlaps of hours, duplicate exceptions, and that the week has an opening."""
    for calendar in calendars:
        path = ("calendars", calendar.id)
        if not _is_timezone(calendar.timezone):
            text = f"«{calendar.timezone}» no es una zona horaria; use por ejemplo America/Bogota"
            reader.complain((*path, "timezone"), text)
        for weekday, hours in calendar.week.items():
            _check_overlaps(hours, (*path, "week", weekday), reader)
        if not any(calendar.week.values()):
            reader.complain((*path, "week"), "no abre ningún día de la semana; agregue un horario")
        _check_exceptions(calendar, (*path, "exceptions"), reader)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # KeyError: unknown; the others: a folder or malformed
        return False
    return True


def _minutes(hours: Hours) -> tuple[int, int]:
    opens, closes = (each.hour * 60 + each.minute for each in (hours.opens, hours.closes))
    return opens, closes or 24 * 60


def _check_overlaps(hours: tuple[Hours, ...], path: NodePath, reader: Reader) -> None:
    for (_, closes), (opens, _) in pairwise(sorted(map(_minutes, hours))):
        if opens < closes:
            reader.complain(path, f"dos horarios se cruzan a las {opens // 60}:{opens % 60:02}; únalos o sepárelos")


def _check_exceptions(calendar: Calendar, path: NodePath, reader: Reader) -> None:
    seen: set[object] = set()
    for index, exception in enumerate(calendar.exceptions):
        exception_path = (*path, str(index))
        if exception.day in seen:
            reader.complain(
                (*exception_path, "day"), f"la fecha {exception.day} está dos veces; deje una sola excepción"
            )
        seen.add(exception.day)
        _check_overlaps(exception.hours, (*exception_path, "hours"), reader)
