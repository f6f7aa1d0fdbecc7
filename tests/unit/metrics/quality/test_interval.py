"""Intervals and margins."""

from decimal import Decimal
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.quality.vocabulary import Confidence
from metrics.quality.confidence import z_score
from metrics.quality.interval import SufficiencyRule, finite_margin, is_sufficient, wilson_interval
from metrics.quality.sample_size import SampleRequirement, sample_size
from metrics.service_level import Ratio
from tests.support.properties import examples

CONFIDENCES: tuple[Confidence, ...] = (90, 95, 99)
WITHIN_20 = SampleRequirement(confidence=95, margin=Fraction("0.20"))
WITHIN_5 = SampleRequirement(confidence=95, margin=Fraction("0.05"))


@st.composite
def ratios(draw: st.DrawFn) -> Ratio:
    """Generate a proportion with at least one case."""
    denominator = draw(st.integers(1, 10**6))
    return Ratio(draw(st.integers(0, denominator)), denominator)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (190, 200, ".910422", ".972617"),
        (264, 278, ".917256", ".969768"),
        (278, 278, ".986370", "1"),
    ],
)
def test_wilson_is_that_of_the_vectors(numerator: int, denominator: int, low: str, high: str) -> None:
    """The published intervals hold to six decimals."""
    interval = wilson_interval(Ratio(numerator, denominator))
    assert interval is not None
    assert [round(each, 6) for each in (interval.low, interval.high)] == [Decimal(low), Decimal(high)]


@given(ratios(), st.sampled_from(CONFIDENCES))
@settings(max_examples=examples(200))
def test_wilson_contains_the_proportion(ratio: Ratio, confidence: Confidence) -> None:
    """The interval lies within 0 and 1, contains the proportion, and mirrors that of the opposite."""
    interval = wilson_interval(ratio, confidence)
    assert interval is not None
    assert 0 <= interval.low <= Fraction(ratio.numerator, ratio.denominator) <= interval.high <= 1
    assert interval.low < interval.high
    opposite = wilson_interval(Ratio(ratio.denominator - ratio.numerator, ratio.denominator), confidence)
    assert opposite is not None
    assert (opposite.low, opposite.high) == (1 - interval.high, 1 - interval.low)


@given(ratios(), st.sampled_from(CONFIDENCES))
@settings(max_examples=examples(200))
def test_the_bounds_solve_the_equation_of_wilson(ratio: Ratio, confidence: Confidence) -> None:
    """At a bound b, (p − b)² = z²·b(1−b) ÷ n: the score test, without the formula of the bounds."""
    interval = wilson_interval(ratio, confidence)
    assert interval is not None
    n, p, z = ratio.denominator, Fraction(ratio.numerator, ratio.denominator), Fraction(z_score(confidence))
    for bound in map(Fraction, (interval.low, interval.high)):
        assert abs((p - bound) ** 2 - z**2 * bound * (1 - bound) / n) < Fraction(1, 10**10)


def test_no_cases_have_no_interval() -> None:
    """Of 0 cases there is no interval; more cases than there are is an error."""
    assert wilson_interval(Ratio(0, 0)) is None
    for wrong in (Ratio(3, 2), Ratio(-1, 2), Ratio(1, 0)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            wilson_interval(wrong)


@pytest.mark.parametrize(
    ("size", "population", "proportion", "points"),
    [
        (4, 250, ".5", "48.7"),
        (4, 250, ".9", "29.2"),
        (8, 500, ".5", "34.4"),
        (8, 500, ".9", "20.6"),
        (10, 600, ".5", "30.8"),
        (10, 600, ".9", "18.5"),
    ],
)
def test_few_evaluations_say_little_about_an_advisor(size: int, population: int, proportion: str, points: str) -> None:
    """The published margins hold, in points."""
    requirement = SampleRequirement(confidence=95, margin=Fraction("0.05"), proportion=Fraction(proportion))
    margin = finite_margin(size, population, requirement)
    assert margin is not None
    assert round(margin * 100, 1) == Decimal(points)
    p = float(Fraction(proportion))
    second = 1.959963984540054 * sqrt(p * (1 - p) / size * (population - size) / (population - 1))
    assert float(margin) == pytest.approx(second, abs=1e-11)


def test_all_evaluated_leaves_no_margin() -> None:
    """A whole population has no error, also one of 1; nothing evaluated has no margin."""
    assert finite_margin(1, 1, WITHIN_5) == 0
    assert finite_margin(250, 250, WITHIN_5) == 0
    assert finite_margin(0, 250, WITHIN_5) is None
    assert finite_margin(0, 0, WITHIN_5) is None
    for size, population in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="within"):
            finite_margin(size, population, WITHIN_5)


@given(st.integers(1, 5000), st.data())
@settings(max_examples=examples(100))
def test_the_margin_shrinks_to_nothing(population: int, data: st.DataObject) -> None:
    """Each further evaluation makes the margin smaller, down to 0."""
    size = data.draw(st.integers(1, population))
    margin, next_margin = (finite_margin(min(each, population), population, WITHIN_5) for each in (size, size + 1))
    assert margin is not None
    assert next_margin is not None
    assert next_margin < margin or size == population
    assert finite_margin(population, population, WITHIN_5) == 0


@pytest.mark.parametrize(
    ("rule", "size", "population", "sufficient"),
    [
        (SufficiencyRule(minimum=10), 10, 600, True),
        (SufficiencyRule(minimum=10), 9, 600, False),
        (SufficiencyRule(minimum=4, requirement=WITHIN_20), 4, 250, False),
        (SufficiencyRule(minimum=1, requirement=WITHIN_20), 23, 250, True),
        (SufficiencyRule(minimum=1, requirement=WITHIN_20), 22, 250, True),
        (SufficiencyRule(minimum=1, requirement=WITHIN_20), 21, 250, False),
        (SufficiencyRule(minimum=24, requirement=WITHIN_20), 23, 250, False),
        (SufficiencyRule(minimum=0, requirement=WITHIN_20), 0, 250, False),
        (SufficiencyRule(minimum=1, requirement=WITHIN_5), 3, 3, True),
    ],
)
def test_a_rule_decides_whether_a_sample_is_sufficient(
    rule: SufficiencyRule, size: int, population: int, sufficient: bool
) -> None:
    """A sample needs the rule's number and, where there is one, its margin; all of a small population have it."""
    assert is_sufficient(size, population, rule) == sufficient


@given(st.integers(1, 20_000))
@settings(max_examples=examples(100))
def test_the_computed_size_is_just_sufficient(population: int) -> None:
    """The size of a sample for a requirement is the least that satisfies it."""
    rule = SufficiencyRule(minimum=1, requirement=WITHIN_5)
    size = sample_size(population, WITHIN_5)
    assert is_sufficient(size, population, rule)
    assert not is_sufficient(size - 1, population, rule)
