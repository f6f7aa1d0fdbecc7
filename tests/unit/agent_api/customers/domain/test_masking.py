"""What is left of names and numbers for who may not see them whole."""

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
    """Initials and the little words between them, and not how long the name is."""
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
    """Four digits of a long number; of an extension nothing. Who may see numbers sees them as people say them."""
    assert (mask_number(caller), format_number(caller)) == (masked, formatted)


@given(st.text(max_size=60))
def test_a_mask_hides_whatever_it_is_given(caller: str) -> None:
    """Of no caller are more than four digits left."""
    assert sum(each.isdigit() for each in mask_number(caller)) <= 4
