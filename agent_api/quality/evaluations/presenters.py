"""Evaluations as API responses."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

import msgspec

from agent_api.quality.evaluations.domain.content import Answers, EvaluationTexts, EvidenceNote
from agent_api.quality.evaluations.domain.result import preview_of
from agent_api.quality.evaluations.domain.state_machine import possible_acts
from agent_api.quality.evaluations.domain.visibility import Sight
from agent_api.quality.evaluations.schemas import (
    EvaluationDetail,
    EvaluationNote,
    EvaluationRound,
    EvaluationStep,
    EvaluationStory,
    EvaluationSummary,
    FormCriterionDetail,
    FormDetail,
    FormSectionDetail,
    GroupPreview,
    ScorePreview,
)
from agent_api.quality.evaluations.store import EvaluationRow, RoundRow, StepRow
from config.schema.decimals import exact
from config.site.quality.forms import FormCriterion, QualityForm
from config.site.quality.vocabulary import Family
from metrics.indicators.results import format_value


class EvaluationParts(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the response about one evaluation; ``names`` are those of people by login."""

    row: EvaluationRow
    form: QualityForm
    families: Mapping[Family, str]
    sight: Sight
    names: Mapping[str, str]
    texts: EvaluationTexts
    rounds: Sequence[RoundRow]
    steps: Sequence[StepRow]
    decide_by: datetime | None
    story: EvaluationStory


def pseudonym_of(row: EvaluationRow) -> str:
    """Return the pseudonym of the advisor, which is of this evaluation alone."""
    return f"Asesor {row.id}"


def present_summary(row: EvaluationRow, sight: Sight, names: Mapping[str, str]) -> EvaluationSummary:
    """Return an evaluation as a reader may see it in a list."""
    return EvaluationSummary(
        id=row.id,
        kind=row.kind,
        seat=row.seat,
        channel=row.channel,
        item=row.item,
        line=row.line,
        form_id=row.form,
        worked_at=row.worked_at,
        week=row.week,
        advisor=row.advisor if sight.advisor else None,
        advisor_name=names.get(row.advisor, row.advisor) if sight.advisor else pseudonym_of(row),
        tenure=row.tenure if sight.advisor else None,
        evaluator=row.evaluator,
        evaluator_name=row.evaluator_name,
        begun_at=row.begun_at,
        state=row.state,
        round=row.round,
        score=format_score(row.score) if sight.content else None,
        refutable_until=row.refutable_until,
        needs_feedback=row.needs_feedback if sight.content else False,
    )


def present_detail(parts: EvaluationParts, reader: str, now: datetime) -> EvaluationDetail:
    """Return an evaluation in full, as a reader may see it."""
    row, sight = parts.row, parts.sight
    texts = parts.texts if sight.content else EvaluationTexts()
    return EvaluationDetail(
        **present_summary(row, sight, parts.names).model_dump(),
        follows=row.follows or None,
        decide_by=parts.decide_by,
        site_version=row.site_version,
        revision=row.revision,
        form=present_form(parts.form, parts.families),
        visible=sight.content,
        answers=row.answers if sight.content else {},
        notes=[_present_note(each) for each in texts.notes],
        comment=texts.comment,
        rounds=[present_round(each) for each in parts.rounds] if sight.content else [],
        history=[present_step(each, shows_text=sight.content) for each in parts.steps],
        acts=list(possible_acts(row.value, reader, now)),
        story=parts.story,
    )


def present_form(form: QualityForm, families: Mapping[Family, str]) -> FormDetail:
    """Return a form with its texts."""
    return FormDetail(
        id=form.id,
        name=form.name,
        version=form.version,
        version_label=form.version_label,
        notice=form.notice or None,
        convention=form.scoring.convention,
        sections=[
            FormSectionDetail(
                id=section.section,
                name=section.name,
                criteria=[_present_criterion(each, families) for each in section.criteria],
            )
            for section in form.sections
        ],
    )


def present_score(form: QualityForm, answers: Answers) -> ScorePreview:
    """Return the score by the answers given so far."""
    result = preview_of(form, answers)
    return ScorePreview(
        score=format_score(result.score_text),
        families={family: "passed" if passed else "failed" for family, passed in result.families.items()},
        groups=[
            GroupPreview(
                name=form.scoring.groups[each.group].name,
                score=format_score(str(each.mark)) or "",
                minimum=format_score(str(each.minimum)) or "",
                passed=each.passed,
            )
            for each in result.groups
        ],
        answered=len(answers),
        criteria=len(form.criteria),
    )


def present_round(row: RoundRow) -> EvaluationRound:
    """Return a signed round."""
    return EvaluationRound(
        round=row.round,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        signed_by_name=row.signed_by_name,
        answers=row.answers,
        notes=[_present_note(each) for each in row.notes.notes],
        comment=row.notes.comment,
        score=format_score(row.score),
        exact_score=row.score or None,
        families={family: "passed" if passed else "failed" for family, passed in row.families.items()},
    )


def present_step(row: StepRow, *, shows_text: bool) -> EvaluationStep:
    """Return an act of the history."""
    return EvaluationStep(
        at=row.at,
        by=row.who,
        by_name=row.who_name,
        act=row.act,
        state=row.state,
        round=row.round,
        text=(row.text or None) if shows_text else None,
        criteria=(row.criteria or []) if shows_text else [],
    )


def format_score(exact: str | None) -> str | None:
    """Return a score with two decimals, rounded half up; None if there is none."""
    if not exact:
        return None
    score = Fraction(exact)
    return format_value(score.numerator, score.denominator * 100, "percent")


def _present_criterion(criterion: FormCriterion, families: Mapping[Family, str]) -> FormCriterionDetail:
    return FormCriterionDetail(
        id=criterion.criterion,
        name=criterion.name,
        help=criterion.help,
        weight=str(exact(criterion.weight)),
        family=criterion.family,
        family_name=families[criterion.family],
        critical=criterion.critical,
        evidence=list(criterion.evidence),
        not_applicable=criterion.not_applicable,
    )


def _present_note(note: EvidenceNote) -> EvaluationNote:
    return EvaluationNote.model_construct(
        text=note.text,
        recording=note.recording or None,
        second=note.second,
        paragraph=note.paragraph,
        criterion=note.criterion or None,
    )
