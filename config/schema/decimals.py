"""Decimal numbers of a site as exact fractions. Pure."""

from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=256)
def exact(written: float) -> Fraction:
    """Convert to the decimal value as written, not the binary one."""
    return Fraction(str(written))
