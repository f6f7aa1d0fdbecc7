"""The engine of legal terms: the last day to answer and its basis, counted day by day. Pure.

Owns the counting. It must not know the time (every moment is an argument) nor hold a figure of the law, which is
`config.law.regimes`'s; what of it an entity may choose is `config.law.term_rules`'. What may happen to a term on its
way (extension, completion, transfer, silence) is `config.law.term_events`'.

Counting starts the day after receipt, whatever the hour and the day of it; day terms skip what is no business day;
month terms run by the calendar and move to the next business day (Ley 4 de 1913, art. 62).
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from config.errors import ConfigError
from config.law.regimes import Clock, Law, LegalKind, Regime, Rule, SourceStatus
from config.law.term_rules import TermRules
from config.public_holidays import holiday_name
from config.timezone import COLOMBIA

"""Where a date of receipt is read from a moment: the legal time of the whole country."""
LAST_YEAR = 2100
"""Beyond it nobody knows the holidays."""

Color = Literal["green", "yellow", "red", "overdue"]

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class TermRefused(ConfigError):
    """What was asked of a term cannot be by the law; the text says why, in Spanish.

    Attributes:
        code: a stable name for the reason.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code  # type: ignore[misc]  # of this refusal, where the class knows only the root's


class CountedDay(msgspec.Struct, frozen=True):
    """One day of a count.

    Attributes:
        day: the date.
        number: which day of the term it is, from 1; None if it does not count.
        skipped: why it does not count, in Spanish; None if it does.
    """

    day: date
    number: int | None
    skipped: str | None


class Basis(msgspec.Struct, frozen=True):
    """Why a term is as long as it is.

    Attributes:
        regime: name of the regime, as it is cited.
        text: the articles.
        standing: how sure the value is.
        notes: what is to be known of it, of the value first, then of the regime.
    """

    regime: str
    text: str
    standing: SourceStatus
    notes: tuple[str, ...] = ()


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a term, and how it was found.

    Attributes:
        after: the date after which counting starts.
        days: length in business days, or None if it is in months.
        months: length in months, or None if it is in business days.
        last_day: always a business day.
        basis: why.
        counted: each day from the first after ``after`` to the last; of months, only those that were moved over.
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
        kind: what it is to the law.
        received: the moment of receipt, as it was given.
        received_on: its date in Colombia.
        due: the term.
        at_receipt: what it was by the law of the day of receipt, where a later one lengthened it in course.
        in_course_on: the day on which it had to be unanswered for that; None where nothing was lengthened.
        extension: by how much it may be extended; None if it may not.
    """

    kind: LegalKind
    received: datetime
    received_on: date
    due: Deadline
    at_receipt: Deadline | None
    in_course_on: date | None
    extension: Rule | None


class TrafficLight(msgspec.Struct, frozen=True):
    """How a term stands on a date.

    Attributes:
        color: green, yellow or red by the business days that are left; overdue once the last day is over.
        days_left: business days left, the last one included; 0 on the last day and after it.
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
    """The date in Colombia of an aware moment.

    Raises:
        TermRefused: it has no zone, or lies where nobody knows the holidays.
    """
    if moment.utcoffset() is None:
        raise TermRefused("no_zone", "El instante no dice su zona horaria: agréguela.")
    if not 1900 <= moment.year < LAST_YEAR:
        raise TermRefused("out_of_reach", f"Los términos se cuentan desde 1984 y hasta {LAST_YEAR - 1}: revise el año.")
    return moment.astimezone(COLOMBIA).date()


def skip_reason(day: date, rules: TermRules) -> str | None:
    """Why a date does not count, in Spanish; None for a business day (Ley 4 de 1913, art. 62)."""
    if (holiday := holiday_name(day)) is not None:
        return f"festivo: {holiday}"
    if day.weekday() == _SUNDAY:
        return "domingo"
    if day.weekday() == _SATURDAY and not rules.saturdays:
        return "sábado"
    return next((f"sin atención: {each.reason}" for each in rules.closed_days if each.day == day), None)


def count_days(after: date, days: int, rules: TermRules) -> tuple[CountedDay, ...]:
    """Each day of a term of business days.

    Args:
        after: counting starts the day after.
        days: length, at least 1.
        rules: of the entity.

    Returns:
        Every date up to the last, which is a business day.

    Raises:
        ValueError: ``days`` is less than 1.
    """
    if days < 1:
        raise ValueError("a term has at least one day")
    counted_days: list[CountedDay] = []
    day, number = after, 0
    while number < days:
        day += _DAY
        skipped = skip_reason(day, rules)
        number += skipped is None
        counted_days.append(CountedDay(day, None if skipped else number, skipped))
    return tuple(counted_days)


def business_days_between(after: date, last: date, rules: TermRules) -> int:
    """How many business days lie after one date up to another, which is included; 0 if it is not later."""
    days = (after + _DAY * n for n in range(1, (last - after).days + 1))
    return sum(skip_reason(day, rules) is None for day in days)


def add_months(start: date, months: int) -> date:
    """The same day of the month, so many months later; the month's last day if it has no such day (Código Civil 67)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def deadline(rule: Rule, regime: Regime, after: date, rules: TermRules) -> Deadline:
    """The last day of a term.

    Args:
        rule: how long it is.
        regime: that says so.
        after: counting starts the day after.
        rules: of the entity.
    """
    basis = Basis(regime.name, rule.basis, rule.standing, tuple(filter(None, (rule.note, regime.note))))
    counted = _count_months(after, rule.months, rules) if rule.months else count_days(after, rule.days or 0, rules)
    return Deadline(after, rule.days, rule.months, counted[-1].day, basis, counted)


def clock_deadline(law: Law, rules: TermRules, name: Clock, after: date, received_on: date | None = None) -> Deadline:
    """The last day of what has a term of its own, such as forwarding a petition to whom it concerns.

    Args:
        law: the law.
        rules: of the entity.
        name: which one.
        after: counting starts the day after.
        received_on: of the petition, whose law governs; ``after`` if it is left out.

    Raises:
        NoRegimeInForce: no law says it for that day of receipt.
    """
    regime = law.clock_regime(name, received_on or after)
    return deadline(regime.clocks[name], regime, after, rules)


def legal_term(
    law: Law, rules: TermRules, received: datetime, kind: LegalKind, answered: datetime | None = None
) -> LegalTerm:
    """The term to answer a petition.

    The law of the day of receipt governs it, unless a later one reaches back to what was in course when it began
    (Decreto Legislativo 491 de 2020, art. 5): it was not answered by then, and the longer term was not over either.

    Args:
        law: the law.
        rules: of the entity.
        received: an aware moment.
        kind: what the petition is to the law.
        answered: when it was answered, an aware moment; None if it was not, or nobody knows.

    Raises:
        NoRegimeInForce: nothing is known of that kind at that time.
        TermRefused: see day_of_receipt; ``answered_early`` if it was answered before it was received.
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
    """How a term stands on a date; of what was answered, give the day of the answer."""
    if today > last_day:
        return TrafficLight("overdue", 0, business_days_between(last_day, today, rules))
    days_left = business_days_between(today, last_day, rules)
    if days_left <= rules.red_days:
        return TrafficLight("red", days_left, 0)
    return TrafficLight("yellow" if days_left <= rules.yellow_days else "green", days_left, 0)


def alarm_dates(due: Deadline, rules: TermRules) -> tuple[date, ...]:
    """The dates on which to warn, the earliest first: so many business days before the last one as the site says.

    Of a short term, those are left out that would come before it began to run.
    """
    days = {_business_days_before(due.last_day, days, rules) for days in rules.alarms}
    return tuple(sorted(day for day in days if day > due.after))


def _count_months(after: date, months: int, rules: TermRules) -> tuple[CountedDay, ...]:
    """The day on which the months end, and those that it moves over to the next business day."""
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
