"""Query for a drawn item of the weekly samples."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.tables import quality_item, quality_sample


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
