"""The request budget: its rate, its burst and its bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.access.limits.rate_limit import BURST_S, RateLimiter

RATE = 10.0


def test_a_burst_and_then_the_rate() -> None:
    """A burst of BURST_S times the rate passes at once; then one request per gap, and the reported wait is exact."""
    budget = RateLimiter(RATE)
    at_once = [budget.acquire("a", 100.0) for _ in range(50)]
    assert at_once.count(0.0) == int(BURST_S * RATE)
    wait = at_once[-1]
    assert 0 < wait <= 1 / RATE
    assert budget.acquire("a", 100.0 + wait - 0.001) > 0
    assert budget.acquire("a", 100.0 + wait + 0.001) == 0.0
    assert budget.acquire("b", 100.0) == 0.0


def test_day_without_requests_restores_one_burst_and_no_more() -> None:
    """A day without requests restores one burst and no more."""
    budget = RateLimiter(RATE)
    for now in (0.0, 86_400.0):
        assert [budget.acquire("a", now) for _ in range(100)].count(0.0) == int(BURST_S * RATE)


def test_a_rate_below_one_in_a_burst_still_lets_one_through() -> None:
    """The slowest rate answers the first request."""
    budget = RateLimiter(0.1)
    assert budget.acquire("a", 0.0) == 0.0
    assert 9.0 < budget.acquire("a", 0.5) < 10.0


def test_memory_is_bounded_and_the_newest_stay() -> None:
    """When many guessed tokens arrive, the entries used longest ago are removed."""
    budget = RateLimiter(RATE, most_keys=100)
    for each in range(10_000):
        budget.acquire(f"guess-{each}", 0.0)
    assert len(budget) == 100
    assert [budget.acquire("guess-9999", 0.0) for _ in range(50)].count(0.0) == int(BURST_S * RATE) - 1


@given(st.lists(st.floats(0, 2), min_size=1, max_size=300))
def test_no_pattern_of_asking_wins_more_than_burst_and_rate(pauses: list[float]) -> None:
    """In any period, the answered requests are at most one burst plus the rate times the period."""
    budget, now, answered = RateLimiter(RATE), 0.0, 0
    for pause in pauses:
        now += pause
        answered += budget.acquire("a", now) == 0.0
        assert answered <= BURST_S * RATE + RATE * now + 1e-3


def test_turns_follow_rate_up_to_patience() -> None:
    """Beyond the burst each turn comes one gap later, up to the patience; a None answer uses up no turn."""
    budget = RateLimiter(RATE)
    turns = [budget.reserve("a", 100.0, 2.0) for _ in range(100)]
    burst, waiting = int(BURST_S * RATE), int(2.0 * RATE)
    assert turns[:burst] == [0.0] * burst
    assert turns[burst : burst + waiting] == pytest.approx([(each + 1) / RATE for each in range(waiting)])
    assert set(turns[burst + waiting :]) == {None}
    assert budget.reserve("a", 101.0, 2.0) == pytest.approx(2.0 - 1.0 + 1 / RATE)
    assert budget.reserve("b", 100.0, 2.0) == 0.0
