"""Printing, judging and dating of figures."""

from datetime import date
from fractions import Fraction

import pytest

from config.site.oversight.indicators import (
    DiscountBand,
    Formula,
    IndicatorDefinition,
    discount_percent,
    meets_target,
    with_versions,
)
from metrics.indicators.formulas import variants
from metrics.indicators.periods import applied_definitions, bounds_of
from metrics.indicators.results import format_value

LEVEL = IndicatorDefinition(
    id="nivel",
    name="Nivel",
    formula=Formula(kind="service_level"),
    target=80,
    bands=(DiscountBand(beyond=80, discount=1), DiscountBand(beyond=75, discount=2.5)),
    valid_from=date(2026, 1, 1),
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "expected"),
    [
        (82_345, 100_000, "percent", "82.35"),
        (82_344, 100_000, "percent", "82.34"),
        (2, 3, "percent", "66.67"),
        (20_005, 1, "seconds", "20.01"),
        (20_004, 1, "seconds", "20.00"),
        (0, 0, "percent", None),
    ],
)
def test_half_is_rounded_up_when_printed(numerator: int, denominator: int, unit: str, expected: str | None) -> None:
    """Figures have two decimals, rounded half up in integer arithmetic; without a count there is none."""
    assert format_value(numerator, denominator, unit) == expected  # type: ignore[arg-type]


def test_target_is_compared_with_exact_figure() -> None:
    """The target is compared with the exact figure: 79.999 % prints as 80.00 and misses 80."""
    value = Fraction(79_999, 1000)
    assert format_value(79_999, 100_000, "percent") == "80.00"
    assert meets_target(LEVEL, value) is False
    assert discount_percent(LEVEL, value) == 1


@pytest.mark.parametrize(("value", "costs"), [(80, 0), (79, 1), (75, 1), (74, Fraction(5, 2))])
def test_the_dearest_band_counts(value: int, costs: Fraction) -> None:
    """A figure in several bands costs the highest deduction; the edge of a band is outside."""
    assert discount_percent(LEVEL, Fraction(value)) == costs


def test_the_content_gives_the_version() -> None:
    """Another formula is another version, with the id of the indicator that it continues."""
    first, second = with_versions({"nivel": LEVEL, "nuevo": _changed()})
    assert first.id == second.id == "nivel"
    assert first.version != second.version
    assert with_versions({"nivel": LEVEL}) == (first,)


def _changed() -> IndicatorDefinition:
    return IndicatorDefinition(
        id="nuevo",
        name="Nivel",
        formula=Formula(kind="service_level", bound="below"),
        valid_from=date(2027, 1, 1),
        continues="nivel",
    )


def test_a_closed_month_keeps_its_definitions() -> None:
    """A closed month keeps its definitions; other days have the site's."""
    (now,) = with_versions({"nivel": _replaced(target=90)})
    (then,) = with_versions({"nivel": LEVEL})
    applied = applied_definitions([now], {"2026-11": [then]}, date(2026, 10, 15), date(2026, 12, 15))
    assert [(each.target, each.valid_from, each.valid_to) for each in applied] == [
        (90, date(2026, 10, 15), date(2026, 10, 31)),
        (80, date(2026, 11, 1), date(2026, 11, 30)),
        (90, date(2026, 12, 1), date(2026, 12, 15)),
    ]


def _replaced(**changes: object) -> IndicatorDefinition:
    import msgspec

    return msgspec.structs.replace(LEVEL, **changes)


def test_months_that_follow_with_the_same_definition_are_one_stretch() -> None:
    """Consecutive months with the same definition are computed as one period."""
    applied = applied_definitions([LEVEL], {"2026-11": [LEVEL]}, date(2026, 10, 1), date(2026, 12, 31))
    assert [(each.valid_from, each.valid_to) for each in applied] == [(date(2026, 10, 1), date(2026, 12, 31))]


def test_a_month_is_bogotas() -> None:
    """A local month begins at 05:00 UTC."""
    begins, ends = bounds_of("2026-12")
    assert (begins.isoformat(), ends.isoformat()) == ("2026-12-01T00:00:00-05:00", "2027-01-01T00:00:00-05:00")
    with pytest.raises(ValueError, match="2026-13"):
        bounds_of("2026-13")


def test_variants_are_distinct_and_contract_is_first() -> None:
    """Five denominators, two beginnings and two bounds give twenty distinct variants, the contract's first."""
    choices = variants(LEVEL)
    assert choices[0].formula == LEVEL.formula
    assert [each.chosen for each in choices] == [True, *([False] * 19)]
    assert len({each.formula for each in choices}) == 20
