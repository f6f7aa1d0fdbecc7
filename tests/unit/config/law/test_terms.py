"""Legal terms: last days, counts, lights and alarms, against the golden vectors and a second computation."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.law.loader import load_law
from config.law.regimes import LEGAL_KINDS, LegalKind
from config.law.term_rules import ClosedDay, TermRules
from config.law.terms import (
    COLOMBIA,
    LegalTerm,
    TermRefused,
    alarm_dates,
    business_days_between,
    count_days,
    legal_term,
    skip_reason,
    traffic_light,
)
from config.site.calls.calendars import is_holiday
from tests.support.business_days import DAY, holidays_of, is_business, last_business_day
from tests.support.properties import examples

LAW = load_law()
RULES = TermRules()
GOLDEN = [
    ("2012-05-29", {10: "2012-06-13", 15: "2012-06-21", 30: "2012-07-13"}),
    ("2026-03-20", {5: "2026-03-30", 10: "2026-04-08", 15: "2026-04-15", 30: "2026-05-07"}),
    ("2026-06-25", {5: "2026-07-03", 10: "2026-07-10", 15: "2026-07-21", 30: "2026-08-12"}),
    ("2026-07-10", {5: "2026-07-21", 15: "2026-08-04"}),
    ("2026-12-18", {10: "2027-01-05", 15: "2027-01-13", 30: "2027-02-03"}),
]
OF_LENGTH: dict[int, LegalKind] = {5: "congress_or_ombudsman", 10: "information", 15: "general", 30: "consulta"}
DAYS_OF = {"general": (15, 30), "information": (10, 20), "consulta": (30, 35)}
BEGINS, ENDS = date(2020, 3, 28), date(2022, 5, 17)
days = st.dates(date(1984, 3, 1), date(2050, 12, 31))


def at(day: date | str, clock: time = time(9)) -> datetime:
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, clock, COLOMBIA)


def term(received: date | str, kind: LegalKind = "general", answered: str | None = None) -> LegalTerm:
    return legal_term(LAW, RULES, at(received), kind, at(answered) if answered else None)


def last(received: date | str, kind: LegalKind = "general", answered: str | None = None) -> str:
    return term(received, kind, answered).due.last_day.isoformat()


@pytest.mark.parametrize(("received", "last_days"), GOLDEN)
def test_the_golden_vectors(received: str, last_days: dict[int, str]) -> None:
    """Every hand-computed term of the table is reproduced, by count and by kind of petition."""
    for length, day in last_days.items():
        assert count_days(date.fromisoformat(received), length, RULES)[-1].day.isoformat() == day
        assert last(received, OF_LENGTH[length]) == day


def test_every_year_has_the_holidays_of_the_law() -> None:
    """From 1984 to 2050 the holidays package agrees with the text of the law, day by day."""
    day = date(1984, 1, 1)
    while day.year <= 2050:
        assert is_holiday(day) == (day in holidays_of(day.year)), day
        day += DAY


def test_every_day_of_receipt_agrees_with_a_second_computation() -> None:
    """For each day from 1984 to 2050 and each kind of petition, the last day equals that of a naive count."""
    day = date(1984, 3, 1)
    while day.year <= 2050:
        for kind, (usual, longer) in DAYS_OF.items():
            expected = last_business_day(day, usual)
            if BEGINS <= day <= ENDS or (day < BEGINS <= last_business_day(day, longer)):
                expected = last_business_day(day, longer)
            assert term(day, kind).due.last_day == expected, (day, kind)  # type: ignore[arg-type]
        day += DAY


@given(days, st.integers(1, 60), st.booleans())
def test_a_count_sums_up(received: date, length: int, saturdays: bool) -> None:
    """Each date after receipt is listed once, with its number or the reason why it does not count.

    The list ends on a business day.
    """
    rules = TermRules(saturdays=saturdays)
    counted = count_days(received, length, rules)
    assert [each.day for each in counted] == [received + DAY * n for n in range(1, len(counted) + 1)]
    assert [each.number for each in counted if each.number] == list(range(1, length + 1))
    assert all((each.number is None) == bool(each.skipped) for each in counted)
    assert [each.number is not None for each in counted] == [is_business(each.day, saturdays) for each in counted]
    assert counted[-1].number == length
    assert counted[-1].day == last_business_day(received, length, saturdays)


@given(days, st.integers(1, 59))
def test_one_day_more_never_ends_earlier(received: date, length: int) -> None:
    """A longer term ends later, and a later receipt never earlier."""
    shorter, longer = count_days(received, length, RULES)[-1].day, count_days(received, length + 1, RULES)[-1].day
    assert shorter < longer
    assert shorter <= count_days(received + DAY, length, RULES)[-1].day


@given(days, st.sampled_from(LEGAL_KINDS), st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5))
@settings(max_examples=examples(200))
def test_term_ends_on_business_day(received: date, kind: LegalKind, closed: set[date]) -> None:
    """For any kind, day and closed days, the term ends on a business day of the entity after receipt."""
    rules = TermRules(closed_days=tuple(ClosedDay(day=day, reason="traslado") for day in sorted(closed)))
    if received < date(2015, 6, 30) and kind not in DAYS_OF:
        return  # the data of those begin later
    due = legal_term(LAW, rules, at(received), kind).due
    assert due.after == received < due.last_day
    assert is_business(due.last_day)
    assert due.last_day not in closed
    assert business_days_between(received, due.last_day, rules) == due.days == due.counted[-1].number


def test_both_sides_of_the_emergency_decree() -> None:
    """A petition received before the decree and still unanswered gets the longer term, counted from its own receipt.

    Received on the decree's last day it keeps the longer term; a day later the usual one applies.
    """
    for kind, before, longer in (("general", 15, 30), ("information", 10, 20), ("consulta", 30, 35)):
        in_course = term("2020-03-27", kind)  # type: ignore[arg-type]
        assert (in_course.due.days, in_course.due.after) == (longer, date(2020, 3, 27))
        assert in_course.at_receipt is not None
        assert (in_course.at_receipt.days, in_course.in_course_on) == (before, BEGINS)
        answered = term("2020-03-27", kind, "2020-03-27")  # type: ignore[arg-type]
        assert (answered.due.days, answered.at_receipt) == (before, None)
        for day, length in (("2020-03-28", longer), ("2022-05-17", longer), ("2022-05-18", before)):
            terms = term(day, kind)  # type: ignore[arg-type]
            assert (terms.due.days, terms.at_receipt) == (length, None)


def test_petition_already_answered_or_overdue_even_by_longer_term_keeps_usual_one() -> None:
    """A petition already answered, or overdue even by the longer term, keeps the usual one.

    A petition of 1990 that was never answered is not reopened.
    """
    assert last("2020-03-16", answered="2020-03-27") == "2020-04-07"
    assert last("2020-03-16", answered="2020-03-28") == last("2020-03-16") == "2020-04-30"
    assert term("1990-05-02").due.days == 15
    first = next(day for n in range(60) if term(day := date(2020, 2, 1) + DAY * n).due.days == 30)
    assert term(first).due.last_day >= BEGINS > last_business_day(first - DAY, 30)


def test_a_day_before_the_decree_the_light_was_that_of_the_usual_term() -> None:
    """A petition that was already late shows its first term beside the longer one."""
    terms = term("2020-03-02")
    assert terms.at_receipt is not None
    assert terms.at_receipt.last_day == date(2020, 3, 24) < BEGINS < terms.due.last_day == date(2020, 4, 16)


def test_the_hour_of_receipt_changes_the_day_only_across_midnight_in_colombia() -> None:
    """Counting starts on the day after receipt, by Colombian time, regardless of the zone of the time."""
    for clock in (time(0), time(17, 45), time(23, 59)):
        assert legal_term(LAW, RULES, at("2026-07-10", clock), "general").due.last_day == date(2026, 8, 4)
    late = datetime(2026, 7, 11, 4, 59, tzinfo=UTC)
    assert legal_term(LAW, RULES, late, "general").received_on == date(2026, 7, 10)
    assert legal_term(LAW, RULES, late + timedelta(minutes=1), "general").received_on == date(2026, 7, 11)


def test_received_on_a_day_that_is_no_business_day() -> None:
    """After a receipt on a non-business day, the first business day is day one."""
    for day in ("2026-07-11", "2026-07-12", "2026-07-13"):
        first = next(each for each in term(day).due.counted if each.number)
        assert (first.day, first.number) == (date(2026, 7, 14), 1)
        assert last(day) == "2026-08-04"


def test_why_a_day_does_not_count() -> None:
    """The reasons are holidays by name, also moved ones, Saturdays, Sundays and the entity's closed days."""
    rules = TermRules(closed_days=(ClosedDay(day=date(2026, 7, 14), reason="Traslado de sede"),))
    reasons = {day: skip_reason(date(2026, 7, day), rules) for day in (10, 11, 12, 13, 14, 20)}
    assert reasons == {
        10: None,
        11: "sábado",
        12: "domingo",
        13: "festivo: Día de Nuestra Señora del Rosario de Chiquinquirá",
        14: "sin atención: Traslado de sede",
        20: "festivo: Día de la Independencia",
    }
    assert skip_reason(date(2026, 7, 11), TermRules(saturdays=True)) is None


def test_saturdays_and_closed_days_are_the_entitys() -> None:
    """If Saturdays count, a term ends sooner; a closed day moves it later."""
    received = at("2026-07-10")
    assert legal_term(LAW, TermRules(saturdays=True), received, "general").due.last_day == date(2026, 7, 30)
    closed = TermRules(closed_days=(ClosedDay(day=date(2026, 8, 4), reason="inventario"),))
    assert legal_term(LAW, closed, received, "general").due.last_day == date(2026, 8, 5)


def test_how_a_term_stands() -> None:
    """The light is green, yellow or red by the business days left; the last day is in time, the next day late."""
    last_day = date(2026, 8, 4)
    colors = {
        "2026-07-10": ("green", 15, 0),
        "2026-07-27": ("green", 6, 0),
        "2026-07-28": ("yellow", 5, 0),
        "2026-07-30": ("yellow", 3, 0),
        "2026-07-31": ("red", 2, 0),
        "2026-08-02": ("red", 2, 0),
        "2026-08-04": ("red", 0, 0),
        "2026-08-05": ("overdue", 0, 1),
        "2026-08-10": ("overdue", 0, 3),
    }
    for day, expected in colors.items():
        light = traffic_light(last_day, date.fromisoformat(day), RULES)
        assert (light.color, light.days_left, light.days_late) == expected, day
        assert light.is_breached == (expected[0] == "overdue")


def test_breach_is_a_matter_of_dates() -> None:
    """The Saturday after the last day is late, even before another business day."""
    light = traffic_light(date(2026, 11, 20), date(2026, 11, 21), RULES)
    assert (light.is_breached, light.days_late) == (True, 0)


def test_alarms_come_before_the_last_day() -> None:
    """Alarms come the configured business days before the last day, earliest first, and none before a term began."""
    assert alarm_dates(term("2026-07-10").due, RULES) == (date(2026, 7, 28), date(2026, 7, 30), date(2026, 8, 3))
    own = TermRules(alarms=(0, 10, 0))
    assert alarm_dates(term("2026-07-10").due, own) == (date(2026, 7, 21), date(2026, 8, 4))
    short = term("2026-11-20", "congress_or_ombudsman").due
    assert alarm_dates(short, RULES) == (date(2026, 11, 24), date(2026, 11, 26))


@given(days, st.integers(0, 30))
def test_an_alarm_leaves_as_many_days_as_it_says(received: date, before: int) -> None:
    """From an alarm to the last day there are exactly the business days that the site configured."""
    due = term(received).due
    for day in alarm_dates(due, TermRules(alarms=(before,))):
        assert business_days_between(day, due.last_day, RULES) == before
        assert is_business(day)


@pytest.mark.parametrize(
    ("received", "answered", "code"),
    [
        (datetime(2026, 7, 10), None, "no_zone"),  # noqa: DTZ001
        (at("1899-07-10"), None, "out_of_reach"),
        (at("2100-01-01"), None, "out_of_reach"),
        (datetime.max.replace(tzinfo=UTC), None, "out_of_reach"),
        (at("2026-07-10"), at("2026-07-09"), "answered_early"),
        (at("2026-07-10"), at("9999-01-01"), "out_of_reach"),
    ],
)
def test_time_without_zone_or_in_unknown_year_is_refused(
    received: datetime, answered: datetime | None, code: str
) -> None:
    """A time without a zone, a year without known holidays and an answer before the receipt are refused."""
    with pytest.raises(TermRefused) as caught:
        legal_term(LAW, RULES, received, "general", answered)
    assert caught.value.code == code


def test_a_term_has_at_least_a_day() -> None:
    """A term of zero days is a programming error."""
    with pytest.raises(ValueError):
        count_days(date(2026, 7, 10), 0, RULES)
