"""How much may be sent to who has not shown that they are there."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.amplification_limit import AMPLIFICATION_FACTOR, AmplificationLimit, is_within_limit


@given(st.integers(1, 2000), st.lists(st.tuples(st.booleans(), st.integers(1, 2000)), max_size=200))
def test_never_more_than_three_times_what_came(first: int, events: list[tuple[bool, int]]) -> None:
    """Whatever comes and is to be sent, in any order."""
    allowance, received, sent = AmplificationLimit(first), first, 0
    for comes, size in events:
        if comes:
            allowance.receive(size)
            received += size
        elif allowance.spend(size):
            sent += size
        assert sent <= AMPLIFICATION_FACTOR * received


def test_what_announces_an_answer_leaves_room_for_it() -> None:
    """The 180 waits where it would take the bytes of the 200."""
    allowance = AmplificationLimit(400)
    assert not allowance.spend(300, reserve=1000)
    assert allowance.spend(1000)


def test_an_ack_lifts_the_bound() -> None:
    """Who is there is sent all of it."""
    allowance = AmplificationLimit(1)
    allowance.lift()
    assert allowance.spend(10_000)


def test_one_answer_to_one_message() -> None:
    """The same measure, without a sum."""
    assert is_within_limit(300, 100)
    assert not is_within_limit(301, 100)
