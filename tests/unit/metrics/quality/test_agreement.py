"""Cohen's kappa, of a table and of a form."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.quality.agreement import ANSWERS, AnsweredTwice, cross_tabulate, form_agreement, rater_agreement
from metrics.quality.form import ScoringCriterion, ScoringForm
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


def paired(*answers: tuple[str, str]) -> AnsweredTwice:
    """Return two evaluations of one item, by the answers to the criteria of `FORM`."""
    firsts, seconds = zip(*answers, strict=True)
    ids = [each.id for each in FORM.criteria]
    return AnsweredTwice(dict(zip(ids, firsts, strict=True)), dict(zip(ids, seconds, strict=True)))


FORM = ScoringForm(
    convention="zeroing",
    criteria=(
        ScoringCriterion(id="saludo", section="a", family="noncritical", weight=40),
        ScoringCriterion(id="tono", section="a", family="noncritical", weight=20),
        ScoringCriterion(id="verdad", section="b", family="user", weight=40, critical=True),
    ),
)
both = st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS))
form_pairs = st.lists(st.builds(paired, both, both, both), max_size=20)


def test_a_published_table_of_a_criterion_gives_its_kappa() -> None:
    """The prevalence paradox: 95 % agreement and a negative kappa, beside the counts that explain it."""
    pairs = [("meets", "meets")] * 95 + [("meets", "fails")] * 2 + [("fails", "meets")] * 3
    agreement = form_agreement(FORM, [paired(each, ("meets", "meets"), ("meets", "meets")) for each in pairs])
    greeting = agreement.criteria["saludo"]
    assert greeting.counts == ((95, 2, 0), (3, 0, 0), (0, 0, 0))
    assert (greeting.observed, greeting.kappa) == (Fraction(95, 100), Fraction(-3, 122))
    assert (agreement.criteria["verdad"].observed, agreement.criteria["verdad"].kappa) == (1, None)
    assert agreement.families["noncritical"].counts[0][0] == 195
    assert set(agreement.families) == {"noncritical", "user"}
    assert (agreement.items, sum(map(sum, agreement.whole.counts))) == (100, 300)


@given(form_pairs)
@settings(max_examples=examples(100))
def test_counts_add_up(pairs: list[AnsweredTwice]) -> None:
    """The counts of a family are the sums of its criteria, and the whole's those of the families."""
    agreement = form_agreement(FORM, pairs)
    for row in range(3):
        for column in range(3):
            cells = {id_: each.counts[row][column] for id_, each in agreement.criteria.items()}
            assert agreement.families["noncritical"].counts[row][column] == cells["saludo"] + cells["tono"]
            assert agreement.whole.counts[row][column] == sum(cells.values())
    assert all(sum(map(sum, each.counts)) == len(pairs) for each in agreement.criteria.values())


def test_an_item_without_an_answer_is_an_error() -> None:
    """An agreement over what was not asked would be a wrong figure."""
    with pytest.raises(KeyError):
        form_agreement(FORM, [AnsweredTwice({}, {})])
