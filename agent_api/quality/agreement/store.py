"""Read the repeated items of the samples with the first round of each of their evaluations."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.evaluation import EvaluationAnswer, EvaluationChannel, Seat
from storage.tables import evaluation, evaluation_round


class FirstRound(msgspec.Struct, frozen=True, kw_only=True):
    """The first signed round of an evaluation of a repeated item, which was signed without knowing the other one."""

    channel: EvaluationChannel
    item: str
    seat: Seat
    site_version: str
    form: str
    form_version: str
    answers: dict[str, EvaluationAnswer]


async def list_first_rounds(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime, channel: EvaluationChannel | None
) -> list[FirstRound]:
    """List those whose work was done from ``begins`` until before ``ends``, in the order of the work."""
    row, signed = evaluation.c, evaluation_round.c
    same = (row.campaign == signed.campaign) & (row.id == signed.evaluation) & (signed.round == 1)
    columns = (row.channel, row.item, row.seat, row.site_version, row.form, row.form_version, signed.answers)
    query = select(*columns).join_from(evaluation, evaluation_round, same)
    query = query.where(row.campaign == campaign, row.kind == "random", row.repeated)
    query = query.where(row.worked_at >= begins, row.worked_at < ends)
    if channel is not None:
        query = query.where(row.channel == channel)
    rows = await connection.execute(query.order_by(row.worked_at, row.id))
    return [FirstRound(**each) for each in rows.mappings()]
