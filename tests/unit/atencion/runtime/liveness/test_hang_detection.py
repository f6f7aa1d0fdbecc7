"""Hang detection from the last heartbeat, with one grace period for all processes."""

import pytest

from atencion.runtime.liveness.hang_detection import (
    LATE_CHECK_S,
    SILENCE_LIMITS_S,
    START_LIMIT_S,
    HangCheck,
    SignsOfLife,
    find_hung,
    next_check,
)

AT = 1000.0


def judged(look_at: float, signs: SignsOfLife, fair_from: float = 0.0) -> list[str]:
    """Return the roles that hang at a moment."""
    return [each.role for each in find_hung(HangCheck(look_at, fair_from), [signs])]


@pytest.mark.parametrize(
    ("role", "bound_s"), [("gateway", 20.0), ("api", 15.0), ("router", 15.0), ("recorder", 15.0), ("worker", 30.0)]
)
def test_a_silent_process_is_replaced_at_its_bound_and_not_before(role: str, bound_s: float) -> None:
    """A process is replaced at the limit of the operations contract: 20 s for the gateway, 15 s for the others."""
    signs = SignsOfLife(role=role, started_at=AT - 500, beat_at=AT)
    assert judged(AT + bound_s - 0.1, signs) == []
    assert judged(AT + bound_s, signs) == [role]


def test_a_gateway_that_answers_options_is_kept_though_its_heart_stands_still() -> None:
    """A gateway counts as hung only if both its heartbeat and its OPTIONS answers stop."""
    answers = SignsOfLife(role="gateway", started_at=0.0, beat_at=AT - 60, answered_at=AT)
    beats = SignsOfLife(role="gateway", started_at=0.0, beat_at=AT, answered_at=AT - 60)
    assert judged(AT + 19.9, answers) == judged(AT + 19.9, beats) == []
    assert judged(AT + 20, answers) == judged(AT + 20, beats) == ["gateway"]


def test_a_process_that_never_gave_a_sign_has_the_time_of_a_start() -> None:
    """A process without a first heartbeat has the longer startup limit, but not for ever."""
    starting = SignsOfLife(role="api", started_at=AT)
    assert judged(AT + START_LIMIT_S - 0.1, starting) == []
    assert judged(AT + START_LIMIT_S, starting) == ["api"]


def test_a_successor_has_a_period_of_its_own() -> None:
    """A new process does not inherit the silence of the one before."""
    assert judged(AT + 14.9, SignsOfLife(role="router", started_at=AT, beat_at=AT - 30)) == []


@pytest.mark.parametrize("role", SILENCE_LIMITS_S)
def test_late_check_restarts_period_for_all_processes(role: str) -> None:
    """A late check restarts the period for all processes; one that stays silent after that is replaced."""
    signs = SignsOfLife(role=role, started_at=0.0, beat_at=AT)
    woken = next_check(HangCheck(AT, 0.0), AT + 3600)
    assert find_hung(woken, [signs]) == []
    later = woken
    while later.at < woken.at + SILENCE_LIMITS_S[role]:
        assert find_hung(later, [signs]) == []
        later = next_check(later, later.at + 1.0)
    assert find_hung(later, [signs]) == [signs]


def test_a_look_in_time_changes_no_period() -> None:
    """A check within its limit restarts no period."""
    assert next_check(HangCheck(AT, 7.0), AT + LATE_CHECK_S) == HangCheck(AT + LATE_CHECK_S, 7.0)
