"""Where the demo calls a number back: what is nobody's is led to its own phone, and nothing else is."""

import random

import pytest

from atencion.demo.phone_network import callee_behaviour, demo_address

OURS = "127.0.0.1:40404"


@pytest.mark.parametrize(
    ("address", "called"),
    [
        ("sip:3001234567@operador.example", f"sip:3001234567@{OURS}"),
        ("sip:3001234567@operador.example:5080", f"sip:3001234567@{OURS}"),
        ("sip:3001234567@operador.com.co", "sip:3001234567@operador.com.co"),
        ("sip:3001234567@127.0.0.1:5080", "sip:3001234567@127.0.0.1:5080"),
        ("sip:3001234567@example.com.co", "sip:3001234567@example.com.co"),
    ],
)
def test_only_who_cannot_be_is_answered_for(address: str, called: str) -> None:
    """A host of the examples' own name is led to the sample phone; an operator that may exist never is."""
    assert demo_address(address, OURS) == called
    assert demo_address(address, None) == address


def test_who_is_called_back_picks_up_and_talks_for_a_while() -> None:
    """It rings for seconds, is answered, and ends by itself, before the site gives the ringing up."""
    chance = random.Random(7).random
    for _ in range(50):
        manner = callee_behaviour(chance)
        assert manner.answers
        assert 2.0 <= manner.ringing_s <= 5.0
        assert manner.max_talk_s is not None
        assert 20.0 <= manner.max_talk_s <= 45.0
