"""The filing number of a ticket: year, sequence and check digit, written and read aloud. Pure.

Owns the format ``YYYY-NNNNNN-C``, its prefix in a practice, and its spoken form. `ivr.check_digits` computes the check
digit. It must not know how sequences are assigned.
"""

import re
from functools import lru_cache
from typing import Final

import msgspec

from ivr.check_digits import check_digit, has_valid_check_digit
from ivr.phrases import number_words

_MIN_DIGITS: Final = 11  # year, six digits of sequence, check digit
_MAX_DIGITS: Final = 14
_SEPARATORS = re.compile(r"[\s.\-–—]+")
_PRACTICE: Final = "PRACTICA"
_PRACTICE_PREFIX = re.compile(r"\s*pr[aá]ctica", re.IGNORECASE)


class InvalidFilingNumber(ValueError):
    """The text is not a filing number: the check digit does not match, or it is too short or too long."""


class FilingNumber(msgspec.Struct, frozen=True):
    """A filing number.

    Attributes:
        year: the local year of filing.
        sequence: the place within the campaign's year, from 1.
        practice: whether it is of a practice and therefore no legal number.
    """

    year: int
    sequence: int
    practice: bool = False

    def __str__(self) -> str:
        digits = f"{self.year:04}{self.sequence:06}"
        number = f"{digits[:4]}-{digits[4:]}-{check_digit(digits)}"
        return f"{_PRACTICE}-{number}" if self.practice else number


@lru_cache(maxsize=4096)  # lists show the same numbers repeatedly
def parse_number(text: str) -> FilingNumber:
    """Parse a filing number written with dashes, spaces, dots or no separator, and perhaps the prefix of practices.

    Raises:
        InvalidFilingNumber: the text is not a filing number.
    """
    prefix = _PRACTICE_PREFIX.match(text)
    digits = _SEPARATORS.sub("", text[prefix.end() :] if prefix else text)
    if not (
        digits.isascii()
        and digits.isdigit()
        and _MIN_DIGITS <= len(digits) <= _MAX_DIGITS
        and has_valid_check_digit(digits)
    ):
        raise InvalidFilingNumber(text)
    number = FilingNumber(int(digits[:4]), int(digits[4:-1]), practice=prefix is not None)
    if f"{number.year:04}{number.sequence:06}" != digits[:-1] or not number.sequence:
        raise InvalidFilingNumber(text)  # too many leading zeros, or sequence 0
    return number


@lru_cache(maxsize=4096)
def spoken_number(number: FilingNumber) -> str:
    """Return the number as a sentence to read aloud: the year as a year, then the digits in groups of three.

    >>> spoken_number(FilingNumber(2026, 123))
    'Su radicado es: dos mil veintiséis; cero, cero, cero; uno, dos, tres; y al final, ocho.'
    """
    *_, sequence, check = str(number).split("-")
    first = len(sequence) % 3
    groups = [sequence[:first], *(sequence[at : at + 3] for at in range(first, len(sequence), 3))]
    digits = "; ".join(", ".join(map(_digit_word, group)) for group in groups if group)
    name = "El número de esta práctica es" if number.practice else "Su radicado es"
    return f"{name}: {_year_in_words(number.year)}; {digits}; y al final, {_digit_word(check)}."


def _digit_word(digit: str) -> str:
    return number_words(int(digit))


def _year_in_words(year: int) -> str:
    """Return 2026 as «dos mil veintiséis», and years outside 2000 to 2059 digit by digit."""
    if year == 2000:
        return "dos mil"
    return f"dos mil {number_words(year - 2000)}" if 2000 < year < 2060 else ", ".join(map(_digit_word, str(year)))
