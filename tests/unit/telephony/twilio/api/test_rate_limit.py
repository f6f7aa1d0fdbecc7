"""How long a call may wait for its turn."""

import msgspec
import pytest

from telephony.twilio.api.rate_limit import MIN_RING_S, remaining_wait_s, ring_left_s
from telephony.twilio.call.requests import BeginCall

CALL = BeginCall(call_id="c", leg="l", to="+573001234567", url="u", status_url="s", timeout_s=20)


@pytest.mark.parametrize(("waited_s", "left_s"), [(0.0, 15.0), (4.0, 11.0), (15.0, 0.0), (16.0, -1.0)])
def test_a_call_waits_while_its_phone_could_still_be_answered(waited_s: float, left_s: float) -> None:
    """A call must start while the remaining ring is at least the minimum."""
    assert remaining_wait_s(CALL, waited_s) == left_s
    assert MIN_RING_S == 5


def test_a_ring_that_is_short_by_itself_needs_its_turn_at_once() -> None:
    """A timeout below the minimum ring is dialled only without any wait."""
    short = msgspec.structs.replace(CALL, timeout_s=3)
    assert remaining_wait_s(short, 0.0) == 0
    assert remaining_wait_s(short, 0.1) < 0


def test_wait_is_subtracted_from_ring() -> None:
    """The wait is subtracted from the ring, so a phone stops when its offer ends."""
    assert [ring_left_s(CALL, waited) for waited in (0.0, 0.4, 7.0, 15.0, 30.0)] == [20, 20, 13, 5, 1]
