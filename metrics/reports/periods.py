"""The days and months of reports. Pure.

Owns where each begins and ends, in the entity's days (America/Bogota), and with which periods it is compared.
"""

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from config.site.reports import first_of_quarter
from config.spanish_dates import spoken_month
from config.timezone import COLOMBIA
from metrics.indicators.periods import month_of
from metrics.reports.document import QUARTER_KINDS, ReportKind

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years that a report accepts, as for indicators; others are typing errors."""
_DAY: Final = timedelta(days=1)
_ORDINALS: Final = ("primer", "segundo", "tercer", "cuarto")


class Period(NamedTuple):
    """A day or a month: its local dates, both included, and its name in comparisons."""

    first: date
    last: date
    name: str = ""

    @property
    def begins(self) -> datetime:
        """Local midnight of the first date, aware."""
        return datetime.combine(self.first, time(0), COLOMBIA)

    @property
    def ends(self) -> datetime:
        """Local midnight after the last date, aware."""
        return datetime.combine(self.last + _DAY, time(0), COLOMBIA)

    @property
    def ends_a_month(self) -> bool:
        """Whether the period ends together with a month."""
        return (self.last + _DAY).day == 1


def period_of(kind: ReportKind, first: date) -> Period:
    """Return the day, or the month or quarter that contains it."""
    if kind == "presidency":
        return Period(first, first)
    if kind in QUARTER_KINDS:
        begins = first_of_quarter(first)
        return Period(begins, first_of_quarter(begins + _DAY * 100) - _DAY)
    begins = first.replace(day=1)
    return Period(begins, (begins + _DAY * 31).replace(day=1) - _DAY)


def quarter_name(first: date) -> str:
    """Return a quarter in words, by its first day: «primer trimestre de 2026»."""
    return f"{_ORDINALS[(first.month - 1) // 3]} trimestre de {first.year}"


def quarter_code(first: date) -> str:
    """Return a quarter in a file name, by its first day: «2026-T1»."""
    return f"{first.year}-T{(first.month - 1) // 3 + 1}"


def compared_with(kind: ReportKind, period: Period) -> tuple[Period, ...]:
    """Return the day before and the same weekday a week ago; for a month, the month before."""
    if kind == "presidency":
        yesterday, last_week = period.first - _DAY, period.first - _DAY * 7
        return Period(yesterday, yesterday, "Día anterior"), Period(last_week, last_week, "Hace una semana")
    earlier = period_of(kind, period.first - _DAY)
    return (Period(earlier.first, earlier.last, spoken_month(month_of(earlier.first)).capitalize()),)
