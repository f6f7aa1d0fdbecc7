"""Numbers as they are written in Colombia: a point at the thousands, a comma at the decimals. Pure.

Owns how an exact fraction becomes text: rounded once, half up (away from zero), with integers alone. What a number
means it must not know. Marks of CLDR's es-CO: «1.234,56», «82,35 %» with a space that does not break.
"""

from typing import Final

NOTHING: Final = "—"
"""Where there was nothing to count: a figure without a denominator is no zero."""
_SPACE: Final = "\u00a0"
_MINUS: Final = "-"


def format_integer(number: int) -> str:
    """A whole number with a point at each three digits."""
    return f"{number:,}".replace(",", ".")


def round_half_up(numerator: int, denominator: int, places: int) -> int:
    """A fraction in units of its last decimal place, half up.

    Args:
        numerator: of the fraction; may be negative.
        denominator: of the fraction, more than 0.
        places: decimals.
    """
    magnitude: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def format_decimal(numerator: int, denominator: int, places: int = 2) -> str:
    """A fraction as a decimal number; NOTHING without a denominator."""
    if denominator == 0:
        return NOTHING
    scaled = round_half_up(numerator, denominator, places)
    integer, decimals = divmod(abs(scaled), 10**places)
    sign = _MINUS if scaled < 0 else ""
    return f"{sign}{format_integer(integer)},{decimals:0{places}d}" if places else f"{sign}{format_integer(integer)}"


def format_percent(numerator: int, denominator: int) -> str:
    """A fraction as a percentage with two decimals; NOTHING without a denominator."""
    return NOTHING if denominator == 0 else f"{format_decimal(100 * numerator, denominator)}{_SPACE}%"


def format_seconds(numerator: int, denominator: int = 1) -> str:
    """A fraction of seconds with two decimals; NOTHING without a denominator."""
    return NOTHING if denominator == 0 else f"{format_decimal(numerator, denominator)}{_SPACE}s"


def format_duration(milliseconds: int) -> str:
    """A length of time as hours, minutes and seconds: «1:02:05», rounded half up to the second."""
    minutes, seconds = divmod(round_half_up(milliseconds, 1000, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{format_integer(hours)}:{minutes:02d}:{seconds:02d}"


def with_sign(text: str, sign: int) -> str:
    """A difference: what grew bears its plus."""
    return f"+{text}" if sign > 0 else text
