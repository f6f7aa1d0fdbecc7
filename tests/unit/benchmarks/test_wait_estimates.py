"""The wait formulas on simulated days."""

import pytest

from benchmarks.routing.wait_estimates import DAYS, FORMULAS, DayProfile, Patience, QueueState, error_row, errors_of

SIMPLE = ("last wait", "head of line", "gaps between answers")


def test_a_day_is_the_same_whenever_it_is_played() -> None:
    """A day depends on its seed alone."""
    day = DAYS["small, 4 advisors"]
    assert errors_of(day, range(1)) == errors_of(day, range(1))


def test_every_formula_judges_the_same_calls_once_it_can() -> None:
    """The calls judged by a formula that starts late are among those judged by one that always answers."""
    errors = errors_of(DAYS["small, 4 advisors"], range(1))
    truths = [truth for _, truth in errors["head of line"]]
    assert len(truths) > 50
    for name in FORMULAS:
        assert [truth for _, truth in errors[name]] == truths[len(truths) - len(errors[name]) :]


@pytest.mark.parametrize("kind", ["a peak, 20 advisors", "impatient callers"])
def test_the_chosen_formula_is_the_better_of_the_simple_ones(kind: str) -> None:
    """With abandonment and a changing pace, its median and its 90th percentile are the smallest."""
    errors = errors_of(DAYS[kind], range(3))
    median, p90 = error_row(errors["gaps and patience"])
    for name in SIMPLE:
        assert (median, p90) < error_row(errors[name])
        assert p90 < error_row(errors[name])[1]


def test_without_impatience_it_is_places_by_gap() -> None:
    """Without abandonment the estimate is places times gap: three places at ten seconds each."""
    queue, formula = QueueState(now=10.0), Patience()
    formula.on_answer(queue, 0.0)
    queue.now = 20.0
    formula.on_answer(queue, 1.0)
    queue.waiting = [2.0, 3.0]
    assert formula.estimate(queue) == 30.0


def test_single_answer_gives_no_pace_and_so_no_estimate() -> None:
    """A single answer gives no pace and so no estimate."""
    queue, formula = QueueState(now=10.0), Patience()
    formula.on_answer(queue, 0.0)
    assert formula.estimate(queue) is None


def test_a_quiet_day_has_nothing_to_estimate() -> None:
    """A call that is answered at once is not counted."""
    errors = errors_of(DayProfile(advisors=50, calls=(10,) * 8), range(1))
    assert not any(errors.values())
