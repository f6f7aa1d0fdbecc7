"""An advisor's own course over time: the evaluations of the random sample, and the figures of each month.

It reads only the evaluations of the person who asks.
"""

from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.feedback.figures import (
    FamilyFigure,
    OwnMonthFigures,
    ScoredWork,
    figures_by_month,
    month_of,
)
from agent_api.quality.evaluations.feedback.schemas import (
    FamilyName,
    OwnCourse,
    OwnFamilyFigure,
    OwnMonth,
    OwnScore,
)
from agent_api.quality.evaluations.presenters import format_score
from agent_api.quality.evaluations.problems import QualityNotConfigured
from metrics.indicators.results import format_value
from metrics.quality.form import FAMILIES
from storage.postgres.engine import read_connection
from storage.tables import evaluation, evaluation_round


async def read_course(context: ApiContext, advisor: str) -> OwnCourse:
    """Return the course of an advisor.

    Raises:
        QualityNotConfigured: the site has no quality rules.
    """
    quality = context.site.quality
    if quality is None:
        raise QualityNotConfigured
    async with read_connection(context.engine) as connection:
        works = await _list_scored_work(connection, context.campaign, advisor)
    minimum = quality.evaluations.minimum_sample
    months = figures_by_month(works, minimum)
    shown = {each.month for each in months}
    return OwnCourse(
        minimum=minimum,
        families=[FamilyName(family=each, name=quality.families[each]) for each in FAMILIES],
        months=[_present_month(each) for each in months],
        scores=[_present_score(each) for each in works if month_of(each) in shown],
    )


async def _list_scored_work(connection: AsyncConnection, campaign: str, advisor: str) -> list[ScoredWork]:
    """List the last round of each first evaluation of the random sample, the oldest work first."""
    row, of = evaluation_round.c, evaluation.c
    last = (of.campaign == row.campaign) & (of.id == row.evaluation) & (of.round == row.round)
    query = select(of.id, of.worked_at, of.tenure, row.score, row.families).join_from(
        evaluation, evaluation_round, last
    )
    query = query.where(of.campaign == campaign, of.advisor == advisor, of.kind == "random", of.seat == "first")
    return [
        ScoredWork(
            evaluation=each.id,
            worked_at=each.worked_at,
            score=Fraction(each.score) if each.score else None,
            families=each.families,
            learning=each.tenure == "new",
        )
        for each in await connection.execute(query.order_by(of.worked_at, of.id))
    ]


def _present_month(figures: OwnMonthFigures) -> OwnMonth:
    return OwnMonth(
        month=figures.month,
        evaluations=figures.evaluations,
        learning=figures.learning,
        sufficient=figures.sufficient,
        mean=None if figures.mean is None else format_score(str(figures.mean)),
        families=[_present_family(each) for each in figures.families],
    )


def _present_family(figure: FamilyFigure) -> OwnFamilyFigure:
    passed, applicable, interval = figure.ratio.numerator, figure.ratio.denominator, figure.interval
    return OwnFamilyFigure(
        family=figure.family,
        passed=passed,
        applicable=applicable,
        percent=format_value(passed, applicable, "percent") if interval else None,
        low=_percent(interval.low) if interval else None,
        high=_percent(interval.high) if interval else None,
    )


def _percent(bound: Decimal) -> str:
    fraction = Fraction(bound)
    return format_value(fraction.numerator, fraction.denominator, "percent") or "0.00"


def _present_score(work: ScoredWork) -> OwnScore:
    return OwnScore(
        evaluation=work.evaluation,
        worked_at=work.worked_at,
        score=None if work.score is None else format_score(str(work.score)),
        learning=work.learning,
    )
