"""Where a number is called back: what is nobody's is led to the sample phone, and nothing else is."""

import pytest

from atencion.phones.sample_operator import redirect_reserved

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
    assert redirect_reserved(address, OURS) == called
    assert redirect_reserved(address, None) == address
