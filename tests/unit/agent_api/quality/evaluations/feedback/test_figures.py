"""An advisor's own figures by month."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from agent_api.quality.evaluations.feedback.figures import ScoredWork, figures_by_month, month_of

NOVEMBER = datetime(2026, 11, 10, 15, tzinfo=UTC)


def work(score: int | None, *, at: datetime = NOVEMBER, learning: bool = False, user: bool = True) -> ScoredWork:
    """Return an evaluation."""
    families = {} if score is None else {"user": user}
    return ScoredWork(
        evaluation="2026-0001",
        worked_at=at,
        score=None if score is None else Fraction(score),
        families=families,  # type: ignore[arg-type]
        learning=learning,
    )


def test_a_month_with_enough_evaluations_has_figures() -> None:
    """The mean is exact, and a family has its count with an interval around it."""
    [month] = figures_by_month([work(100), work(50, user=False), work(85)], 3)
    assert (month.month, month.evaluations, month.sufficient, month.mean) == ("2026-11", 3, True, Fraction(235, 3))
    user = next(each for each in month.families if each.family == "user")
    assert (user.ratio.numerator, user.ratio.denominator) == (2, 3)
    assert user.interval is not None
    assert user.interval.low < Fraction(2, 3) < user.interval.high


def test_a_small_sample_has_counts_and_no_figure() -> None:
    """One less than the minimum is «muestra insuficiente»: neither mean nor interval."""
    [month] = figures_by_month([work(100), work(50, user=False)], 3)
    assert (month.evaluations, month.sufficient, month.mean) == (2, False, None)
    assert {each.interval for each in month.families} == {None}


def test_the_learning_curve_is_apart() -> None:
    """Evaluations within it are counted apart, and change no figure."""
    [month] = figures_by_month([work(100), work(0, learning=True)], 1)
    assert (month.evaluations, month.learning, month.mean) == (1, 1, Fraction(100))


def test_an_evaluation_without_a_score_has_no_part_in_the_mean() -> None:
    """It neither lowers it nor makes a sample of scores sufficient."""
    [month] = figures_by_month([work(80), work(None)], 2)
    assert (month.evaluations, month.sufficient, month.mean) == (2, True, None)


def test_months_are_local_and_the_last_twelve() -> None:
    """The night of the 30th in Bogotá is November, although it is December in UTC."""
    night = work(90, at=datetime(2026, 12, 1, 4, 30, tzinfo=UTC))
    assert month_of(night) == "2026-11"
    years = [work(90, at=NOVEMBER - timedelta(days=31 * each)) for each in range(20)]
    months = [each.month for each in figures_by_month(years, 1)]
    assert (len(months), months) == (12, sorted(months))
    assert months[-1] == "2026-11"


@given(st.lists(st.builds(work, st.none() | st.integers(0, 100), learning=st.booleans()), max_size=20))
def test_every_evaluation_is_counted_once(works: list[ScoredWork]) -> None:
    """In its month, in a figure or apart."""
    months = figures_by_month(works, 5)
    assert sum(each.evaluations + each.learning for each in months) == len(works)
    assert all(each.sufficient == (each.evaluations >= 5) for each in months)
