"""The size of a random sample from a finite population: n = ⌈N·q ÷ (e²(N−1) + q)⌉ with q = z²·p(1−p). Pure.

Exact until the only rounding, at the end. An earlier one, or the shortcut n₀ ÷ (1 + n₀/N), gives other sizes.
"""

from fractions import Fraction
from math import ceil
from typing import Final

import msgspec

from config.site.quality.vocabulary import Confidence
from metrics.quality.confidence import z_score

HALF: Final = Fraction(1, 2)
"""The expected proportion that needs the largest sample; another one needs a reason."""


class SampleRequirement(msgspec.Struct, frozen=True, kw_only=True):
    """How precise a sample must be; ``margin`` (the greatest error) and ``proportion`` lie between 0 and 1."""

    confidence: Confidence
    margin: Fraction
    proportion: Fraction = HALF

    def __post_init__(self) -> None:
        z_score(self.confidence)
        if not 0 < self.margin < 1 or not 0 < self.proportion < 1:
            raise ValueError("the margin and the proportion must lie between 0 and 1, both excluded")

    @property
    def spread(self) -> Fraction:
        """The q of the formula: z²·p(1−p)."""
        return Fraction(z_score(self.confidence)) ** 2 * self.proportion * (1 - self.proportion)


def sample_size(population: int, requirement: SampleRequirement) -> int:
    """Return how many of a population to draw, at most all."""
    if population < 0:
        raise ValueError("a population cannot be negative")
    if population == 0:
        return 0
    spread = requirement.spread
    return min(ceil(population * spread / (requirement.margin**2 * (population - 1) + spread)), population)
