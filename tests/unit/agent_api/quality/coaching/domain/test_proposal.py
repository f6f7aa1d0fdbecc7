"""The effect of a signed round on the coaching about its evaluation."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.quality.coaching.domain.proposal import effect_of
from agent_api.quality.evaluations.domain.result import RoundResult, calls_for
from config.site.quality.evaluations import ScoreTrigger

TRIGGER = ScoreTrigger(below=70, families=("compliance",))
GOOD = RoundResult(score=Fraction(90), families={"user": True, "compliance": True})
LOW = RoundResult(score=Fraction(69), families={"user": True, "compliance": True})
BREACH = RoundResult(score=Fraction(90), families={"user": True, "compliance": False})
RESULTS = st.builds(
    RoundResult,
    score=st.none() | st.fractions(0, 100),
    families=st.dictionaries(st.sampled_from(("user", "business", "compliance", "noncritical")), st.booleans()),
)


@pytest.mark.parametrize(
    ("result", "calls"),
    [
        (GOOD, False),
        (LOW, True),
        (BREACH, True),
        (RoundResult(score=Fraction(70), families={}), False),
        (RoundResult(score=Fraction(6999, 100), families={}), True),
        (RoundResult(score=None, families={}), False),
        (RoundResult(score=Fraction(90), families={"user": False}), False),
    ],
)
def test_a_low_score_or_a_failed_family_calls_for_it(result: RoundResult, calls: bool) -> None:
    """The limit itself does not, nor a family that the site does not name, nor an evaluation without a score."""
    assert calls_for(TRIGGER, result) == calls


def test_a_trigger_without_a_limit_looks_at_families_alone() -> None:
    """A score of zero calls for nothing where the site names no limit."""
    trigger = ScoreTrigger(families=("user",))
    assert not calls_for(trigger, RoundResult(score=Fraction(0), families={"user": True}))
    assert calls_for(trigger, RoundResult(score=Fraction(100), families={"user": False}))


def test_the_first_round_proposes_where_the_site_asks() -> None:
    """A good result proposes nothing."""
    assert effect_of(TRIGGER, LOW, before=None, has_open=False) == "propose"
    assert effect_of(TRIGGER, GOOD, before=None, has_open=False) == "none"


def test_a_changed_result_annuls_or_replaces() -> None:
    """A coaching on the old score ends; another one follows if the new result asks for it, too."""
    assert effect_of(TRIGGER, GOOD, before=LOW, has_open=True) == "annul"
    assert effect_of(TRIGGER, BREACH, before=LOW, has_open=True) == "replace"
    assert effect_of(TRIGGER, GOOD, before=LOW, has_open=False) == "none"


@given(result=RESULTS, before=st.none() | RESULTS, has_open=st.booleans())
def test_an_effect_fits_what_is_open(result: RoundResult, before: RoundResult | None, has_open: bool) -> None:
    """An unchanged result does nothing; only an open coaching is annulled; what the site asks for is open then."""
    effect = effect_of(TRIGGER, result, before=before, has_open=has_open)
    if result == before:
        assert effect == "none"
        return
    assert (effect in ("annul", "replace")) == has_open
    assert (effect in ("propose", "replace")) == calls_for(TRIGGER, result)
