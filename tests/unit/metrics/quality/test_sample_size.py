"""Sample sizes: golden vectors, the known traps, and a second computation."""

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cache
from math import ceil
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.quality.vocabulary import Confidence
from metrics.quality.confidence import Z_SCORES, z_score
from metrics.quality.sample_size import SampleRequirement, sample_size
from tests.support.properties import examples

USUAL = SampleRequirement(confidence=95, margin=Fraction("0.05"))
POPULATIONS = range(2, 20_001)
CONFIDENCES: tuple[Confidence, ...] = (90, 95, 99)


@cache
def sizes() -> dict[int, int]:
    """Return the usual size for each population."""
    return {population: sample_size(population, USUAL) for population in POPULATIONS}


requirements = st.builds(
    SampleRequirement,
    confidence=st.sampled_from(CONFIDENCES),
    margin=st.fractions("1/200", "1/5", max_denominator=1000),
    proportion=st.fractions("1/100", "99/100", max_denominator=1000),
)


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "proportion", "size"),
    [
        (1000, 95, ".05", ".5", 278),
        (10_000, 95, ".05", ".5", 370),
        (5000, 95, ".03", ".5", 880),
        (1200, 90, ".10", ".5", 65),
        (2000, 99, ".05", ".5", 499),
        (60, 95, ".05", ".5", 53),
        (25_000, 95, ".05", ".05", 73),
        (300, 95, ".05", ".5", 169),
        (250_000, 95, ".05", ".5", 384),
        (1, 95, ".05", ".5", 1),
        (0, 95, ".05", ".5", 0),
    ],
)
def test_sizes_are_those_of_the_formula(
    population: int, confidence: Confidence, margin: str, proportion: str, size: int
) -> None:
    """The published vectors hold, also for one member and for none."""
    requirement = SampleRequirement(confidence=confidence, margin=Fraction(margin), proportion=Fraction(proportion))
    assert sample_size(population, requirement) == size


def test_the_shortcut_gives_another_size() -> None:
    """The shortcut n₀ ÷ (1 + n₀/N) gives 52 instead of 53 for 60 members, and another size for 1,135 populations."""
    first = USUAL.spread / USUAL.margin**2
    shortcut = {population: ceil(first / (1 + first / population)) for population in POPULATIONS}
    assert (shortcut[60], sizes()[60]) == (52, 53)
    assert sum(shortcut[population] != size for population, size in sizes().items()) == 1135


def test_a_rounded_z_gives_another_size() -> None:
    """With z = 1.96, 227 populations get another size; of 395, 196 would be drawn instead of 195."""
    spread = Fraction("1.96") ** 2 / 4
    rounded = {each: ceil(each * spread / (USUAL.margin**2 * (each - 1) + spread)) for each in POPULATIONS}
    assert (rounded[395], sizes()[395]) == (196, 195)
    assert sum(rounded[population] != size for population, size in sizes().items()) == 227


def test_the_size_is_rounded_up_once() -> None:
    """Rounding n₀ before the correction gives larger samples; floats agree only if an excess of 1e-9 is ignored."""
    first = ceil(USUAL.spread / USUAL.margin**2)
    early = {each: ceil(each * first / Fraction(first + each - 1)) for each in POPULATIONS}
    assert any(early[population] > size for population, size in sizes().items())
    spread = float(z_score(95)) ** 2 * 0.25
    floats = {each: ceil(each * spread / (0.05**2 * (each - 1) + spread) - 1e-9) for each in POPULATIONS}
    assert floats == sizes()


def test_an_exact_integer_is_not_rounded_up() -> None:
    """Of one member the formula gives exactly 1, which floats may exceed; no population gives more than itself."""
    for confidence in CONFIDENCES:
        for hundredths in range(1, 100):
            proportion = Fraction(hundredths, 100)
            requirement = SampleRequirement(confidence=confidence, margin=Fraction(1, 30), proportion=proportion)
            assert sample_size(1, requirement) == 1


@given(st.integers(2, 400_000), requirements)
@settings(max_examples=examples(200))
def test_the_size_is_the_least_that_is_precise_enough(population: int, requirement: SampleRequirement) -> None:
    """The margin of the size is at most the required one, and that of one less is greater."""

    def squared_margin(size: int) -> Fraction:
        return requirement.spread * (population - size) / (size * (population - 1))

    size = sample_size(population, requirement)
    assert squared_margin(size) <= requirement.margin**2
    assert size == 1 or squared_margin(size - 1) > requirement.margin**2


@given(st.integers(0, 400_000), requirements)
@settings(max_examples=examples(200))
def test_decimals_give_the_same_size(population: int, requirement: SampleRequirement) -> None:
    """A computation in decimals agrees; the size is at most the population, and grows with it."""
    p, e = (Decimal(each.numerator) / each.denominator for each in (requirement.proportion, requirement.margin))
    spread = z_score(requirement.confidence) ** 2 * p * (1 - p)
    raw = population * spread / (e**2 * (population - 1) + spread) if population else Decimal(0)
    size = sample_size(population, requirement)
    assert size == (raw - Decimal("1e-15")).to_integral_value(ROUND_CEILING)
    assert (population > 0) <= size <= population
    assert size <= sample_size(population + 1, requirement)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_z_is_the_quantile_of_the_normal_distribution(confidence: int) -> None:
    """Each z agrees with the standard library."""
    assert float(Z_SCORES[confidence]) == pytest.approx(NormalDist().inv_cdf(0.5 + confidence / 200), abs=1e-14)


@pytest.mark.parametrize("confidence", [0, 80, 94, 95.5, 100])
def test_another_confidence_is_refused(confidence: int) -> None:
    """Only 90, 95 and 99 percent have a z here, and the error names them."""
    with pytest.raises(ValueError, match="90, 95 or 99 percent"):
        z_score(confidence)
    with pytest.raises(ValueError, match="90, 95 or 99 percent"):
        SampleRequirement(confidence=confidence, margin=Fraction("0.05"))  # type: ignore[arg-type]


@pytest.mark.parametrize(("margin", "proportion"), [("0", ".5"), ("1", ".5"), (".05", "0"), (".05", "1"), ("-1", ".5")])
def test_a_certainty_is_no_requirement(margin: str, proportion: str) -> None:
    """A margin or a proportion of 0 or 1 has no sample size."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        SampleRequirement(confidence=95, margin=Fraction(margin), proportion=Fraction(proportion))


def test_a_negative_population_is_refused() -> None:
    """Fewer than no calls is an error of the caller."""
    with pytest.raises(ValueError, match="negative"):
        sample_size(-1, USUAL)
