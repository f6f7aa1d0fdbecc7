"""The address of a call-back: sample numbers ring the sample phone, all others keep their address."""

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
def test_address_with_examples_host_name_rings_sample_phone(address: str, called: str) -> None:
    """An address with the examples' host name rings the sample phone; an operator that may exist is never replaced."""
    assert redirect_reserved(address, OURS) == called
    assert redirect_reserved(address, None) == address
