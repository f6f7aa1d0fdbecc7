"""The filing number: the errors that its check digit detects, and how it is read aloud."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import damm

from agent_api.tickets.domain.numbers import (
    FilingNumber,
    InvalidFilingNumber,
    parse_number,
    spoken_number,
)
from ivr.check_digits import check_digit, has_valid_check_digit

numbers = st.builds(FilingNumber, st.integers(2000, 2999), st.integers(1, 999_999_999))


def test_a_number_reads_as_people_write_it() -> None:
    """A number has the year, six digits and a check digit; a longer sequence uses more digits."""
    assert str(FilingNumber(2026, 123)) == "2026-000123-8"
    assert str(FilingNumber(2026, 1_234_567)).startswith("2026-1234567-")


def test_the_check_digit_is_damms() -> None:
    """The published example: 572 has the check digit 4."""
    assert check_digit("572") == "4"
    assert has_valid_check_digit("5724")


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_the_check_digit_is_also_python_stdnums(digits: str) -> None:
    """The check digit agrees with python-stdnum, another implementation with the same quasigroup."""
    assert check_digit(digits) == damm.calc_check_digit(digits)
    assert has_valid_check_digit(digits) == damm.is_valid(digits)


@given(numbers)
def test_a_number_is_read_back(number: FilingNumber) -> None:
    """Dashes, spaces and dots do not matter when a number is parsed."""
    for separator in ("-", " ", "", " - ", "."):
        assert parse_number(str(number).replace("-", separator)) == number


def test_the_number_of_a_practice_is_no_real_one() -> None:
    """It has a prefix and another sentence; without the prefix it is another number."""
    number = FilingNumber(2026, 123, practice=True)
    assert str(number) == "PRACTICA-2026-000123-8"
    assert (
        parse_number(" práctica 2026 000123 8") == parse_number(str(number)) == number != parse_number("2026-000123-8")
    )
    assert spoken_number(number).startswith("El número de esta práctica es: dos mil veintiséis; cero, cero, cero;")
    with pytest.raises(InvalidFilingNumber):
        parse_number("PRACTICA-2026-000123-9")


@given(numbers, st.data())
def test_every_wrong_digit_is_caught(number: FilingNumber, data: st.DataObject) -> None:
    """A number with any one wrong digit is refused, the check digit included."""
    digits = str(number).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 1))
    for other in "0123456789":
        if other != digits[at]:
            with pytest.raises(InvalidFilingNumber):
                parse_number(digits[:at] + other + digits[at + 1 :])


@given(numbers)
def test_every_swap_of_neighbours_is_caught(number: FilingNumber) -> None:
    """A number with two neighbouring unequal digits swapped is refused."""
    digits = str(number).replace("-", "")
    for at in range(len(digits) - 1):
        one, two = digits[at], digits[at + 1]
        if one != two:
            with pytest.raises(InvalidFilingNumber):
                parse_number(digits[:at] + two + one + digits[at + 2 :])


def test_any_step_of_the_check_catches_both_slips() -> None:
    """An exhaustive check: from any state, two digits never lead to the same state, nor does a swap."""
    prefixes = ["", *"0123456789"]
    for prefix in prefixes:
        assert len({check_digit(prefix + digit) for digit in "0123456789"}) == 10
        swaps = [(a, b) for a in "0123456789" for b in "0123456789" if a != b]
        assert all(check_digit(prefix + a + b) != check_digit(prefix + b + a) for a, b in swaps)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_misread(text: str) -> None:
    """Any text gives Misread, or a number that formats to the same digits."""
    try:
        number = parse_number(text)
    except InvalidFilingNumber:
        return
    assert str(number).replace("-", "") == "".join(each for each in text if each.isdigit())


@given(st.text(alphabet="0123456789", max_size=10))
def test_too_short_is_misread(text: str) -> None:
    """A number with missing digits is refused even if its check digit fits."""
    assume(len(text) < 10)
    with pytest.raises(InvalidFilingNumber):
        parse_number(text + check_digit(text))


def test_zeros_too_many_are_misread() -> None:
    """A sequence longer than six digits does not begin with zero, and no ticket has number zero."""
    for digits in ("20260000123", "2026000000"):
        text = digits + check_digit(digits)
        with pytest.raises(InvalidFilingNumber):
            parse_number(text)


def test_year_is_read_as_year_and_rest_digit_by_digit_in_groups_of_three() -> None:
    """The year is read as a year and the rest digit by digit in groups of three."""
    sentence = "Su radicado es: dos mil veintiséis; cero, cero, cero; uno, dos, tres; y al final, ocho."
    assert spoken_number(FilingNumber(2026, 123)) == sentence
    assert "; uno; dos, tres, cuatro; cinco, seis, siete; " in spoken_number(FilingNumber(2027, 1_234_567))
    assert spoken_number(FilingNumber(2000, 1)).startswith("Su radicado es: dos mil; ")
    assert spoken_number(FilingNumber(2061, 1)).startswith("Su radicado es: dos, cero, seis, uno; ")


@given(numbers)
def test_spoken_form_contains_sequence_and_check_digit_in_order(number: FilingNumber) -> None:
    """The spoken form contains the sequence and the check digit, in order."""
    names = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    words = {word: str(value) for value, word in enumerate(names)}
    spoken = spoken_number(number).split("; ", 1)[1].rstrip(".").replace("y al final, ", "")
    digits = "".join(words[word] for word in spoken.replace(";", ",").split(", "))
    assert digits == "".join(str(number).split("-")[1:])
