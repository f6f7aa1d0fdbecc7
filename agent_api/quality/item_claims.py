"""The evaluator of a drawn item, and the lock under which an evaluation begins or an item is replaced.

Both subpackages use it: an item with an evaluation stays in its sample, and an item that left it cannot be evaluated as
a part of it.
"""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.sample import SampleChannel
from storage.postgres.year_numbers import lock_numbers
from storage.tables import evaluation


class ItemClaim(msgspec.Struct, frozen=True, kw_only=True):
    """The first evaluation of a drawn item, and its evaluator."""

    evaluation: str
    evaluator_name: str
    signed: bool


async def lock_items(connection: AsyncConnection, campaign: str) -> None:
    """Let no other transaction begin an evaluation or replace an item in a campaign until this one ends."""
    await lock_numbers(connection, evaluation, campaign)


async def find_claim(connection: AsyncConnection, campaign: str, channel: SampleChannel, item: str) -> ItemClaim | None:
    """Return the first evaluation of an item as a part of its sample; None if there is none, or it was discarded."""
    row = evaluation.c
    query = select(row.id, row.evaluator_name, row.round).where(row.campaign == campaign, row.kind == "random")
    query = query.where(row.channel == channel, row.item == item, row.state != "discarded")
    found = (await connection.execute(query.order_by(row.begun_at, row.id).limit(1))).one_or_none()
    if found is None:
        return None
    return ItemClaim(evaluation=found.id, evaluator_name=found.evaluator_name, signed=found.round > 0)
