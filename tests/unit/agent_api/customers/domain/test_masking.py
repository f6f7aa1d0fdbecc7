"""Names and numbers masked for readers without permission to see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.customers.domain.masking import HIDDEN_NUMBER, format_number, mask_name, mask_number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Ana Lucía Rojas", "A*** L*** R***"),
        ("María de los Ángeles Cuesta", "M*** de los Á*** C***"),
        ("  Óscar   Iván ", "Ó*** I***"),
        ("Néstor Raúl Del Valle", "N*** R*** D*** V***"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_initials(name: str, masked: str) -> None:
    """A masked name shows its initials and small words, and hides its length."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("caller", "masked", "formatted"),
    [
        ("3001234567", "*** *** 4567", "300 123 4567"),
        ("sip:+576015550142@x", "*** *** 0142", "601 555 0142"),
        ("+14155550123", "*** *** 0123", "+14155550123"),
        ("anonymous", HIDDEN_NUMBER, HIDDEN_NUMBER),
        ("", HIDDEN_NUMBER, HIDDEN_NUMBER),
        ("sip:101@10.0.0.1", "***", "101"),
    ],
)
def test_a_number_keeps_its_last_four_digits(caller: str, masked: str, formatted: str) -> None:
    """A long number keeps four digits, an extension none; readers with permission see the formatted number."""
    assert (mask_number(caller), format_number(caller)) == (masked, formatted)


@given(st.text(max_size=60))
def test_mask_never_shows_more_than_four_digits_of_caller(caller: str) -> None:
    """A mask never shows more than four digits of a caller."""
    assert sum(each.isdigit() for each in mask_number(caller)) <= 4
