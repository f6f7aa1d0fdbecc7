"""Opening hours of lines, and the count of business days."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.public_holidays import holiday_name
from config.schema.short_forms import Hours
from config.site.calls.calendars import (
    WEEKDAYS,
    Calendar,
    DayException,
    after_open_time,
    is_business_day,
    is_holiday,
    is_open,
    next_opening,
    open_ranges,
)
from tests.support.properties import examples

BOGOTA = ZoneInfo("America/Bogota")
OFFICE = (Hours(opens=time(7), closes=time(19)),)
CALENDAR = Calendar(
    id="atencion",
    week={**dict.fromkeys(WEEKDAYS[:5], OFFICE), "saturday": (Hours(opens=time(8), closes=time(13)),)},
    exceptions=(
        DayException(day=date(2026, 12, 13), hours=(Hours(opens=time(8), closes=time(12)),), reason="jornada"),
        DayException(day=date(2026, 12, 24), hours=(Hours(opens=time(7), closes=time(12)),), reason="Nochebuena"),
        DayException(day=date(2026, 12, 30), hours=(), reason="inventario"),
    ),
)
GOLDEN = [
    ("2012-05-29", 10, "2012-06-13"),
    ("2012-05-29", 15, "2012-06-21"),
    ("2012-05-29", 30, "2012-07-13"),
    ("2026-03-20", 5, "2026-03-30"),
    ("2026-03-20", 10, "2026-04-08"),
    ("2026-03-20", 15, "2026-04-15"),
    ("2026-03-20", 30, "2026-05-07"),
    ("2026-06-25", 5, "2026-07-03"),
    ("2026-06-25", 10, "2026-07-10"),
    ("2026-06-25", 15, "2026-07-21"),
    ("2026-06-25", 30, "2026-08-12"),
    ("2026-07-10", 5, "2026-07-21"),
    ("2026-07-10", 15, "2026-08-04"),
    ("2026-12-18", 10, "2027-01-05"),
    ("2026-12-18", 15, "2027-01-13"),
    ("2026-12-18", 30, "2027-02-03"),
]


def business_days_after(start: date, days: int, **rules: Any) -> date:
    """Return the last day of a term counted from the day after ``start``; ``rules`` are those of `is_business_day`."""
    after = (start + timedelta(days=n) for n in count(1))
    return next(islice((day for day in after if is_business_day(day, **rules)), days - 1, None))


def bogota(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


@pytest.mark.parametrize(("received", "days", "last"), GOLDEN)
def test_terms_agree_with_the_golden_vectors(received: str, days: int, last: str) -> None:
    """Terms in business days end on the dates computed by hand from the law."""
    assert business_days_after(date.fromisoformat(received), days) == date.fromisoformat(last)


def test_saturdays_and_closed_days_are_a_choice() -> None:
    """Saturdays count only if the entity works on them, and its closed days are skipped."""
    friday = date(2026, 3, 13)
    assert business_days_after(friday, 1) == date(2026, 3, 16)
    assert business_days_after(friday, 1, saturdays=True) == date(2026, 3, 14)
    assert business_days_after(friday, 1, closed=frozenset({date(2026, 3, 16)})) == date(2026, 3, 17)
    assert business_days_after(date(2026, 7, 17), 1, holidays="none") == date(2026, 7, 20)


def test_a_holiday_has_its_name_in_spanish() -> None:
    """A holiday has its legal name, also when moved to Monday; any other date has none."""
    assert holiday_name(date(2026, 7, 20)) == "Día de la Independencia"
    assert holiday_name(date(2026, 3, 23)) == "Día de San José"
    assert holiday_name(date(2026, 3, 19)) is None


def test_the_new_holiday_of_july_moves_to_monday() -> None:
    """Ley 2578 de 2026: the feast of 9 July is kept on Monday 13 July 2026 and 12 July 2027; the year has 19."""
    assert is_holiday(date(2026, 7, 13))
    assert is_holiday(date(2027, 7, 12))
    assert not is_holiday(date(2025, 7, 14))
    assert sum(is_holiday(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)) == 19


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-11-24T06:59:59.999999", False),
        ("2026-11-24T07:00:00", True),
        ("2026-11-24T18:59:59.999999", True),
        ("2026-11-24T19:00:00", False),
        ("2026-11-28T12:59:59", True),
        ("2026-11-28T13:00:00", False),
        ("2026-11-29T10:00:00", False),
        ("2026-12-08T10:00:00", False),
        ("2026-12-13T10:00:00", True),
        ("2026-12-24T11:59:00", True),
        ("2026-12-24T12:00:00", False),
        ("2026-12-30T10:00:00", False),
    ],
)
def test_hours_are_half_open_and_exceptions_override(at: str, open_then: bool) -> None:
    """A line is open from the first second to the one before closing; holidays close it, dated exceptions override."""
    assert is_open(CALENDAR, bogota(at)) is open_then


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24T03:00:00", "2026-11-24T07:00:00"),
        ("2026-11-24T10:15:00", "2026-11-24T10:15:00"),
        ("2026-11-24T19:00:00", "2026-11-25T07:00:00"),
        ("2026-11-28T13:00:00", "2026-11-30T07:00:00"),
        ("2026-12-07T20:00:00", "2026-12-09T07:00:00"),
        ("2026-12-12T13:00:00", "2026-12-13T08:00:00"),
        ("2026-12-24T12:00:00", "2026-12-26T08:00:00"),
        ("2026-12-29T19:00:00", "2026-12-31T07:00:00"),
    ],
)
def test_next_opening_skips_holidays_and_heeds_exceptions(at: str, opens: str) -> None:
    """The next opening is the first moment at which the line is open."""
    assert next_opening(CALENDAR, bogota(at)) == bogota(opens)


def test_a_line_that_never_opens_says_so() -> None:
    """Without any hours there is no next opening, and no endless search."""
    assert next_opening(Calendar(id="nunca", week={}), bogota("2026-11-24T10:00:00")) is None


def test_midnight_closes_the_day_and_nothing_is_lost_between_days() -> None:
    """Closing at 24:00 ends that day, so a line open day and night has no gap."""
    always = Calendar(
        id="siempre", holidays="none", week=dict.fromkeys(WEEKDAYS, (Hours(opens=time(0), closes=time(0)),))
    )
    for at in ("2026-11-24T00:00:00", "2026-11-24T23:59:59.999999", "2026-12-25T12:00:00"):
        assert is_open(always, bogota(at))


def test_the_moment_is_the_same_in_any_zone() -> None:
    """The result depends on the instant, not on its time zone."""
    assert is_open(CALENDAR, datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert not is_open(CALENDAR, datetime(2026, 11, 24, 11, 59, tzinfo=UTC))


minutes = st.integers(0, 24 * 60 - 1)


@st.composite
def some_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    marks = sorted(draw(st.sets(minutes, max_size=6)))
    return tuple(
        Hours(opens=time(*divmod(opens, 60)), closes=time(*divmod(closes, 60)))
        for index, (opens, closes) in enumerate(pairwise(marks))
        if index % 2 == 0
    )


calendars = st.builds(
    Calendar,
    id=st.just("c"),
    timezone=st.sampled_from(["America/Bogota", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
    week=st.dictionaries(st.sampled_from(WEEKDAYS), some_hours()),
    holidays=st.sampled_from(["colombia", "none"]),
    exceptions=st.lists(
        st.builds(
            DayException,
            day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
            hours=some_hours(),
            reason=st.just("prueba"),
        ),
        max_size=3,
        unique_by=lambda exception: exception.day,
    ).map(tuple),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=examples(200), deadline=None)
@given(calendar=calendars, at=moments, fraction=st.floats(0, 1, exclude_max=True))
def test_the_next_opening_is_open_and_nothing_opens_before_it(
    calendar: Calendar, at: datetime, fraction: float
) -> None:
    """The line is open at its next opening, and at no moment before."""
    opening = next_opening(calendar, at)
    if opening is None:
        assert not is_open(calendar, at)
        return
    assert opening >= at
    assert is_open(calendar, opening)
    assert (opening == at) == is_open(calendar, at)
    between = at + (opening - at) * fraction
    assert between >= opening or not is_open(calendar, between)


def test_hours_that_summer_time_skips_are_no_opening() -> None:
    """A line open only during the hour that summer time skips does not open on that day."""
    skipped = DayException(day=date(2026, 3, 8), hours=(Hours(opens=time(2), closes=time(3)),), reason="prueba")
    calendar = Calendar(id="c", timezone="America/New_York", week={}, exceptions=(skipped,))
    assert next_opening(calendar, datetime(2026, 3, 7, tzinfo=UTC)) is None


@given(start=st.dates(date(1990, 1, 1), date(2049, 1, 1)), days=st.integers(1, 60), saturdays=st.booleans())
def test_a_term_holds_exactly_its_business_days(start: date, days: int, saturdays: bool) -> None:
    """Between receipt and the last day lie exactly the business days of the term, the last day included."""
    last = business_days_after(start, days, saturdays=saturdays)
    inside = [start + timedelta(days=n + 1) for n in range((last - start).days)]
    assert sum(is_business_day(day, saturdays=saturdays) for day in inside) == days
    assert is_business_day(last, saturdays=saturdays)


def test_open_time_skips_nights_sundays_holidays_and_exceptions() -> None:
    """From Wednesday 23 December 2026, 18:00: 1 hour that day, 5 on Nochebuena, 5 on Saturday, 1 on Monday."""
    since = datetime(2026, 12, 23, 18, tzinfo=BOGOTA)
    assert after_open_time(CALENDAR, since, timedelta(hours=1)) == datetime(2026, 12, 23, 19, tzinfo=BOGOTA)
    assert after_open_time(CALENDAR, since, timedelta(hours=6)) == datetime(2026, 12, 24, 12, tzinfo=BOGOTA)
    assert after_open_time(CALENDAR, since, timedelta(hours=12)) == datetime(2026, 12, 28, 8, tzinfo=BOGOTA)
    sunday = datetime(2026, 12, 27, 12, tzinfo=BOGOTA)
    assert after_open_time(CALENDAR, sunday, timedelta(minutes=30)) == datetime(2026, 12, 28, 7, 30, tzinfo=BOGOTA)


def test_a_calendar_that_never_opens_gives_no_open_time() -> None:
    """The search ends with an error instead of running for ever."""
    with pytest.raises(ValueError, match="is not open"):
        after_open_time(Calendar(id="nunca", week={}), datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))


@settings(max_examples=examples(60), deadline=None)
@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.integers(1, 200 * 60),
)
def test_exactly_the_span_is_open_until_the_time_that_it_ends(start: int, minutes: int) -> None:
    """The open ranges until the end sum to the span, and the calendar was open just before it."""
    since, span = datetime(2026, 1, 1, tzinfo=BOGOTA) + timedelta(minutes=start), timedelta(minutes=minutes)
    end = after_open_time(CALENDAR, since, span)
    ranges = open_ranges(CALENDAR, since, end)
    assert sum((closes - opens for opens, closes in ranges), timedelta()) == span
    assert is_open(CALENDAR, end - timedelta(microseconds=1))
