"""The delay of a queue's changes on the connections of its advisors."""

from hypothesis import given
from hypothesis import strategies as st

from agent_api.desk.connection import QUEUE_INTERVAL_S, queue_delay_s


def seconds(most: int) -> st.SearchStrategy[float]:
    """Return times in steps of 1/1024 s, with which floats calculate exactly."""
    return st.integers(0, most * 1024).map(lambda steps: steps / 1024)


@given(seconds(86_400))
def test_a_change_is_at_most_one_interval_late(age_s: float) -> None:
    """An advisor sees a change within half a second, however old the connection is."""
    assert 0 < queue_delay_s(age_s) <= QUEUE_INTERVAL_S


@given(seconds(86_400), seconds(1))
def test_changes_of_an_interval_are_sent_at_its_end(age_s: float, later_s: float) -> None:
    """Changes that follow one another within an interval share its message."""
    ends_s = age_s + queue_delay_s(age_s)
    later_s %= queue_delay_s(age_s)
    assert age_s + later_s + queue_delay_s(age_s + later_s) == ends_s


def test_desks_that_opened_at_different_moments_receive_a_change_at_different_moments() -> None:
    """The desks of one host do not draw the same change together."""
    changed_s = 100.0
    opened_s = [0.0, 0.12, 0.37]
    sent_s = {round(changed_s + queue_delay_s(changed_s - each), 3) for each in opened_s}
    assert sent_s == {100.5, 100.12, 100.37}
