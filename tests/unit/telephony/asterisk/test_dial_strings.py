"""The endpoint through which an address is dialled."""

import pytest

from telephony import port
from telephony.asterisk.dial_strings import dial_string, route_by_trunk, trunk_number


@pytest.mark.parametrize(
    ("address", "trunk", "called"),
    [
        ("sip:3001234567@op.example", "op.example", "3001234567"),
        ("sip:3001234567@op.example", "op.example:5060", "3001234567"),
        ("sip:+573001234567@OP.example:5080;user=phone", "op.example:5080", "+573001234567"),
        ("sip:3001234567@op.example", "op.example:5080", "sip:3001234567@op.example"),
        ("sip:3001234567@other.example", "op.example", "sip:3001234567@other.example"),
        ("sip:mesa@op.example", "op.example", "sip:mesa@op.example"),
        ("sips:3001234567@op.example", "op.example", "sips:3001234567@op.example"),
        ("sip:3001234567@op.example", "", "sip:3001234567@op.example"),
        ("3001234567", "op.example", "3001234567"),
    ],
)
def test_a_number_of_the_operator_s_is_called_through_the_trunk(address: str, trunk: str, called: str) -> None:
    """An address goes through the trunk only with the operator's host and port and a number as user."""
    assert trunk_number(address, trunk) == called


def test_a_call_back_and_a_last_resort_go_through_the_trunk_and_a_phone_does_not() -> None:
    """A rung phone is an advisor's, so it never goes through the trunk."""
    address = "sip:3001234567@op.example"
    dial = port.Dial(id="c/1", call_id="c", address=address)
    assert route_by_trunk(dial, "op.example") == port.Dial(id="c/1", call_id="c", address="3001234567")
    rescue = port.Rescue(id="c/2", call_id="c", sounds=("s",), fallback=address)
    assert getattr(route_by_trunk(rescue, "op.example"), "fallback", "") == "3001234567"
    ring = port.Ring(id="c/3", call_id="c", address=address, timeout_s=1.0)
    assert route_by_trunk(ring, "op.example") == ring
    assert dial_string("3001234567") == "PJSIP/3001234567@trunk"
