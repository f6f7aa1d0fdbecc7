"""How long a caller waits for a router that is away."""

import pytest

from calls.driver.retry import AWAY_TIMEOUT_S, MIN_AWAY_TIMEOUT_S, remaining_timeout


@pytest.mark.parametrize(
    ("away_s", "left_s"),
    [(-1.0, AWAY_TIMEOUT_S), (0.0, AWAY_TIMEOUT_S), (2.0, AWAY_TIMEOUT_S - 2.0), (60.0, MIN_AWAY_TIMEOUT_S)],
)
def test_late_caller_waits_less_during_absence(away_s: float, left_s: float) -> None:
    """A caller waits through a short absence; late in a long one, the apology comes almost at once."""
    assert remaining_timeout(AWAY_TIMEOUT_S, away_s) == left_s


def test_minimum_wait_never_exceeds_caller_maximum() -> None:
    """The minimum wait never exceeds the caller's maximum."""
    assert remaining_timeout(0.2, 60.0) == 0.2
