"""The check digit of a filing number, as a menu and a filing verify it. Pure.

It is Damm's (H. M. Damm, «Total anti-symmetrische Quasigruppen», 2004): one decimal digit that detects every wrong
digit and every swap of adjacent digits, the two usual errors of dictation; ISO 7064 needs an X or two digits for the
same.
"""

from typing import Final

# A totally anti-symmetric quasigroup of order 10 with a zero diagonal: row by interim digit, column by next digit.
_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """Return the check digit of some digits."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def has_valid_check_digit(digits: str) -> bool:
    """Return whether digits end in their check digit."""
    return check_digit(digits) == "0"
