"""The distance of an evaluator from the master, in points of the score."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.quality.form import AnswerValue, ScoringCriterion, ScoringForm
from metrics.quality.master import ScoreDifference, compare_with_master
from tests.support.properties import examples

FORM = ScoringForm(
    convention="zeroing",
    criteria=(
        ScoringCriterion(id="saludo", section="a", family="noncritical", weight=5),
        ScoringCriterion(id="tono", section="a", family="noncritical", weight=55),
        ScoringCriterion(id="verdad", section="b", family="user", weight=40, critical=True),
    ),
)
MET: dict[str, AnswerValue] = {"saludo": "meets", "tono": "meets", "verdad": "meets"}
NOTHING: dict[str, AnswerValue] = dict.fromkeys(MET, "not_applicable")
answers = st.fixed_dictionaries({id_: st.sampled_from(("meets", "fails", "not_applicable")) for id_ in MET})


def test_the_tolerance_is_the_last_accepted_difference() -> None:
    """Five points apart are within a tolerance of five, in either direction; a little more is not."""
    compared = compare_with_master(FORM, MET, {**MET, "saludo": "fails"}, 5)
    assert (compared.score, compared.master_score) == (95, 100)
    assert compared.difference == ScoreDifference(Fraction(-5), beyond=False)
    assert compared.criteria == {"saludo": ScoreDifference(Fraction(-5), beyond=False)}
    assert compare_with_master(FORM, MET, {**MET, "saludo": "fails"}, Fraction(49, 10)).difference.beyond
    above = compare_with_master(FORM, {**MET, "saludo": "fails"}, MET, Fraction(49, 10))
    assert above.difference == ScoreDifference(Fraction(5), beyond=True)


def test_a_criterion_shows_what_its_answer_alone_does_to_the_score() -> None:
    """A critical failure takes the whole score away, beside any other difference."""
    compared = compare_with_master(FORM, MET, {**MET, "saludo": "fails", "verdad": "fails"}, 5)
    assert compared.difference.points == -100
    assert {id_: each.points for id_, each in compared.criteria.items()} == {"saludo": -5, "verdad": -100}
    assert [each.beyond for each in compared.criteria.values()] == [False, True]


def test_a_missing_score_is_no_difference_of_zero() -> None:
    """If only one of both found an applicable criterion, they are beyond any tolerance; if none did, they agree."""
    assert compare_with_master(FORM, MET, NOTHING, 100).difference == ScoreDifference(None, beyond=True)
    assert compare_with_master(FORM, NOTHING, MET, 100).difference == ScoreDifference(None, beyond=True)
    assert compare_with_master(FORM, NOTHING, NOTHING, 0).difference == ScoreDifference(None, beyond=False)


@given(answers, answers)
@settings(max_examples=examples(200))
def test_two_evaluators_who_swap_places_have_opposite_differences(
    first: dict[str, AnswerValue], second: dict[str, AnswerValue]
) -> None:
    """Only other answers are listed, equal answers differ by nothing, and the sign follows who is the master."""
    forth, back = compare_with_master(FORM, first, second, 5), compare_with_master(FORM, second, first, 5)
    assert forth.difference.beyond == back.difference.beyond
    if forth.difference.points is not None:
        assert back.difference.points == -forth.difference.points
    assert forth.criteria.keys() == {id_ for id_ in MET if first[id_] != second[id_]}
    if first == second:
        assert forth.difference.points in (None, 0)
