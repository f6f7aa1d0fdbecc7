"""Query for the signed rounds of an evaluation, which decide whether there is a coaching about it."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from config.site.quality.vocabulary import Family
from storage.tables import evaluation, evaluation_round


class SignedRound(msgspec.Struct, frozen=True, kw_only=True):
    """A signed round with its result; ``score`` is an exact fraction, empty without an applicable criterion."""

    evaluation: str
    round: int
    advisor: str
    has_feedback: bool
    score: str
    families: dict[Family, bool]


async def list_results(connection: AsyncConnection, campaign: str, id_: str) -> list[SignedRound]:
    """List the signed rounds of an evaluation, the first one first; empty before the signature."""
    row, of = evaluation_round.c, evaluation.c
    query = select(of.advisor, of.kind, of.seat, row.round, row.score, row.families)
    query = query.join_from(evaluation, evaluation_round, (of.campaign == row.campaign) & (of.id == row.evaluation))
    rows = await connection.execute(query.where(of.campaign == campaign, of.id == id_).order_by(row.round))
    return [
        SignedRound(
            evaluation=id_,
            round=each.round,
            advisor=each.advisor,
            has_feedback=each.kind != "calibration" and each.seat != "second",
            score=each.score,
            families=each.families,
        )
        for each in rows
    ]
