"""The drawn items of the weekly samples, their evaluations, and which of them a reader can begin."""

from collections.abc import Sequence
from itertools import groupby

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.repetition import is_repeated
from agent_api.quality.evaluations.schemas import ItemEvaluation, ItemEvaluations, SampleEvaluations
from agent_api.quality.evaluations.store import EvaluationRow
from config.schema.decimals import exact
from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.postgres.engine import read_connection
from storage.tables import quality_item, quality_sample, quality_stratum


class DrawnItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item of a sample, with the seed of its draw."""

    week: str
    line: str
    advisor: str
    seed: str


async def find_drawn_item(
    connection: AsyncConnection, campaign: str, channel: EvaluationChannel, item: str
) -> DrawnItem | None:
    """Return the item of the latest sample that has it; None if it is in none, or was replaced."""
    row, sample = quality_item.c, quality_sample.c
    same = (row.campaign == sample.campaign) & (row.week == sample.week) & (row.channel == sample.channel)
    query = select(row.week, row.line, row.advisor, sample.seed).join_from(quality_item, quality_sample, same)
    query = query.where(row.campaign == campaign, row.channel == channel, row.item == item, row.replaced_at.is_(None))
    found = (await connection.execute(query.order_by(row.week.desc()).limit(1))).mappings().one_or_none()
    return None if found is None else DrawnItem(**found)


async def find_stratum_size(connection: AsyncConnection, campaign: str, evaluation: EvaluationRow) -> int:
    """Return the work in the stratum of a drawn item, if its sample had an item for each advisor; else 0."""
    if evaluation.kind != "random":
        return 0
    row, sample = quality_stratum.c, quality_sample.c
    same = (row.campaign == sample.campaign) & (row.week == sample.week) & (row.channel == sample.channel)
    query = select(row.population).join_from(quality_stratum, quality_sample, same).where(sample.each_advisor)
    query = query.where(row.campaign == campaign, row.week == evaluation.week, row.channel == evaluation.channel)
    query = query.where(row.line == evaluation.line, row.advisor == evaluation.advisor)
    return await connection.scalar(query) or 0


async def _list_drawn_items(
    connection: AsyncConnection, campaign: str, week: str, channel: EvaluationChannel
) -> dict[str, str]:
    """Return the items of a sample that were not replaced, each with the seed of its draw, in the order of the draw."""
    row, sample = quality_item.c, quality_sample.c
    same = (row.campaign == sample.campaign) & (row.week == sample.week) & (row.channel == sample.channel)
    query = select(row.item, sample.seed).join_from(quality_item, quality_sample, same)
    query = query.where(row.campaign == campaign, row.week == week, row.channel == channel, row.replaced_at.is_(None))
    rows = await connection.execute(query.order_by(row.line, row.advisor, row.position))
    return {each.item: each.seed for each in rows}


async def list_sample_evaluations(
    context: ApiContext, principal: Principal, week: str, channel: EvaluationChannel
) -> SampleEvaluations:
    """Return the evaluations of the items of a sample, each as a part of it.

    Raises:
        NotFound: the sample has no items.
    """
    async with read_connection(context.engine) as connection:
        drawn = await _list_drawn_items(connection, context.campaign, week, channel)
        if not drawn:
            raise NotFound("No hay una muestra sorteada de esa semana y ese canal.")
        rows = await store.list_of_items(connection, context.campaign, {(channel, each) for each in drawn})
    rules = context.site.quality.evaluations if context.site.quality else None
    share = exact(rules.second_share) / 100 if rules else exact(0)
    random = sorted((each for each in rows if each.kind == "random"), key=lambda each: (each.item, each.begun_at))
    by_item = {item: list(group) for item, group in groupby(random, key=lambda each: each.item)}
    writes = principal.has_permission("evaluation.write")
    return SampleEvaluations(
        items=[
            _present(item, by_item.get(item, []), 2 if is_repeated(seed, item, share) else 1, principal, writes=writes)
            for item, seed in drawn.items()
        ]
    )


def _present(
    item: str, rows: Sequence[EvaluationRow], seats: int, principal: Principal, *, writes: bool
) -> ItemEvaluations:
    own = any(each.evaluator == principal.user for each in rows)
    return ItemEvaluations(
        item=item,
        evaluations=[
            ItemEvaluation(
                id=each.id,
                seat=each.seat,
                state=each.state,
                evaluator=each.evaluator,
                evaluator_name=each.evaluator_name,
            )
            for each in rows
        ],
        may_begin=writes and not own and len(rows) < seats,
    )
