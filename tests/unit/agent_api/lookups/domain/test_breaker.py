"""The circuit breaker as a pure value."""

from hypothesis import given
from hypothesis import strategies as st

from agent_api.lookups.domain.breaker import (
    HALF_OPEN_S,
    MAX_FAILURES,
    OPEN_S,
    Breaker,
    admit,
    after_failure,
    after_success,
)


def tired(now: float) -> Breaker:
    breaker = Breaker()
    for _ in range(MAX_FAILURES):
        breaker = after_failure(breaker, now)
    return breaker


def test_it_rests_after_the_third_failure_in_a_row() -> None:
    """Three failures in a row open the breaker; an answer in between restarts the count."""
    twice = after_failure(after_failure(Breaker(), 0), 0)
    assert admit(twice, 0) is not None
    assert after_failure(after_success(twice), 0).is_closed
    assert admit(after_failure(twice, 0), OPEN_S - 0.1) is None


def test_one_alone_is_let_in_after_the_rest() -> None:
    """After the rest, one trial passes and others wait; if the trial never reports, the next one passes later."""
    trying = admit(tired(0), OPEN_S)
    assert trying is not None
    assert admit(trying, OPEN_S + HALF_OPEN_S - 0.1) is None
    assert admit(trying, OPEN_S + HALF_OPEN_S) is not None


def test_a_trial_decides() -> None:
    """A successful trial closes the breaker; a failed one begins a whole rest."""
    trying = admit(tired(0), OPEN_S)
    assert trying is not None
    assert after_success(trying) == Breaker()
    again = after_failure(trying, OPEN_S + 1)
    assert admit(again, 2 * OPEN_S) is None
    assert admit(again, 2 * OPEN_S + 1) is not None


@given(st.lists(st.tuples(st.sampled_from(["ask", "succeed", "fail"]), st.floats(0, 40)), max_size=40))
def test_it_never_stays_shut(story: list[tuple[str, float]]) -> None:
    """A closed breaker lets all calls pass, a rest lasts at most REST_S, and only three failures in a row open it."""
    breaker, now, in_a_row = Breaker(), 0.0, 0
    for event, later in story:
        now += later
        if event == "ask":
            breaker = admit(breaker, now) or breaker
        else:
            in_a_row = 0 if event == "succeed" else in_a_row + 1
            breaker = after_success(breaker) if event == "succeed" else after_failure(breaker, now)
        assert breaker.is_closed == (in_a_row < MAX_FAILURES)
        assert admit(breaker, now + OPEN_S) is not None
        if breaker.is_closed:
            assert admit(breaker, now) == breaker
