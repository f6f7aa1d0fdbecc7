"""Which numbers of callers can be dialled, and where they are put at the last moment."""

import pytest

from atencion.numbers import NobodyToDial, is_dialable, with_number


@pytest.mark.parametrize("number", ["3001234567", "+573001234567", "123", "018000555010"])
def test_digits_are_a_number(number: str) -> None:
    """With or without the plus of an international number."""
    assert is_dialable(number)
    assert with_number("sip:{number}@operador.example", number) == f"sip:{number}@operador.example"


@pytest.mark.parametrize(
    "number", ["", "anonymous", "12", "300 123", "3001234567@otra.example", "300;user=phone", "+", "٣٠٠١٢٣٤", "1" * 16]
)
def test_what_a_stranger_writes_into_from_is_no_number(number: str) -> None:
    """Nothing but digits ever gets into an address: a caller cannot choose whom we call, or where."""
    assert not is_dialable(number)
    with pytest.raises(NobodyToDial):
        with_number("sip:{number}@operador.example", number)


def test_an_erased_number_is_nobody_to_dial() -> None:
    """What a reference no longer stands for cannot be dialled."""
    with pytest.raises(NobodyToDial):
        with_number("sip:{number}@operador.example", None)


def test_an_address_without_a_gap_needs_no_number() -> None:
    """Such as another number's, which is written out."""
    assert with_number("sip:otra@operador.example", None) == "sip:otra@operador.example"
