"""How long a caller is left waiting for a router that is away."""

import pytest

from calls.driver.retry import AWAY_PATIENCE_S, LEAST_PATIENCE_S, patience_left


@pytest.mark.parametrize(
    ("away_s", "left_s"),
    [(-1.0, AWAY_PATIENCE_S), (0.0, AWAY_PATIENCE_S), (2.0, AWAY_PATIENCE_S - 2.0), (60.0, LEAST_PATIENCE_S)],
)
def test_who_comes_late_into_an_absence_waits_less(away_s: float, left_s: float) -> None:
    """A short absence is waited out; in a long one a caller hears the apology almost at once."""
    assert patience_left(AWAY_PATIENCE_S, away_s) == left_s


def test_who_has_less_patience_anyway_does_not_get_more() -> None:
    """The least is no more than the longest."""
    assert patience_left(0.2, 60.0) == 0.2
