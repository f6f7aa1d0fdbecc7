"""The demo's generated calls from before its start."""

from collections import Counter
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from atencion.demo.call_history import GATEWAY, first_day, generate_history
from config.site.calls.calendars import is_open, opens_on
from config.site.tickets.typology import Topic
from eventlog.facts import (
    AdvisorStateChanged,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallTypified,
    IdentityVerified,
    StreamId,
)
from tests.support.site_folders import sample_site

SITE = sample_site()
LOCAL = ZoneInfo("America/Bogota")
FIRST, UNTIL = date(2026, 10, 30), date(2026, 11, 10)  # a holiday and two Sundays lie between
FACTS = list(generate_history(SITE, FIRST, UNTIL))


def test_equal_arguments_give_equal_facts() -> None:
    """The history does not depend on the moment of its generation."""
    assert list(generate_history(SITE, FIRST, UNTIL)) == FACTS


def test_generated_past_is_in_log_order() -> None:
    """Numbers rise by one, times never go back, and all of it precedes the system's own facts."""
    assert [each.id for each in FACTS] == [f"0-{number}" for number in range(1, len(FACTS) + 1)]
    assert all(before.at <= after.at for before, after in pairwise(FACTS))
    assert max(StreamId.parse(each.id) for each in FACTS) < StreamId(1, 1)
    assert {FIRST <= each.at.astimezone(LOCAL).date() < UNTIL for each in FACTS} == {True}


def test_each_call_begins_and_ends_once() -> None:
    """Each call has one start and one end, so the balance closes, and each is marked as generated."""
    entered = [each for each in FACTS if isinstance(each.fact, CallIngressed)]
    ended = Counter(each.call_id for each in FACTS if isinstance(each.fact, CallEnded))
    assert {each.call_id: 1 for each in entered} == ended
    assert {each.fact.gateway for each in entered if isinstance(each.fact, CallIngressed)} == {GATEWAY}


def test_calls_say_whether_their_line_was_open() -> None:
    """The history keeps the site's hours, not the demo's: no advisor works on a Sunday."""
    for each in FACTS:
        if isinstance(each.fact, CallIngressed):
            calendar = SITE.calendars[SITE.lines[each.fact.line].calendar]
            assert each.fact.in_hours == is_open(calendar, each.at)
            assert opens_on(calendar, each.at.astimezone(LOCAL).date())


def test_an_advisor_does_one_thing_at_a_time() -> None:
    """Each state begins where the previous one ended, and at the end of a day all advisors are off duty."""
    states: dict[str, str] = {}
    for each in FACTS:
        if isinstance(each.fact, AdvisorStateChanged):
            assert each.fact.previous == states.get(each.fact.advisor, "offline")
            states[each.fact.advisor] = each.fact.state
    assert set(states.values()) == {"offline"}


def test_advisor_answers_only_queues_that_they_serve() -> None:
    """An advisor answers only the queues that they serve, and classifies the call by the site's typology."""
    serves = {each.id: set(each.queues) for each in SITE.sample_advisors}
    for each in FACTS:
        if isinstance(each.fact, CallAnswered):
            assert each.fact.queue in serves[each.fact.advisor]
        if isinstance(each.fact, CallTypified):
            topic = Topic(each.fact.kind, each.fact.theme, each.fact.subtheme)
            assert SITE.has_theme(topic.kind, topic.theme, topic.subtheme)


def test_there_is_something_to_see() -> None:
    """Most calls are answered, some are abandoned and some come after hours, so the figures vary."""
    outcomes = Counter(each.fact.outcome for each in FACTS if isinstance(each.fact, CallEnded))
    assert outcomes["answered"] > sum(outcomes.values()) * 0.7
    assert outcomes["abandoned_queue"]
    assert outcomes["after_hours"]


def test_it_begins_with_the_month_before() -> None:
    """The history includes a complete month that can be closed, also at the turn of a year."""
    assert [first_day(date(2026, 11, 26)), first_day(date(2027, 1, 1))] == [date(2026, 10, 1), date(2026, 12, 1)]


def test_some_callers_call_again_and_some_hide_their_number() -> None:
    """Some callers call again and some hide their number; two customers never share a number."""
    marks = {each.call_id: each.fact.caller_mark for each in FACTS if isinstance(each.fact, CallIngressed)}
    times = Counter(mark for mark in marks.values() if mark)
    assert "" in marks.values()
    assert 1 < max(times.values()) < 10
    assert {len(mark) for mark in times} == {32}
    customers: dict[str, set[str]] = {}
    for each in FACTS:
        if isinstance(each.fact, IdentityVerified) and times[marks[each.call_id]] > 1:
            customers.setdefault(marks[each.call_id], set()).add(each.fact.customer_ref)
    assert customers
    assert {len(several) for several in customers.values()} == {1}
