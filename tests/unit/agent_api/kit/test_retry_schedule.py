"""The times at which a message is sent again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_api.kit.retry_schedule import DELAY_LIMIT, FIRST_DELAY, JITTER, next_try

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FAR = NOW + timedelta(days=30)


def test_each_wait_doubles_up_to_the_longest() -> None:
    """Without jitter the waits are one, two, four minutes and so on, up to an hour."""
    waits = [next_try(tries, end=FAR, now=NOW, chance=0.5) for tries in (1, 2, 3, 6, 7, 50)]
    minutes = [(each - NOW) / timedelta(minutes=1) for each in waits if each]
    assert minutes == [1, 2, 4, 32, 60, 60]


def test_chance_moves_a_wait_by_a_quarter_either_way() -> None:
    """Jitter changes a wait by up to a quarter, so messages of one outage are spread out."""
    least, most = (next_try(1, end=FAR, now=NOW, chance=chance) for chance in (0, 1))
    assert (least, most) == (NOW + FIRST_DELAY * (1 - JITTER), NOW + FIRST_DELAY * (1 + JITTER))


def test_the_last_try_is_at_the_end_of_the_bound() -> None:
    """A wait that would pass the bound ends at the bound; after it there is no retry."""
    end = NOW + timedelta(seconds=10)
    assert next_try(9, end=end, now=NOW, chance=0.5) == end
    assert next_try(10, end=end, now=end, chance=0.5) is None


@given(tries=st.integers(1, 10_000), left_s=st.integers(1, 10**6), chance=st.floats(0, 1))
def test_a_next_try_lies_after_now_and_within_the_bound(tries: int, left_s: int, chance: float) -> None:
    """The next try is after now, not too late, and within the bound, with any history."""
    end = NOW + timedelta(seconds=left_s)
    next_at = next_try(tries, end=end, now=NOW, chance=chance)
    assert next_at is not None
    assert NOW < next_at <= min(end, NOW + DELAY_LIMIT * (1 + JITTER))
