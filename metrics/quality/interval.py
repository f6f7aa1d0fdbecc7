"""How certain a precision is: Wilson's interval, and the margin of a small sample from a finite population. Pure."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Final

import msgspec

from config.site.quality.vocabulary import Confidence
from metrics.quality.confidence import z_score
from metrics.quality.sample_size import SampleRequirement
from metrics.service_level import Ratio

_CONTEXT: Final = Context(prec=60)
_PLACES: Final = Decimal("1e-12")  # bounds are rounded outwards, the same on every machine


class ConfidenceInterval(msgspec.Struct, frozen=True):
    """The bounds of a proportion, from 0 to 1."""

    low: Decimal
    high: Decimal


class SufficiencyRule(msgspec.Struct, frozen=True, kw_only=True):
    """The least sample for a figure of one advisor: a number of evaluations and, unless None, a precision."""

    minimum: int
    requirement: SampleRequirement | None = None


def wilson_interval(ratio: Ratio, confidence: Confidence = 95) -> ConfidenceInterval | None:
    """Compute Wilson's score interval of a proportion; None of 0 cases."""
    if not 0 <= ratio.numerator <= ratio.denominator:
        raise ValueError("a proportion must lie between 0 and 1")
    if ratio.denominator == 0:
        return None
    proportion = Fraction(ratio.numerator, ratio.denominator)
    return proportion_interval(proportion, Fraction(ratio.denominator), confidence)


def proportion_interval(p: Fraction, n: Fraction, confidence: Confidence = 95) -> ConfidenceInterval:
    """Compute Wilson's score interval of a proportion of `n` cases, which may be an effective number."""
    if not 0 <= p <= 1 or n <= 0:
        raise ValueError("a proportion must lie between 0 and 1, and be of more than 0 cases")
    z = Fraction(z_score(confidence))
    width = 2 * (n + z**2)
    center = _decimal((2 * n * p + z**2) / width)
    half = _CONTEXT.sqrt(_decimal(z**2 * (z**2 + 4 * n * p * (1 - p)) / width**2))
    low, high = _CONTEXT.subtract(center, half), _CONTEXT.add(center, half)
    return ConfidenceInterval(
        max(low.quantize(_PLACES, ROUND_FLOOR, _CONTEXT), Decimal(0)),
        min(high.quantize(_PLACES, ROUND_CEILING, _CONTEXT), Decimal(1)),
    )


def finite_margin(size: int, population: int, requirement: SampleRequirement) -> Decimal | None:
    """Compute the margin of a sample at the requirement's proportion and confidence; None of an empty one."""
    square = _squared_margin(size, population, requirement)
    return None if square is None else _CONTEXT.sqrt(_decimal(square)).quantize(_PLACES, ROUND_CEILING, _CONTEXT)


def is_sufficient(size: int, population: int, rule: SufficiencyRule) -> bool:
    """Return whether a figure of one advisor may be shown; otherwise it is «muestra insuficiente».

    The required proportion gives the margin, not the observed one: four right answers of four would have a margin of 0.
    """
    if size < rule.minimum or rule.requirement is None:
        return size >= rule.minimum
    square = _squared_margin(size, population, rule.requirement)
    return square is not None and square <= rule.requirement.margin**2


def _squared_margin(size: int, population: int, requirement: SampleRequirement) -> Fraction | None:
    """Return z²·p(1−p)·(N−n) ÷ (n(N−1)); 0 if all were evaluated."""
    if not 0 <= size <= population:
        raise ValueError(f"a sample of {size} is not within a population of {population}")
    if size in {0, population}:
        return Fraction(0) if size else None
    return requirement.spread * (population - size) / (size * (population - 1))


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
