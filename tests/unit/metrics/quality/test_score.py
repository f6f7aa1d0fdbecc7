"""Scores by the three conventions."""

from fractions import Fraction
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.quality.vocabulary import Convention, Family
from metrics.quality.form import AnswerValue, ScoringCriterion, ScoringForm, ScoringGroup
from metrics.quality.score import Score, score
from tests.support.properties import examples

MEETS, FAILS, NOT_APPLICABLE = get_args(AnswerValue)
CRITERIA = (
    ScoringCriterion(id="greeting", section="opening", family="noncritical", weight=10, group="form"),
    ScoringCriterion(id="tone", section="opening", family="noncritical", weight=10, group="form"),
    ScoringCriterion(id="identity", section="opening", family="compliance", weight=20, critical=True, group="law"),
    ScoringCriterion(id="answer", section="solution", family="user", weight=40, critical=True, group="user"),
    ScoringCriterion(id="typology", section="solution", family="business", weight=20, group="business"),
)
GROUPS = (ScoringGroup("form", 85), ScoringGroup("law", 100), ScoringGroup("user", 95), ScoringGroup("business", 90))
ZEROING = ScoringForm(convention="zeroing", criteria=CRITERIA)
BY_SECTION = msgspec.structs.replace(ZEROING, zeroes="section")
BY_FAMILY = ScoringForm(convention="family", criteria=CRITERIA)
BY_GROUP = ScoringForm(convention="groups", criteria=CRITERIA, groups=GROUPS)
EMPTY_MET = msgspec.structs.replace(BY_GROUP, empty_group="met")
FORMS = (ZEROING, BY_SECTION, BY_FAMILY, BY_GROUP, EMPTY_MET)

answer_sets = st.fixed_dictionaries({each.id: st.sampled_from(get_args(AnswerValue)) for each in CRITERIA})


def scored(form: ScoringForm, **answers: AnswerValue) -> Score:
    """Score an evaluation in which all criteria are met, except those listed."""
    return score(form, {each.id: MEETS for each in form.criteria} | answers)


@pytest.mark.parametrize("form", FORMS)
def test_without_failures_the_mark_is_the_best(form: ScoringForm) -> None:
    """Everything met gives 100 by every convention, and every family passes."""
    result = scored(form)
    assert result.mark == 100
    assert result.families == {"user": True, "business": True, "compliance": True, "noncritical": True}
    assert result.accepted is (True if form.convention == "groups" else None)


@pytest.mark.parametrize("form", FORMS)
def test_where_nothing_applies_there_is_no_score(form: ScoringForm) -> None:
    """An evaluation without an applicable criterion has no mark, neither 0 nor 100, and no family."""
    nothing: dict[str, AnswerValue] = {each.id: NOT_APPLICABLE for each in form.criteria}
    assert score(form, nothing) == Score(mark=None, families={})
    assert score(form, nothing).accepted is None


def test_a_critical_failure_zeroes_the_form() -> None:
    """One critical failure makes the mark 0; another failure costs its weight alone."""
    assert scored(ZEROING, answer=FAILS).mark == 0
    assert scored(ZEROING, typology=FAILS).mark == 80
    assert scored(ZEROING, answer=NOT_APPLICABLE, typology=FAILS).mark == Fraction(200, 3)


def test_a_critical_failure_zeroes_its_section() -> None:
    """With sections, the rest of the form keeps its weight."""
    assert scored(BY_SECTION, identity=FAILS).mark == 60
    assert scored(BY_SECTION, answer=FAILS, greeting=FAILS).mark == 30
    assert scored(BY_SECTION, answer=FAILS, identity=FAILS).mark == 0


def test_a_critical_failure_without_weight_zeroes_too() -> None:
    """A criterion that only knocks out has weight 0; met alone it gives no mark, failed it gives 0."""
    knockout = ScoringCriterion(id="insult", section="opening", family="user", weight=0, critical=True)
    form = ScoringForm(convention="zeroing", criteria=(knockout,))
    assert score(form, {"insult": MEETS}).mark is None
    assert score(form, {"insult": FAILS}).mark == 0


def test_families_pass_or_fail_beside_a_mark() -> None:
    """A failure of a critical family leaves the mark of the non-critical criteria untouched."""
    result = scored(BY_FAMILY, answer=FAILS, tone=FAILS, identity=NOT_APPLICABLE)
    assert result.mark == 50
    assert result.families == {"user": False, "business": True, "noncritical": False}
    assert scored(BY_FAMILY, greeting=NOT_APPLICABLE, tone=NOT_APPLICABLE).mark is None


def test_each_group_has_a_mark_and_a_minimum() -> None:
    """The whole mark is the sum of the groups; one group below its minimum means that it is not accepted."""
    result = scored(BY_GROUP, tone=FAILS)
    assert result.mark == 90
    assert [(each.group, each.mark, each.passed) for each in result.groups] == [
        ("form", 50, False),
        ("law", 100, True),
        ("user", 100, True),
        ("business", 100, True),
    ]
    assert result.accepted is False
    assert result.families["noncritical"] is False
    lenient = msgspec.structs.replace(BY_GROUP, groups=(ScoringGroup("form", 50), *GROUPS[1:]))
    assert scored(lenient, tone=FAILS).accepted is True
    assert scored(lenient, tone=FAILS).families["noncritical"] is True


def test_a_weight_group_loses_its_weight_together() -> None:
    """One failure loses the weights of all with the same weight group in the group, and of no others."""
    shared = tuple(
        msgspec.structs.replace(each, weight_group="w" if each.id in {"greeting", "tone", "typology"} else None)
        for each in CRITERIA
    )
    form = msgspec.structs.replace(BY_GROUP, criteria=shared)
    assert scored(form, tone=FAILS).mark == 80
    assert [each.mark for each in scored(form, tone=FAILS).groups] == [0, 100, 100, 100]
    assert scored(form, tone=FAILS, greeting=NOT_APPLICABLE).groups[0].mark == 0


def test_an_empty_group_is_left_out_or_counts_as_met() -> None:
    """The form says which; in both cases its family did not apply."""
    left_out = scored(BY_GROUP, typology=NOT_APPLICABLE, tone=FAILS)
    assert left_out.mark == Fraction(100 * 70, 80)
    assert [each.group for each in left_out.groups] == ["form", "law", "user"]
    met = scored(EMPTY_MET, typology=NOT_APPLICABLE, tone=FAILS)
    assert met.mark == 90
    assert [each.applies for each in met.groups] == [True, True, True, False]
    assert "business" not in left_out.families | met.families


def test_not_applicable_leaves_the_weights_of_a_group() -> None:
    """Within a group the remaining weights are rescaled, and the group keeps its weight in the form."""
    result = scored(BY_GROUP, greeting=NOT_APPLICABLE, tone=FAILS)
    assert result.groups[0].mark == 0
    assert result.mark == 80


@given(answer_sets, st.sampled_from(FORMS))
@settings(max_examples=examples(300))
def test_marks_stay_in_range_and_never_grow_with_a_failure(answers: dict[str, AnswerValue], form: ScoringForm) -> None:
    """A mark lies between 0 and 100, and one more failure never raises it nor passes a family."""
    result = score(form, answers)
    assert result.mark is None or 0 <= result.mark <= 100
    assert set(result.families) == {each.family for each in CRITERIA if answers[each.id] != NOT_APPLICABLE}
    for each in [name for name, answer in answers.items() if answer == MEETS]:
        worse = score(form, {**answers, each: FAILS})
        assert (worse.mark is None) == (result.mark is None)
        assert worse.mark is None or result.mark is None or worse.mark <= result.mark
        assert all(result.families[family] for family, passed in worse.families.items() if passed)


@given(answer_sets)
@settings(max_examples=examples(200))
def test_conventions_agree_with_a_second_computation(answers: dict[str, AnswerValue]) -> None:
    """Sums of whole numbers, written without the scorers, give the same marks."""
    applicable = [each for each in CRITERIA if answers[each.id] != NOT_APPLICABLE]
    points = {each.id: int(each.weight) * (answers[each.id] == MEETS) for each in applicable}
    weight = sum(int(each.weight) for each in applicable)
    knocked_out = answers["identity"] == FAILS or answers["answer"] == FAILS
    if applicable:
        assert score(ZEROING, answers).mark == (0 if knocked_out else Fraction(100 * sum(points.values()), weight))
    own = [points[name] for name in ("greeting", "tone") if name in points]
    assert score(BY_FAMILY, answers).mark == (Fraction(10 * sum(own), len(own)) if own else None)
    if applicable:
        by_group = [(sum(own), 10 * len(own), 20)] if own else []
        by_group += [(points[each.id], int(each.weight), int(each.weight)) for each in applicable if each.weight != 10]
        total = sum(Fraction(earned * share, out_of) for earned, out_of, share in by_group)
        assert score(BY_GROUP, answers).mark == 100 * total / sum(share for *_, share in by_group)


def test_weights_of_any_unit_give_the_same_mark() -> None:
    """Only the proportions of the weights count, also as fractions of no decimal."""
    thirds = tuple(msgspec.structs.replace(each, weight=Fraction(each.weight, 7)) for each in CRITERIA)
    assert scored(msgspec.structs.replace(ZEROING, criteria=thirds), typology=FAILS).mark == 80


@pytest.mark.parametrize(
    "answers", [{}, {each.id: MEETS for each in CRITERIA[1:]}, {each.id: MEETS for each in CRITERIA} | {"x": MEETS}]
)
def test_each_criterion_needs_an_answer(answers: dict[str, AnswerValue]) -> None:
    """A missing or an unknown answer is an error, and never a criterion that does not apply."""
    with pytest.raises(ValueError, match="answer"):
        score(ZEROING, answers)


def criterion(name: str, *, weight: int = 1, family: Family = "user", group: str | None = None) -> ScoringCriterion:
    """Build a criterion."""
    return ScoringCriterion(id=name, section="s", family=family, weight=weight, group=group)


@pytest.mark.parametrize(
    ("convention", "criteria", "groups"),
    [
        ("zeroing", (criterion("a"), criterion("a")), ()),
        ("zeroing", (criterion("a", weight=-1),), ()),
        ("groups", (criterion("a"),), (ScoringGroup("g", 90),)),
        ("groups", (criterion("a", group="h"),), (ScoringGroup("g", 90),)),
        ("groups", (criterion("a", group="g"),), (ScoringGroup("g", 101),)),
        ("groups", (criterion("a", group="g"),), (ScoringGroup("g", 90), ScoringGroup("g", 80))),
        ("groups", (criterion("a", group="g", weight=0),), (ScoringGroup("g", 90),)),
    ],
)
def test_a_form_that_hides_errors_is_refused(
    convention: Convention, criteria: tuple[ScoringCriterion, ...], groups: tuple[ScoringGroup, ...]
) -> None:
    """Repeated ids, negative weights, unknown groups and minimums out of range do not become a form."""
    with pytest.raises(ValueError, match=r"twice|negative|group"):
        ScoringForm(convention=convention, criteria=criteria, groups=groups)
