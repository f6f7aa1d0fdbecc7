"""Levels of confidence and their exact z. Pure."""

from decimal import Decimal
from typing import Final

# Two-sided quantiles of the normal distribution. The usual 1.96 gives other sample sizes for some populations.
Z_SCORES: Final[dict[int, Decimal]] = {
    90: Decimal("1.6448536269514722"),
    95: Decimal("1.959963984540054"),
    99: Decimal("2.5758293035489004"),
}


def z_score(confidence: int) -> Decimal:
    """Return the z of a confidence, in percent; ValueError if it is none of the three."""
    if confidence not in Z_SCORES:
        raise ValueError(f"the confidence must be 90, 95 or 99 percent, not {confidence!r}")
    return Z_SCORES[confidence]
