"""The engine of legal terms: the last day to answer and its basis, counted day by day. Pure.

Owns the counting. It must not know the time (every moment is an argument) nor hold a figure of the law, which belongs
to `config.law.regimes`; the choices of the entity belong to `config.law.term_rules`, and later events of a term
(extension, completion, transfer, silence) to `config.law.term_events`.

Counting starts the day after receipt, regardless of the hour and the day of receipt; day terms skip days that are not
business days; month terms run by the calendar and move to the next business day (Ley 4 de 1913, art. 62).
"""

from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from config.calendar_months import add_months
from config.errors import ConfigError
from config.law.regimes import Clock, Law, LegalKind, Regime, Rule, SourceStatus
from config.law.term_rules import TermRules
from config.public_holidays import holiday_name
from config.timezone import COLOMBIA

LAST_YEAR = 2100
"""Last year whose holidays are known."""

Color = Literal["green", "yellow", "red", "overdue"]

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class TermRefused(ConfigError):
    """The law does not allow this action on a term; the text says why, in Spanish, and ``code`` names the reason."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code  # type: ignore[misc]  # set per instance: one class serves all reasons


class CountedDay(msgspec.Struct, frozen=True):
    """One day of a count: its number from 1, or why it is skipped, in Spanish; the other is None."""

    day: date
    number: int | None
    skipped: str | None


class Basis(msgspec.Struct, frozen=True):
    """The legal basis of a term's length: regime and articles as cited, certainty, and remarks on value and regime."""

    regime: str
    text: str
    standing: SourceStatus
    notes: tuple[str, ...] = ()


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a term, always a business day, and its calculation.

    Counting starts the day after ``after``. Either ``days``, business days, or ``months`` is set. ``counted`` has each
    day up to the last; of a term in months, only the skipped days at its end.
    """

    after: date
    days: int | None
    months: int | None
    last_day: date
    basis: Basis
    counted: tuple[CountedDay, ...]


class LegalTerm(msgspec.Struct, frozen=True):
    """The term to answer a petition.

    Attributes:
        at_receipt: the deadline by the law of the day of receipt, if a later law lengthened it; else None.
        in_course_on: the day on which the petition had to be unanswered for that; else None.
        extension: the longest extension, or None.
    """

    kind: LegalKind
    received: datetime
    received_on: date
    due: Deadline
    at_receipt: Deadline | None
    in_course_on: date | None
    extension: Rule | None


class TrafficLight(msgspec.Struct, frozen=True):
    """The state of a term on a date.

    Attributes:
        color: green, yellow or red by the remaining business days; overdue after the last day.
        days_left: remaining business days, the last one included; 0 on the last day and after it.
        days_late: business days since the last day; 0 until then, and on weekends and holidays just after it.
    """

    color: Color
    days_left: int
    days_late: int

    @property
    def is_breached(self) -> bool:
        """Whether the last day is over."""
        return self.color == "overdue"


def day_of_receipt(moment: datetime) -> date:
    """Return the date in Colombia of an aware time.

    Raises:
        TermRefused: it has no zone, or lies outside the years with known holidays.
    """
    if moment.utcoffset() is None:
        raise TermRefused("no_zone", "El instante no dice su zona horaria: agréguela.")
    if not 1900 <= moment.year < LAST_YEAR:
        raise TermRefused("out_of_reach", f"Los términos se cuentan desde 1984 y hasta {LAST_YEAR - 1}: revise el año.")
    return moment.astimezone(COLOMBIA).date()


def skip_reason(day: date, rules: TermRules) -> str | None:
    """Return why a date does not count, in Spanish; None for a business day (Ley 4 de 1913, art. 62)."""
    if (holiday := holiday_name(day)) is not None:
        return f"festivo: {holiday}"
    if day.weekday() == _SUNDAY:
        return "domingo"
    if day.weekday() == _SATURDAY and not rules.saturdays:
        return "sábado"
    return next((f"sin atención: {each.reason}" for each in rules.closed_days if each.day == day), None)


def count_days(after: date, days: int, rules: TermRules) -> tuple[CountedDay, ...]:
    """Return each date of a term of business days, from the day after ``after`` to the last business day.

    Raises:
        ValueError: ``days`` is less than 1.
    """
    if days < 1:
        raise ValueError("a term must have at least one day")
    counted_days: list[CountedDay] = []
    day, number = after, 0
    while number < days:
        day += _DAY
        skipped = skip_reason(day, rules)
        number += skipped is None
        counted_days.append(CountedDay(day, None if skipped else number, skipped))
    return tuple(counted_days)


def business_days_between(after: date, last: date, rules: TermRules) -> int:
    """Return the number of business days after one date up to and including another; 0 if it is not later."""
    days = (after + _DAY * n for n in range(1, (last - after).days + 1))
    return sum(skip_reason(day, rules) is None for day in days)


def deadline(rule: Rule, regime: Regime, after: date, rules: TermRules) -> Deadline:
    """Calculate the last day of a term; counting starts the day after ``after``."""
    basis = Basis(regime.name, rule.basis, rule.standing, tuple(filter(None, (rule.note, regime.note))))
    counted = _count_months(after, rule.months, rules) if rule.months else count_days(after, rule.days or 0, rules)
    return Deadline(after, rule.days, rule.months, counted[-1].day, basis, counted)


def clock_deadline(law: Law, rules: TermRules, name: Clock, after: date, received_on: date | None = None) -> Deadline:
    """Calculate the last day of another action than the answer, such as forwarding a petition.

    Counting starts the day after ``after``. The law of ``received_on`` governs, by default that of ``after``.

    Raises:
        NoRegimeInForce: no law has such a rule for that day of receipt.
    """
    regime = law.clock_regime(name, received_on or after)
    return deadline(regime.clocks[name], regime, after, rules)


def legal_term(
    law: Law, rules: TermRules, received: datetime, kind: LegalKind, answered: datetime | None = None
) -> LegalTerm:
    """Calculate the term to answer a petition, from aware times.

    The law of the day of receipt governs it, unless a later law also covers pending petitions (Decreto Legislativo 491
    de 2020, art. 5): the petition was unanswered when that law began, and the longer term was not over. ``answered`` is
    None if it is unanswered or the time is unknown.

    Raises:
        NoRegimeInForce: no data for that kind at that time.
        TermRefused: see `day_of_receipt`; ``answered_early`` if it was answered before it was received.
    """
    received_on, answered_on = day_of_receipt(received), answered and day_of_receipt(answered)
    if answered is not None and answered < received:
        raise TermRefused("answered_early", "La respuesta no puede ser anterior al recibo: revise las dos fechas.")
    regime, later_regimes = law.answer_regime(kind, received_on), law.later_regimes(kind, received_on)
    rule = regime.terms[kind]
    due = deadline(rule, regime, received_on, rules)
    for later in later_regimes:
        extended = deadline(later.terms[kind], later, received_on, rules)
        if (answered_on is None or answered_on >= later.begins) and extended.last_day >= later.begins:
            extension = later.terms[kind].extension
            return LegalTerm(kind, received, received_on, extended, due, later.begins, extension)
    return LegalTerm(kind, received, received_on, due, None, None, rule.extension)


def traffic_light(last_day: date, today: date, rules: TermRules) -> TrafficLight:
    """Return the state of a term on a date; for an answered petition, pass the day of the answer."""
    if today > last_day:
        return TrafficLight("overdue", 0, business_days_between(last_day, today, rules))
    days_left = business_days_between(today, last_day, rules)
    if days_left <= rules.red_days:
        return TrafficLight("red", days_left, 0)
    return TrafficLight("yellow" if days_left <= rules.yellow_days else "green", days_left, 0)


def alarm_dates(due: Deadline, rules: TermRules) -> tuple[date, ...]:
    """Return the dates of the warnings, the earliest first: the site's number of business days before the last day.

    Dates before a short term began are left out.
    """
    days = {_business_days_before(due.last_day, days, rules) for days in rules.alarms}
    return tuple(sorted(day for day in days if day > due.after))


def _count_months(after: date, months: int, rules: TermRules) -> tuple[CountedDay, ...]:
    day = add_months(after, months)
    counted_days: list[CountedDay] = []
    while skipped := skip_reason(day, rules):
        counted_days.append(CountedDay(day, None, skipped))
        day += _DAY
    return (*counted_days, CountedDay(day, None, None))


def _business_days_before(day: date, days: int, rules: TermRules) -> date:
    while days:
        day -= _DAY
        days -= skip_reason(day, rules) is None
    return day
