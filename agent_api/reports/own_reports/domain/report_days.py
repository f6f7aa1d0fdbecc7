"""The days of a report's period, seen from the moment of a run. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from agent_api.reports.own_reports.domain.definition import PeriodChoice, PeriodKind, RelativePeriod
from config.spanish_dates import spoken_date, spoken_month
from config.timezone import COLOMBIA
from metrics.reports.periods import Period

PERIOD_NAMES: Final[Mapping[PeriodKind, str]] = {
    "today": "Hoy, hasta el momento",
    "yesterday": "Ayer",
    "last_7_days": "Los últimos 7 días",
    "last_week": "La semana pasada, de lunes a domingo",
    "last_month": "El mes pasado",
    "month_to_date": "Lo corrido del mes, hasta ayer",
    "fixed": "Fechas fijas",
}
LONGEST_DAYS: Final[Mapping[RelativePeriod, int]] = {
    "today": 1,
    "yesterday": 1,
    "last_7_days": 7,
    "last_week": 7,
    "last_month": 31,
    "month_to_date": 31,
}
_DAY: Final = timedelta(days=1)


def days_of(period: PeriodChoice, at: datetime) -> Period:
    """Return the days of a period for a run at a moment.

    A relative period has whole days that ended, except ``today``. On the first day of a month, ``month_to_date`` is the
    whole month before.
    """
    if period.kind == "fixed":
        assert period.first is not None
        assert period.last is not None
        return Period(period.first, period.last)
    first, last = _relative(period.kind, at.astimezone(COLOMBIA).date())
    return Period(first, last)


def longest_days(period: PeriodChoice) -> int:
    """Return the most days that a period can have."""
    if period.kind == "fixed":
        assert period.first is not None
        assert period.last is not None
        return (period.last - period.first).days + 1
    return LONGEST_DAYS[period.kind]


def days_in_words(period: Period) -> str:
    """Return a period in words: a day, a whole month, or its first and last day."""
    if period.first == period.last:
        return spoken_date(period.first)
    if period.first.day == 1 and period.ends_a_month and _same_month(period.first, period.last):
        return spoken_month(f"{period.first:%Y-%m}")
    return f"del {period.first:%d/%m/%Y} al {period.last:%d/%m/%Y}"


def _relative(kind: RelativePeriod, today: date) -> tuple[date, date]:
    yesterday = today - _DAY
    monday = today - _DAY * today.weekday()
    match kind:
        case "today":
            return today, today
        case "yesterday":
            return yesterday, yesterday
        case "last_7_days":
            return today - _DAY * 7, yesterday
        case "last_week":
            return monday - _DAY * 7, monday - _DAY
        case "last_month":
            last = today.replace(day=1) - _DAY
            return last.replace(day=1), last
        case "month_to_date":
            return yesterday.replace(day=1), yesterday


def _same_month(first: date, last: date) -> bool:
    return (first.year, first.month) == (last.year, last.month)
