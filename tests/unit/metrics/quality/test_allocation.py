"""The division of a sample among strata."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.quality.allocation import allocate
from tests.support.properties import examples

ADVISORS = {"ana": 120, "beto": 95, "caro": 81, "dani": 3, "eva": 1}

strata_lists = st.dictionaries(st.text("abcdefghij", min_size=1, max_size=3), st.integers(0, 5000), max_size=12)


@st.composite
def divisions(draw: st.DrawFn) -> tuple[int, dict[str, int]]:
    """Generate strata, and a size within them."""
    strata = draw(strata_lists)
    return draw(st.integers(0, sum(strata.values()))), strata


@pytest.mark.parametrize(
    ("size", "strata", "shares"),
    [
        (278, {"bogota": 520, "nacional": 390, "quejas": 90}, {"bogota": 145, "nacional": 108, "quejas": 25}),
        (10, {"a": 333, "b": 333, "c": 334}, {"a": 3, "b": 3, "c": 4}),
        (7, {"x": 50, "y": 30, "z": 20}, {"x": 4, "y": 2, "z": 1}),
        (169, ADVISORS, {"ana": 68, "beto": 53, "caro": 46, "dani": 2, "eva": 0}),
        (0, ADVISORS, dict.fromkeys(ADVISORS, 0)),
        (0, {}, {}),
    ],
)
def test_shares_are_those_of_the_largest_remainder(size: int, strata: dict[str, int], shares: dict[str, int]) -> None:
    """The published vectors hold in any order of the strata; proportional shares need no weights."""
    for given_strata in (strata, dict(reversed(strata.items()))):
        allocation = allocate(size, given_strata)
        assert list(allocation.shares.items()) == list(shares.items())
        assert not allocation.is_weighted


def test_equal_remainders_go_to_the_first_keys() -> None:
    """Four equal strata share six by their keys, not by their order in the mapping."""
    assert allocate(6, dict.fromkeys("dcba", 10)).shares == {"a": 2, "b": 2, "c": 1, "d": 1}


def test_every_advisor_can_get_one() -> None:
    """The option gives eva 1 and says that the estimate needs weights; an empty stratum gets none."""
    allocation = allocate(169, {**ADVISORS, "fabi": 0}, at_least_one=True)
    assert allocation.shares["eva"] == 1
    assert allocation.shares["fabi"] == 0
    assert sum(allocation.shares.values()) == 169
    assert allocation.is_weighted


def test_one_each_may_be_proportional_already() -> None:
    """No weights are needed where the option changes nothing."""
    allocation = allocate(10, {"a": 50, "b": 50}, at_least_one=True)
    assert (allocation.shares, allocation.is_weighted) == ({"a": 5, "b": 5}, False)


@pytest.mark.parametrize(
    ("size", "strata", "at_least_one"),
    [(301, ADVISORS, False), (-1, ADVISORS, False), (1, {"a": 3, "b": -1}, False), (4, ADVISORS, True)],
)
def test_impossible_divisions_are_refused(size: int, strata: dict[str, int], at_least_one: bool) -> None:
    """More than all, fewer than none, and too few for one each are errors."""
    with pytest.raises(ValueError, match="sample"):
        allocate(size, strata, at_least_one=at_least_one)


@given(divisions())
@settings(max_examples=examples(200))
def test_shares_sum_to_the_size_and_stay_within_their_strata(division: tuple[int, dict[str, int]]) -> None:
    """Each share is its quota rounded down or up, never more than the stratum, and they sum to the size."""
    size, strata = division
    shares = allocate(size, strata).shares
    assert list(shares) == sorted(strata)
    assert sum(shares.values()) == size
    population = sum(strata.values())
    for key, share in shares.items():
        assert 0 <= share <= strata[key]
        assert abs(share * population - size * strata[key]) < max(population, 1)


@given(divisions())
@settings(max_examples=examples(200))
def test_a_second_computation_agrees(division: tuple[int, dict[str, int]]) -> None:
    """Handing out the rest one by one, in decimals, gives the same shares."""
    size, strata = division
    population = sum(strata.values()) or 1
    quotas = {key: (Decimal(size) * members).quantize(Decimal(1)) for key, members in strata.items()}
    shares = {key: int(quota // population) for key, quota in quotas.items()}
    while sum(shares.values()) < size:
        lacking = {key: quotas[key] - shares[key] * population for key in strata}
        shares[min(lacking, key=lambda key: (-lacking[key], key))] += 1
    assert allocate(size, strata).shares == shares


@given(divisions())
@settings(max_examples=examples(200))
def test_one_each_keeps_the_size(division: tuple[int, dict[str, int]]) -> None:
    """With the option, each stratum with members gets at least 1 and never more than it has."""
    size, strata = division
    size = max(size, sum(members > 0 for members in strata.values()))
    allocation = allocate(size, strata, at_least_one=True)
    assert sum(allocation.shares.values()) == size
    assert all(min(1, strata[key]) <= share <= strata[key] for key, share in allocation.shares.items())
    assert allocation.is_weighted == (allocation.shares != allocate(size, strata).shares)
