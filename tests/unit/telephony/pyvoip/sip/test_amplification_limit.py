"""The limit of bytes sent to an unverified source."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.amplification_limit import AMPLIFICATION_FACTOR, AmplificationLimit, is_within_limit


@given(st.integers(1, 2000), st.lists(st.tuples(st.booleans(), st.integers(1, 2000)), max_size=200))
def test_at_most_three_times_received_bytes_are_sent_in_any_order(first: int, events: list[tuple[bool, int]]) -> None:
    """In any order, at most three times the received bytes are sent."""
    allowance, received, sent = AmplificationLimit(first), first, 0
    for comes, size in events:
        if comes:
            allowance.receive(size)
            received += size
        elif allowance.spend(size):
            sent += size
        assert sent <= AMPLIFICATION_FACTOR * received


def test_180_is_held_back_if_it_would_use_bytes_of_200() -> None:
    """A 180 is held back if it would use the bytes of the 200."""
    allowance = AmplificationLimit(400)
    assert not allowance.spend(300, reserve=1000)
    assert allowance.spend(1000)


def test_an_ack_lifts_the_bound() -> None:
    """An ACK verifies the source and removes the limit."""
    allowance = AmplificationLimit(1)
    allowance.lift()
    assert allowance.spend(10_000)


def test_one_answer_to_one_message() -> None:
    """A single response obeys the same limit without a running sum."""
    assert is_within_limit(300, 100)
    assert not is_within_limit(301, 100)
