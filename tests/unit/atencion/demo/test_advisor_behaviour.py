"""The demo's advisors behave like people, and never leave a queue without an advisor."""

import math
import random
from collections import Counter
from datetime import date
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from atencion.demo.advisor_behaviour import (
    Action,
    AdvisorBreak,
    Chance,
    absent_advisors,
    break_after_missed_call,
    choose_topic,
    is_typified,
    may_leave,
    next_action,
    next_behaviour,
    next_break,
    wrap_up_duration,
)
from config.site.calls.pauses import NO_ANSWER
from config.site.tickets.typology import leaf_topics
from eventlog.facts import AdvisorState
from telephony.softphone.behaviour import ANSWERS_ALWAYS
from tests.support.site_folders import sample_site

SITE = sample_site()
TEAM = SITE.sample_advisors
chances = some.builds(lambda seed: random.Random(seed).random, some.integers(0, 2**32))
REST = AdvisorBreak(begins_s=100.0, ends_s=130.0, reason="descanso")


@given(chances)
def test_a_call_is_answered_within_four_seconds_and_the_talk_has_an_end(chance: Chance) -> None:
    """An advisor who must not miss the call answers it, within two seconds if a caller has waited long."""
    usual = next_behaviour(chance, steady=False, by_person=False, may_miss=False, long_wait=False)
    hurried = next_behaviour(chance, steady=False, by_person=False, may_miss=True, long_wait=True)
    assert usual.answers
    assert hurried.answers
    assert 1.5 <= usual.ringing_s <= 4.0
    assert 1.0 <= hurried.ringing_s <= 2.0
    assert all(each.max_talk_s is not None and 45 <= each.max_talk_s <= 90 for each in (usual, hurried))


def test_few_calls_are_missed() -> None:
    """Of a thousand calls a few per cent are missed, and those ring for some seconds only."""
    manner = partial(next_behaviour, random.Random(7).random, steady=False, by_person=False, long_wait=False)
    manners = [manner(may_miss=True) for _ in range(1000)]
    vain = [each for each in manners if not each.answers]
    assert 10 < len(vain) < 100
    assert all(4 <= each.ringing_s <= 6 for each in vain)


def test_steady_advisors_are_as_tests_need_them() -> None:
    """Steady advisors answer after one second; the phone of a person does so once there was time to read the screen."""
    chance = random.Random(1).random
    assert next_behaviour(chance, steady=True, by_person=False, may_miss=True, long_wait=False) == ANSWERS_ALWAYS
    for steady in (True, False):
        person = next_behaviour(chance, steady=steady, by_person=True, may_miss=True, long_wait=False)
        assert (person.ringing_s, person.answers, person.max_talk_s) == (6.0, True, None)


@given(chances)
def test_rests_are_short_and_have_a_reason(chance: Chance) -> None:
    """The reason for a rest is one that the site offers; a site without reasons has no rests."""
    pause = next_break(chance, 1000.0, tuple(SITE.pauses))
    assert pause is not None
    assert 90 <= pause.begins_s - 1000 <= 300
    assert 20 <= pause.ends_s - pause.begins_s <= 50
    assert pause.reason in set(SITE.pauses) - {NO_ANSWER}
    assert next_break(chance, 0.0, (NO_ANSWER,)) is None
    assert 5 <= wrap_up_duration(chance) <= 14


def test_advisor_rests_only_if_no_queue_is_left_without_advisor() -> None:
    """An advisor rests only if no queue is left without an advisor; with all present, anyone may rest."""
    assert all(may_leave(each, TEAM, frozenset()) for each in TEAM)
    ids = [each.id for each in TEAM]
    for away in (set(some_of) for count in range(4) for some_of in combinations(ids, count)):
        for advisor in TEAM:
            present = [each for each in TEAM if each.id not in away | {advisor.id}]
            covered = {queue for each in present for queue in each.queues}
            assert may_leave(advisor, TEAM, away) == (set(advisor.queues) <= covered)


def test_person_may_pause_at_any_time() -> None:
    """A person may pause at any time, so people and paused or off-duty advisors are not counted as cover."""
    states: dict[str, AdvisorState] = {"a": "available", "b": "paused", "c": "offline", "d": "talking", "e": "wrap_up"}
    assert absent_advisors(states, {"a"}) == {"a", "b", "c"}


CASES: list[tuple[AdvisorState, float, bool, bool, Action]] = [
    # state, now, may rest, a caller waits long, expected wish
    ("offline", 0.0, True, False, "come"),
    ("available", 99.0, True, False, "stay"),
    ("available", 100.0, True, False, "rest"),
    ("available", 100.0, False, False, "stay"),
    ("available", 100.0, True, True, "stay"),
    ("available", 130.0, True, False, "stay"),
    ("paused", 129.0, True, False, "stay"),
    ("paused", 129.0, False, False, "come"),
    ("paused", 129.0, True, True, "come"),
    ("paused", 130.0, True, False, "come"),
    ("offered", 100.0, True, True, "stay"),
    ("talking", 100.0, True, True, "stay"),
    ("wrap_up", 9.0, True, False, "stay"),
    ("wrap_up", 10.0, True, False, "come"),
    ("wrap_up", 1.0, True, True, "come"),
]


@pytest.mark.parametrize(("state", "now_s", "may_rest", "pressing", "wished"), CASES)
def test_long_wait_ends_rests_and_wrap_up_typing(
    state: AdvisorState, now_s: float, may_rest: bool, pressing: bool, wished: Action
) -> None:
    """A long wait ends rests and wrap-up typing; a rest also ends when others no longer cover the queues."""
    assert (
        next_action(state, 0.0, now_s, planned_break=REST, typing_s=10.0, may_rest=may_rest, long_wait=pressing)
        == wished
    )


def test_without_plans_an_advisor_is_always_there() -> None:
    """An advisor without plans takes no rests and lets the site end the wrap-up."""
    calm = partial(
        next_action, since_s=0.0, now_s=1e6, planned_break=None, typing_s=math.inf, may_rest=True, long_wait=False
    )
    states: tuple[AdvisorState, ...] = ("offline", "available", "offered", "talking", "wrap_up", "paused")
    assert Counter(calm(state) for state in states) == Counter(come=2, stay=4)
    assert calm("wrap_up") == "stay"


def test_after_missed_call_router_pause_is_kept_for_while() -> None:
    """After a missed call the router's pause is kept for a while."""
    pause = break_after_missed_call(50.0)
    assert (pause.begins_s, pause.ends_s, pause.reason) == (50.0, 65.0, NO_ANSWER)


def test_nearly_every_call_is_typified_with_a_topic_of_its_day() -> None:
    """Of a thousand calls some are left; the topics are various and valid, and a site without topics has none."""
    chance, today = random.Random(28).random, date(2026, 12, 1)
    assert 950 < sum(is_typified(chance) for _ in range(1000)) < 1000
    valid = {leaf.topic for leaf in leaf_topics(SITE.typology) if leaf.is_valid(today)}
    chosen = {choose_topic(chance, SITE.typology, today) for _ in range(1000)}
    assert chosen <= valid
    assert len(chosen) > len(valid) / 2
    assert choose_topic(chance, {}, today) is None
