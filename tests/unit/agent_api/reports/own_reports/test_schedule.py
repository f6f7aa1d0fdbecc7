"""The times of a schedule: each day, business day, week and month, month ends and leap days, and a stop."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.reports.own_reports.domain.schedule import Schedule, due_run, next_time, schedule_in_words
from config.site.calls.calendars import WEEKDAYS, is_business_day
from config.timezone import COLOMBIA
from tests.support.properties import examples

FREQUENCIES = ("day", "business_day", "week", "month")
SCHEDULES = st.builds(
    Schedule,
    every=st.sampled_from(FREQUENCIES),
    hour=st.integers(0, 23),
    weekday=st.sampled_from(WEEKDAYS),
    day=st.integers(1, 31),
)
MOMENTS = st.integers(0, 7 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=COLOMBIA) + timedelta(minutes=minutes)
)


def at(text: str) -> datetime:
    """Return a Colombian moment."""
    return datetime.fromisoformat(text).replace(tzinfo=COLOMBIA)


@pytest.mark.parametrize(
    ("day", "after", "expected"),
    [
        (31, "2027-01-31T07:00", "2027-02-28T07:00"),
        (31, "2028-02-01T00:00", "2028-02-29T07:00"),
        (31, "2027-04-30T06:59", "2027-04-30T07:00"),
        (30, "2028-02-29T07:00", "2028-03-30T07:00"),
        (29, "2027-02-28T06:00", "2027-02-28T07:00"),
        (29, "2028-02-28T07:00", "2028-02-29T07:00"),
        (1, "2026-12-31T23:59", "2027-01-01T07:00"),
        (1, "2026-12-01T07:00", "2027-01-01T07:00"),
    ],
)
def test_a_month_without_the_day_has_the_report_on_its_last(day: int, after: str, expected: str) -> None:
    """Also in February, with and without its leap day, and over the end of a year."""
    assert next_time(Schedule(every="month", hour=7, day=day), at(after)) == at(expected)


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        (Schedule(every="day", hour=6), "2026-11-30T06:00", "2026-12-01T06:00"),
        (Schedule(every="day", hour=6), "2028-02-28T06:00", "2028-02-29T06:00"),
        (Schedule(every="business_day", hour=6), "2026-12-04T06:00", "2026-12-07T06:00"),
        (Schedule(every="business_day", hour=6), "2026-12-07T06:00", "2026-12-09T06:00"),
        (Schedule(every="week", hour=0, weekday="monday"), "2026-12-06T23:59", "2026-12-07T00:00"),
        (Schedule(every="week", hour=0, weekday="sunday"), "2026-12-06T00:00", "2026-12-13T00:00"),
    ],
)
def test_days_and_weeks(schedule: Schedule, after: str, expected: str) -> None:
    """A business day is none of a weekend, and no holiday: 8 December is one."""
    assert next_time(schedule, at(after)) == at(expected)


@given(schedule=SCHEDULES, after=MOMENTS)
@settings(max_examples=examples(100), deadline=None)
def test_the_next_time_is_the_first_fitting_hour_after_a_moment(schedule: Schedule, after: datetime) -> None:
    """No fitting day between the two is left out, and the time is later than the moment."""
    found = next_time(schedule, after)
    assert found > after
    assert (found.hour, found.minute, found.second) == (schedule.hour, 0, 0)
    days = (after.date() + timedelta(days=each) for each in range((found.date() - after.date()).days + 1))
    fitting = [
        datetime(each.year, each.month, each.day, schedule.hour, tzinfo=COLOMBIA)
        for each in days
        if fits(schedule, each)
    ]
    assert [each for each in fitting if each > after] == [found]


def fits(schedule: Schedule, day: date) -> bool:
    """Return whether a day has the report, computed in another way than in the code."""
    last = monthrange(day.year, day.month)[1]
    return {
        "day": True,
        "business_day": is_business_day(day),
        "week": day.isoweekday() == WEEKDAYS.index(schedule.weekday) + 1,
        "month": day.day == schedule.day or (day.day == last and schedule.day > last),
    }[schedule.every]


@given(schedule=SCHEDULES, first=MOMENTS, stopped=st.timedeltas(timedelta(0), timedelta(days=70)))
@settings(max_examples=examples(100), deadline=None)
def test_after_a_stop_only_the_latest_time_is_made(schedule: Schedule, first: datetime, stopped: timedelta) -> None:
    """The run says how many earlier times were missed; none is made twice, and none is forgotten."""
    next_at = next_time(schedule, first)
    now = next_at + stopped
    due = due_run(schedule, next_at, now)
    assert due is not None
    times = [next_at]
    while (later := next_time(schedule, times[-1])) <= now:
        times.append(later)
    assert due == (times[-1], len(times) - 1)
    assert all(one < other for one, other in pairwise(times))
    assert due_run(schedule, next_time(schedule, due.at), now) is None


def test_nothing_is_due_before_its_time() -> None:
    """One second before, there is no run; at the time, there is."""
    schedule, when = Schedule(every="day", hour=6), at("2026-12-01T06:00")
    assert due_run(schedule, when, when - timedelta(seconds=1)) is None
    assert due_run(schedule, when, when) == (when, 0)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(every="day", hour=6), "Cada día a las 06:00"),
        (Schedule(every="business_day", hour=18), "Cada día hábil a las 18:00"),
        (Schedule(every="week", hour=7, weekday="wednesday"), "Cada miércoles a las 07:00"),
        (Schedule(every="month", hour=7, day=1), "El día 1 de cada mes a las 07:00"),
        (Schedule(every="month", hour=7, day=31), "El último día de cada mes a las 07:00"),
    ],
)
def test_a_schedule_in_words(schedule: Schedule, words: str) -> None:
    """People read it as they would say it."""
    assert schedule_in_words(schedule) == words
