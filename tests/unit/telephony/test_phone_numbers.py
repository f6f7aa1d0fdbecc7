"""Normalization of callers' numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.phone_numbers import is_hidden, to_e164


@pytest.mark.parametrize(
    ("caller", "number"),
    [
        ("+573001234567", "+573001234567"),
        ("573001234567", "+573001234567"),
        ("00573001234567", "+573001234567"),
        ("3001234567", "+573001234567"),
        ("300 123 45 67", "+573001234567"),
        ("(601) 555-0142", "+576015550142"),
        ("03 300 1234567", "+573001234567"),
        ("sip:3001234567@10.0.0.1:5060;transport=udp", "+573001234567"),
        ("<sip:+573001234567@operador.example>", "+573001234567"),
        ("SIPS:3001234567@operador.example", "+573001234567"),
        ("tel:+57-300-123-4567", "+573001234567"),
        ("3001234567;phone-context=+57", "+573001234567"),
        ("+14155550123", "+14155550123"),
        ("0034910000000", "+34910000000"),
    ],
)
def test_the_same_number_has_one_form(caller: str, number: str) -> None:
    """A number in any network format becomes + and digits."""
    assert to_e164(caller) == number


@pytest.mark.parametrize(
    "caller",
    [
        "",
        "anonymous",
        "Anonymous",
        "sip:anonymous@anonymous.invalid",
        "101",
        "ana",
        "5550142",
        "018000555010",
        "+57300123456",
        "+571234567890",
        "+0123456789",
        "+1234567890123456",
        "12345678901",
        "3001234567x",
        "+",
        "٣٠٠١٢٣٤٥٦٧",
    ],
)
def test_text_without_number_has_no_form(caller: str) -> None:
    """Hidden numbers, extensions, names, local numbers without an area and impossible numbers have no form."""
    assert to_e164(caller) is None


@pytest.mark.parametrize(
    ("caller", "hidden"),
    [("", True), ("anonymous", True), ("sip:Anonymous@anonymous.invalid", True), ("101", False), ("ana", False)],
)
def test_number_is_hidden_only_if_network_says_so(caller: str, hidden: bool) -> None:
    """A number is hidden only if the network says so; an extension is not."""
    assert is_hidden(caller) is hidden


@given(st.text(max_size=60))
def test_a_form_is_its_own_form(caller: str) -> None:
    """The result is None, or a form that normalizes to itself."""
    number = to_e164(caller)
    assert number is None or to_e164(number) == number
