"""The breaker, as a value."""

from hypothesis import given
from hypothesis import strategies as st

from agent_api.lookups.domain.breaker import MOST_FAILURES, REST_S, TRIAL_S, Breaker, failed, let_in, succeeded


def tired(now: float) -> Breaker:
    breaker = Breaker()
    for _ in range(MOST_FAILURES):
        breaker = failed(breaker, now)
    return breaker


def test_it_rests_after_the_third_failure_in_a_row() -> None:
    """Two say little; an answer in between begins the count anew."""
    twice = failed(failed(Breaker(), 0), 0)
    assert let_in(twice, 0) is not None
    assert failed(succeeded(twice), 0).is_closed
    assert let_in(failed(twice, 0), REST_S - 0.1) is None


def test_one_alone_is_let_in_after_the_rest() -> None:
    """Whoever comes while that one asks waits; if it never says how it went, the next is let in later."""
    trying = let_in(tired(0), REST_S)
    assert trying is not None
    assert let_in(trying, REST_S + TRIAL_S - 0.1) is None
    assert let_in(trying, REST_S + TRIAL_S) is not None


def test_a_trial_decides() -> None:
    """An answer opens it for all; another failure begins a whole rest."""
    trying = let_in(tired(0), REST_S)
    assert trying is not None
    assert succeeded(trying) == Breaker()
    again = failed(trying, REST_S + 1)
    assert let_in(again, 2 * REST_S) is None
    assert let_in(again, 2 * REST_S + 1) is not None


@given(st.lists(st.tuples(st.sampled_from(["ask", "succeed", "fail"]), st.floats(0, 40)), max_size=40))
def test_it_never_stays_shut(story: list[tuple[str, float]]) -> None:
    """Whatever happens: closed lets all in, a rest lasts at most REST_S, and it takes three in a row."""
    breaker, now, in_a_row = Breaker(), 0.0, 0
    for what, later in story:
        now += later
        if what == "ask":
            breaker = let_in(breaker, now) or breaker
        else:
            in_a_row = 0 if what == "succeed" else in_a_row + 1
            breaker = succeeded(breaker) if what == "succeed" else failed(breaker, now)
        assert breaker.is_closed == (in_a_row < MOST_FAILURES)
        assert let_in(breaker, now + REST_S) is not None
        if breaker.is_closed:
            assert let_in(breaker, now) == breaker
