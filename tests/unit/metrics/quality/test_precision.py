"""Precision per family, mean mark and weighted estimate."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.quality.vocabulary import Family
from metrics.quality.allocation import allocate
from metrics.quality.form import FAMILIES, ScoringCriterion, ScoringForm
from metrics.quality.precision import MeanMark, WeightedEstimate, family_precision, mean_mark, weighted_estimate
from metrics.quality.score import Score, score
from metrics.service_level import Ratio
from tests.support.properties import examples

results = st.dictionaries(st.sampled_from(FAMILIES), st.booleans())
score_lists = st.lists(st.builds(Score, mark=st.none() | st.fractions(0, 100), families=results), max_size=30)


def test_precision_counts_the_evaluations_with_an_applicable_criterion() -> None:
    """One evaluation fails, one has no applicable criterion of the family and is in no part of the fraction."""
    criteria = tuple(
        ScoringCriterion(id=name, section="s", family=family, weight=1)
        for name, family in (("a", "user"), ("b", "user"), ("c", "compliance"))
    )
    form = ScoringForm(convention="family", criteria=criteria)
    scores = [
        score(form, {"a": "meets", "b": "not_applicable", "c": "not_applicable"}),
        score(form, {"a": "meets", "b": "fails", "c": "meets"}),
        score(form, {"a": "not_applicable", "b": "not_applicable", "c": "meets"}),
        score(form, {"a": "not_applicable", "b": "not_applicable", "c": "not_applicable"}),
    ]
    assert family_precision(scores) == {
        "user": Ratio(1, 2),
        "business": Ratio(0, 0),
        "compliance": Ratio(2, 2),
        "noncritical": Ratio(0, 0),
    }


@given(score_lists)
@settings(max_examples=examples(100))
def test_precision_is_one_minus_the_share_of_errors(scores: list[Score]) -> None:
    """The applicable evaluations minus the failing ones are the numerator, for each family."""
    precision = family_precision(scores)
    assert tuple(precision) == FAMILIES
    for family, ratio in precision.items():
        failing = [each for each in scores if each.families.get(family) is False]
        assert ratio.denominator - ratio.numerator == len(failing)
        assert ratio.denominator == sum(family in each.families for each in scores)


def test_the_mean_leaves_out_evaluations_without_a_mark() -> None:
    """An evaluation without a mark is neither 0 nor 100, and of none there is no mean."""
    families: dict[Family, bool] = {}
    marks = [Fraction(100), None, Fraction(50), Fraction(0)]
    assert mean_mark([Score(mark=mark, families=families) for mark in marks]) == MeanMark(Fraction(50), 3)
    assert mean_mark([Score(mark=None, families=families)]) == MeanMark(None, 0)


def test_strata_weigh_by_their_members() -> None:
    """An advisor with one of 300 calls weighs 1/300, although one of ten evaluations is theirs."""
    estimate = weighted_estimate({"ana": 299, "eva": 1}, {"ana": Ratio(9, 9), "eva": Ratio(0, 1)})
    assert estimate == WeightedEstimate(Fraction(299, 300), Fraction(1))


def test_a_stratum_without_an_observation_is_said() -> None:
    """It weighs nothing, and the covered share of the population says how much the estimate leaves out."""
    estimate = weighted_estimate(
        {"ana": 60, "beto": 20, "eva": 20}, {"ana": Ratio(1, 2), "beto": Ratio(1, 1), "eva": Ratio(0, 0)}
    )
    assert estimate == WeightedEstimate(Fraction(5, 8), Fraction(4, 5))
    assert weighted_estimate({"ana": 1}, {}) == WeightedEstimate(None, Fraction(0))
    assert weighted_estimate({}, {}) == WeightedEstimate(None, Fraction(0))


def test_an_unknown_stratum_is_refused() -> None:
    """An observation outside the frame is an error of the caller."""
    with pytest.raises(KeyError):
        weighted_estimate({"ana": 1}, {"eva": Ratio(1, 1)})


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.booleans(), min_size=1, max_size=40), min_size=1))
@settings(max_examples=examples(100))
def test_a_complete_sample_is_estimated_exactly(strata: dict[str, list[bool]]) -> None:
    """If every member is evaluated, the weighted estimate is the proportion of the population itself."""
    sizes = {key: len(members) for key, members in strata.items()}
    shares = allocate(sum(sizes.values()), sizes, at_least_one=True).shares
    assert shares == dict(sorted(sizes.items()))
    members = [each for stratum in strata.values() for each in stratum]
    estimate = weighted_estimate(sizes, {key: Ratio(sum(each), len(each)) for key, each in strata.items()})
    assert estimate == WeightedEstimate(Fraction(sum(members), len(members)), Fraction(1))
