"""The results of a session: each evaluator beside the master, by the rounds that were fixed when they were opened."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.quality.agreement.presenters import present_criteria, present_figures
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.schemas import (
    CalibrationResults,
    ComparedEvaluation,
    EvaluatorComparison,
    ItemComparison,
    ScoreDifferenceDetail,
)
from agent_api.quality.calibrations.store import CalibrationItemRow, CalibrationRow, ComparedRound, PersonRow
from agent_api.quality.evaluations.domain.content import Answers
from agent_api.quality.evaluations.domain.result import scoring_form
from agent_api.quality.evaluations.presenters import format_score
from agent_api.quality.evaluations.store import list_answers
from config.site.quality.forms import QualityForm
from metrics.indicators.results import format_value
from metrics.quality.agreement import AnsweredTwice, form_agreement
from metrics.quality.form import ScoringForm
from metrics.quality.master import MasterComparison, ScoreDifference, compare_with_master
from metrics.quality.score import score


async def load_results(
    connection: AsyncConnection,
    campaign: str,
    row: CalibrationRow,
    form: QualityForm,
    *,
    items: Sequence[CalibrationItemRow],
    people: Sequence[PersonRow],
) -> CalibrationResults | None:
    """Return the results of a session; None before they are open."""
    if row.opened_at is None:
        return None
    rounds = await store.list_rounds(connection, campaign, row.id)
    answers = await list_answers(connection, campaign, [(each.evaluation, each.round) for each in rounds])
    seats = {(each.item, each.user): each for each in rounds}
    ids = [each.item for each in items]
    return present_results(form, Fraction(row.tolerance), items=ids, people=people, seats=seats, answers=answers)


def present_results(
    form: QualityForm,
    tolerance: Fraction,
    *,
    items: Sequence[str],
    people: Sequence[PersonRow],
    seats: Mapping[tuple[str, str], ComparedRound],
    answers: Mapping[tuple[str, int], Answers],
) -> CalibrationResults:
    """Compare each evaluator with the master; ``seats`` are the counted rounds by item and user."""
    scoring = scoring_form(form)
    master = next(each.user for each in people if each.part == "master")
    evaluators = [each for each in people if each.part == "evaluator"]
    compared = []
    for item in items:
        own = [seats[item, each.user] for each in evaluators if (item, each.user) in seats]
        compared.append(_compare_item(scoring, tolerance, seats[item, master], own, answers))
    every = [pair for item in compared for pair in _pairs_of(item)]
    return CalibrationResults(
        evaluators=[_present_evaluator(scoring, each, compared) for each in evaluators],
        criteria=present_criteria(form, form_agreement(scoring, every)),
        items=compared,
    )


def _compare_item(
    form: ScoringForm,
    tolerance: Fraction,
    master: ComparedRound,
    seats: Sequence[ComparedRound],
    answers: Mapping[tuple[str, int], Answers],
) -> ItemComparison:
    reference = answers[master.evaluation, master.round]
    evaluations = []
    for seat in seats:
        own = answers[seat.evaluation, seat.round]
        evaluations.append(_present_evaluation(seat, own, compare_with_master(form, reference, own, tolerance)))
    return ItemComparison(
        item=master.item,
        master_evaluation=master.evaluation,
        master_score=_format(score(form, reference).mark),
        master_answers=dict(reference),
        evaluations=evaluations,
    )


def _present_evaluator(form: ScoringForm, person: PersonRow, items: Sequence[ItemComparison]) -> EvaluatorComparison:
    own = [each for item in items for each in item.evaluations if each.user == person.user]
    pairs = [pair for item in items for pair in _pairs_of(item, person.user)]
    return EvaluatorComparison(
        user=person.user,
        name=person.name,
        items=len(own),
        beyond=sum(each.difference.beyond for each in own),
        figures=present_figures(form_agreement(form, pairs).whole),
    )


def _pairs_of(item: ItemComparison, user: str = "") -> list[AnsweredTwice]:
    """Return the master's answers beside those of each evaluator, or of one."""
    evaluations = (each for each in item.evaluations if user in ("", each.user))
    return [AnsweredTwice(item.master_answers, each.answers) for each in evaluations]


def _present_evaluation(seat: ComparedRound, answers: Answers, comparison: MasterComparison) -> ComparedEvaluation:
    return ComparedEvaluation(
        user=seat.user,
        evaluation=seat.evaluation,
        round=seat.round,
        score=_format(comparison.score),
        difference=_present_difference(comparison.difference),
        answers=dict(answers),
        criteria={id_: _present_difference(each) for id_, each in comparison.criteria.items()},
    )


def _present_difference(difference: ScoreDifference) -> ScoreDifferenceDetail:
    return ScoreDifferenceDetail(points=format_points(difference.points), beyond=difference.beyond)


def format_points(points: Fraction | None) -> str | None:
    """Return a difference with two decimals and its sign, rounded half away from zero; None if there is none."""
    if points is None:
        return None
    size = format_value(abs(points.numerator), points.denominator * 100, "percent")
    return f"{'-' if points < 0 else '+' if points > 0 else ''}{size}"


def _format(score: Fraction | None) -> str | None:
    return format_score(None if score is None else str(score))
