"""Cohen's kappa."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.quality.agreement import cross_tabulate, rater_agreement
from tests.support.properties import examples

pair_lists = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=40)


@pytest.mark.parametrize(
    ("counts", "observed", "expected", "kappa"),
    [
        ([[20, 5], [10, 15]], ".70", ".50", "2/5"),
        ([[45, 15], [25, 15]], ".60", ".54", "3/23"),
        ([[88, 2], [4, 6]], ".94", ".836", "26/41"),
        ([[10, 2, 0], [1, 12, 3], [0, 2, 20]], ".84", ".3576", "603/803"),
        ([[95, 2], [3, 0]], ".95", ".9512", "-3/122"),
    ],
)
def test_kappa_is_exact(counts: list[list[int]], observed: str, expected: str, kappa: str) -> None:
    """The published vectors hold; in the last one errors are rare, so kappa is negative at 95 % agreement."""
    agreement = rater_agreement(counts)
    assert (agreement.observed, agreement.expected) == (Fraction(observed), Fraction(expected))
    assert agreement.kappa == Fraction(kappa)
    assert [list(row) for row in agreement.counts] == counts


def test_kappa_may_be_undefined() -> None:
    """If both always answer the same, only the agreement is known; of no items, nothing is."""
    same = rater_agreement([[50, 0], [0, 0]])
    assert (same.observed, same.expected, same.kappa) == (1, 1, None)
    for nothing in ([], [[0, 0], [0, 0]]):
        empty = rater_agreement(nothing)
        assert (empty.observed, empty.expected, empty.kappa) == (None, None, None)


@given(pair_lists)
@settings(max_examples=examples(200))
def test_kappa_agrees_with_the_counts_of_pairs(pairs: list[tuple[str, str]]) -> None:
    """Kappa is at most 1, symmetric, and that of the definition over all pairs of items."""
    agreement = rater_agreement(cross_tabulate(pairs, "abc"))
    swapped = rater_agreement(cross_tabulate([(second, first) for first, second in pairs], "abc"))
    assert agreement.kappa == swapped.kappa
    assert sum(map(sum, agreement.counts)) == len(pairs)
    if agreement.kappa is None:
        assert len({each for pair in pairs for each in pair}) <= 1
        return
    observed = Fraction(sum(first == second for first, second in pairs), len(pairs))
    chance = Fraction(sum(first == second for first, _ in pairs for _, second in pairs), len(pairs) ** 2)
    assert agreement.kappa == 1 - (1 - observed) / (1 - chance)
    assert agreement.kappa <= 1
    assert (agreement.kappa == 1) == (observed == 1)


def test_rows_are_the_first_evaluator() -> None:
    """The counts keep who answered what, in the order of the categories."""
    assert cross_tabulate([("b", "a"), ("b", "a"), ("a", "a")], ["a", "b"]) == [[1, 0], [2, 0]]


@pytest.mark.parametrize("counts", [[[1, 2]], [[1], [2]], [[1, 2], [3]], [[1, -1], [0, 1]]])
def test_other_tables_are_refused(counts: list[list[int]]) -> None:
    """A table that is not square, or has a negative count, is an error of the caller."""
    with pytest.raises(ValueError, match="square"):
        rater_agreement(counts)
