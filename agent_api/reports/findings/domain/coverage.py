"""The days that a report of findings covers: those of a week or month, or the day of a visit. Pure."""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from config.spanish_dates import spoken_date, spoken_month
from eventlog.facts.quality.finding_report import FindingReportScope
from metrics.indicators.periods import MONTH_PATTERN
from metrics.quality.samples.week import parse_week

_MONTH: Final = re.compile(MONTH_PATTERN)


class Coverage(NamedTuple):
    """The first and last local day, both included, and the period in words."""

    first: date
    last: date
    name: str


def coverage_of(scope: FindingReportScope, subject: str) -> Coverage:
    """Return the days of a week (``2026-W48``) or a month (``2026-11``).

    Raises:
        ValueError: it is no week or month of the calendar.
    """
    if scope == "week":
        week = parse_week(subject)
        return Coverage(week.first_day, week.last_day, f"Semana del {_span(week.first_day, week.last_day)}")
    if not _MONTH.fullmatch(subject):
        raise ValueError(f"not a month: {subject!r}")
    first = date.fromisoformat(f"{subject}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Coverage(first, last, spoken_month(subject).capitalize())


def coverage_of_visit(visit: str, visited_on: date) -> Coverage:
    """Return the day of a visit."""
    return Coverage(visited_on, visited_on, f"Visita {visit}, {spoken_date(visited_on)}")


def _span(first: date, last: date) -> str:
    """Return «23 al 29 de noviembre de 2026», with the month and year of the first day where they differ."""
    begins, ends = _day_month(first), f"{_day_month(last)} de {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} al {ends}"
    return f"{begins} al {ends}" if first.year == last.year else f"{begins} de {first.year} al {ends}"


def _day_month(day: date) -> str:
    """Return «23 de noviembre»."""
    return spoken_date(day).partition(" ")[2].rpartition(" de ")[0]
