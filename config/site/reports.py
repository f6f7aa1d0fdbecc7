"""Reports that a site makes on a schedule: times and recipients. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Mailbox
from config.schema.reader import Reader
from config.site.calls.calendars import Calendar
from config.timezone import COLOMBIA

PeriodLength = Literal["day", "month", "quarter", "year"]
"""How long the period of a report is."""
_MONTHS: Final[Mapping[PeriodLength, int]] = {"month": 1, "quarter": 3, "year": 12}
_DAY: Final = timedelta(days=1)
_END_OF_DAY: Final = time(0)
CATCH_UP_DAYS: Final = 7
"""Days after which a daily report missed during an outage is no longer made."""


class DailyReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report to the presidency (M5-1-05, C3 and C4).

    Attributes:
        at: earliest time of the report on a day, Colombian time; midnight is the end of that day.
        closed_days: whether to report days on which no line opens.
    """

    at: time = time(20, 30)
    recipients: tuple[Mailbox, ...] = ()
    closed_days: bool = False


class MonthlyReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report of a month, due on ``day`` of the following month at ``hour``, Colombian time."""

    day: Annotated[int, Meta(ge=1, le=28)] = 1
    hour: Annotated[int, Meta(ge=0, le=23)] = 6
    recipients: tuple[Mailbox, ...] = ()


class QuarterlyReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report of a quarter, due on ``day`` of the month after it at ``hour``, Colombian time."""

    day: Annotated[int, Meta(ge=1, le=28)] = 1
    hour: Annotated[int, Meta(ge=0, le=23)] = 6
    recipients: tuple[Mailbox, ...] = ()


class AccessReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of access requests, due as `QuarterlyReport`; the decree sets no period, but ``every``."""

    every: tuple[Literal["month", "quarter", "year"], ...] = ("month", "year")
    day: Annotated[int, Meta(ge=1, le=28)] = 1
    hour: Annotated[int, Meta(ge=0, le=23)] = 6
    recipients: tuple[Mailbox, ...] = ()


class Reports(msgspec.Struct, frozen=True, kw_only=True):
    """The scheduled reports, None if made only on request.

    Attributes:
        petitions: the quarterly report of PQRSD.
        access: the report of requests for access to information (Decreto 1081 de 2015, art. 2.1.1.6.2).
    """

    presidency: DailyReport | None = None
    management: MonthlyReport | None = None
    accounts: MonthlyReport | None = None
    training: MonthlyReport | None = None
    petitions: QuarterlyReport | None = None
    access: AccessReport | None = None


def due_days(daily: DailyReport, opens: Callable[[date], bool], now: datetime) -> tuple[date, ...]:
    """Return the local days whose report can be made, the earliest first, `CATCH_UP_DAYS` back at most.

    ``opens`` says whether any line opens on a local day; ``now`` is aware.
    """
    local = now.astimezone(COLOMBIA)
    days = (local.date() - _DAY * days_ago for days_ago in range(CATCH_UP_DAYS, -1, -1))
    return tuple(day for day in days if daily_report_time(daily, day) <= local and (daily.closed_days or opens(day)))


def daily_report_time(daily: DailyReport, day: date) -> datetime:
    """Return the earliest time of the report on a local day, aware."""
    return datetime.combine(day + _DAY if daily.at == _END_OF_DAY else day, daily.at, COLOMBIA)


def due_month(monthly: MonthlyReport, now: datetime) -> date | None:
    """Return the first day of the month to report, the last complete one; None before its day and hour."""
    local = now.astimezone(COLOMBIA)
    due = datetime.combine(local.date().replace(day=monthly.day), time(monthly.hour), COLOMBIA)
    return (local.date().replace(day=1) - _DAY).replace(day=1) if due <= local else None


def first_of_period(length: PeriodLength, day: date) -> date:
    """Return the first day of the period of a day; periods begin in January."""
    if length == "day":
        return day
    months = _MONTHS[length]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def due_period(report: QuarterlyReport | AccessReport, length: PeriodLength, now: datetime) -> date | None:
    """Return the first day of the last complete period; None before its day and hour in the first month after it."""
    local = now.astimezone(COLOMBIA)
    after = first_of_period(length, local.date())
    due = datetime.combine(after.replace(day=report.day), time(report.hour), COLOMBIA)
    return first_of_period(length, after - _DAY) if due <= local else None


def check_reports(reports: Reports | None, calendars: Mapping[str, Calendar], reader: Reader) -> None:
    """Check that the daily report comes after the last line closes, and that no recipient is repeated."""
    if reports is None:
        return
    for name in ("presidency", "management", "accounts", "training", "petitions", "access"):
        layout = getattr(reports, name)
        if layout is not None and len({each.lower() for each in layout.recipients}) != len(layout.recipients):
            reader.complain(("reports", name, "recipients"), "nombre cada dirección una sola vez")
    daily = reports.presidency
    if daily is None or daily.at == _END_OF_DAY:
        return
    for closes in _closings(calendars.values()):
        if closes == _END_OF_DAY or closes > daily.at:
            closing_time = "24:00" if closes == _END_OF_DAY else f"{closes:%H:%M}"
            text = (
                f"una línea cierra a las {closing_time}: el informe del día se hace después (24:00 es el fin del día)"
            )
            reader.complain(("reports", "presidency", "at"), text)
            return


def _closings(calendars: Iterable[Calendar]) -> Iterable[time]:
    for calendar in calendars:
        for hours in calendar.week.values():
            yield from (each.closes for each in hours)
        for exception in calendar.exceptions:
            yield from (each.closes for each in exception.hours)
