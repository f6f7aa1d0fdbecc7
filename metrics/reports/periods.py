"""The days, months, quarters and years of reports. Pure.

Owns where each begins and ends, in the entity's days (America/Bogota), and with which periods it is compared.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from config.site.reports import PeriodLength, first_of_period
from config.spanish_dates import spoken_date, spoken_month
from config.timezone import COLOMBIA
from metrics.indicators.periods import month_of
from metrics.reports.document import ReportKind

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years that a report accepts, as for indicators; others are typing errors."""
PERIOD_LENGTHS: Final[Mapping[ReportKind, tuple[PeriodLength, ...]]] = {
    "presidency": ("day",),
    "management": ("month",),
    "accounts": ("month",),
    "training": ("month",),
    "large_clients": ("month",),
    "petitions": ("quarter",),
    "access": ("month", "quarter", "year"),
}
"""The lengths that each report may have, its usual one first."""
_DAY: Final = timedelta(days=1)
_LONGEST: Final[Mapping[PeriodLength, int]] = {"day": 1, "month": 31, "quarter": 92, "year": 366}
"""The days of the longest period of each length, the shortest first."""
_ORDINALS: Final = ("primer", "segundo", "tercer", "cuarto")


class Period(NamedTuple):
    """A period: its local dates, both included, and its name in comparisons."""

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


def period_of(kind: ReportKind, day: date, length: PeriodLength | None = None) -> Period:
    """Return the period of a report that contains a day; None is the usual length of its kind."""
    length = length or PERIOD_LENGTHS[kind][0]
    begins = first_of_period(length, day)
    return Period(begins, first_of_period(length, begins + _DAY * _LONGEST[length]) - _DAY)


def length_of(first: date, last: date) -> PeriodLength:
    """Return the length of a period."""
    return next(length for length, days in _LONGEST.items() if (last - first).days < days)


def period_name(length: PeriodLength, first: date) -> str:
    """Return a period in words, by its first day: «noviembre de 2026», «primer trimestre de 2026», «año 2026»."""
    names = {
        "day": spoken_date(first),
        "month": spoken_month(month_of(first)),
        "quarter": f"{_ORDINALS[(first.month - 1) // 3]} trimestre de {first.year}",
        "year": f"año {first.year}",
    }
    return names[length]


def period_code(length: PeriodLength, first: date) -> str:
    """Return a period in a file name, by its first day: «2026-11», «2026-T1», «2026»."""
    codes = {
        "day": first.isoformat(),
        "month": month_of(first),
        "quarter": f"{first.year}-T{(first.month - 1) // 3 + 1}",
        "year": str(first.year),
    }
    return codes[length]


def compared_with(kind: ReportKind, period: Period) -> tuple[Period, ...]:
    """Return the day before and the same weekday a week ago; for a month, the month before."""
    if kind == "presidency":
        yesterday, last_week = period.first - _DAY, period.first - _DAY * 7
        return Period(yesterday, yesterday, "Día anterior"), Period(last_week, last_week, "Hace una semana")
    earlier = period_of(kind, period.first - _DAY)
    return (Period(earlier.first, earlier.last, spoken_month(month_of(earlier.first)).capitalize()),)
