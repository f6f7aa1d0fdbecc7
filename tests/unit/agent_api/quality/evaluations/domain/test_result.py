"""The result of complete answers by the site's form."""

from fractions import Fraction

from agent_api.quality.evaluations.domain.content import Answers
from agent_api.quality.evaluations.domain.result import result_of
from config.schema.decimals import exact
from tests.support.site_folders import sample_site
from tests.unit.agent_api.quality.evaluations.domain.test_content import FORM


def answers(**changes: str) -> Answers:
    """Return «meets» for each criterion of the form of calls, with changes."""
    return {each.criterion: "meets" for each in FORM.criteria} | changes  # type: ignore[return-value]


def test_a_critical_failure_zeroes_and_fails_its_family() -> None:
    """The sample's form of calls has the convention of zeroing."""
    critical = next(each for each in FORM.criteria if each.critical)
    result = result_of(FORM, answers(**{critical.criterion: "fails"}))
    assert (result.score, result.score_text, result.family(critical.family)) == (Fraction(0), "0", "failed")
    whole = result_of(FORM, answers())
    assert (whole.score_text, set(whole.families.values())) == ("100", {True})


def test_a_criterion_that_does_not_apply_leaves_numerator_and_denominator() -> None:
    """The score is an exact fraction of the weights that apply."""
    absent = next(each for each in FORM.criteria if each.not_applicable)
    minor = next(each for each in FORM.criteria if not each.critical and each != absent)
    result = result_of(FORM, answers(**{absent.criterion: "not_applicable", minor.criterion: "fails"}))
    applies = 100 - exact(absent.weight)
    assert result.score == 100 * (applies - exact(minor.weight)) / applies
    assert Fraction(result.score_text) == result.score


def test_every_form_of_the_sample_can_be_scored() -> None:
    """Each form gives 100 points when everything is met."""
    quality = sample_site().quality
    assert quality is not None
    for form in quality.forms.values():
        assert result_of(form, {each.criterion: "meets" for each in form.criteria}).score == 100
