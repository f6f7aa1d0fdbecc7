"""Colombian number format: a point between thousands, a comma before decimals. Pure.

Owns how an exact fraction becomes text: rounded once, half up (away from zero), with integers alone. It must not know
the meaning of a number. Marks of CLDR's es-CO: «1.234,56», «82,35 %» with a no-break space.
"""

from typing import Final

NOTHING: Final = "—"
"""Text of a figure whose denominator is zero; it differs from a figure of 0."""
_SPACE: Final = "\u00a0"
_MINUS: Final = "-"


def format_integer(number: int) -> str:
    """Format an integer with a point between thousands."""
    return f"{number:,}".replace(",", ".")


def round_half_up(numerator: int, denominator: int, places: int) -> int:
    """Round a fraction half up, in units of its last decimal place; the numerator may be negative."""
    magnitude: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def format_decimal(numerator: int, denominator: int, places: int = 2) -> str:
    """Format a fraction as a decimal number; NOTHING if the denominator is 0."""
    if denominator == 0:
        return NOTHING
    scaled = round_half_up(numerator, denominator, places)
    integer, decimals = divmod(abs(scaled), 10**places)
    sign = _MINUS if scaled < 0 else ""
    return f"{sign}{format_integer(integer)},{decimals:0{places}d}" if places else f"{sign}{format_integer(integer)}"


def format_percent(numerator: int, denominator: int) -> str:
    """Format a fraction as a percentage with two decimals; NOTHING if the denominator is 0."""
    return NOTHING if denominator == 0 else f"{format_decimal(100 * numerator, denominator)}{_SPACE}%"


def format_seconds(numerator: int, denominator: int = 1) -> str:
    """Format a fraction of seconds with two decimals; NOTHING if the denominator is 0."""
    return NOTHING if denominator == 0 else f"{format_decimal(numerator, denominator)}{_SPACE}s"


def format_duration(milliseconds: int) -> str:
    """Format a duration as hours, minutes and seconds: «1:02:05», rounded half up to the second."""
    minutes, seconds = divmod(round_half_up(milliseconds, 1000, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{format_integer(hours)}:{minutes:02d}:{seconds:02d}"


def with_sign(text: str, sign: int) -> str:
    """Prefix a plus if the difference is positive."""
    return f"+{text}" if sign > 0 else text
