"""Weekly samples in the database.

Owns the tables quality_seed, quality_sample, quality_stratum and quality_item. Each plan, commitment and draw exists
once, whichever process stores it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.sample import SampleChannel, SeedCase
from storage.tables import quality_item, quality_sample, quality_seed, quality_stratum


class SeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """The commitment of a week; the number and its columns are None until it is revealed."""

    week: str
    commitment: str
    committed_at: datetime
    committed_by: str
    committed_by_name: str
    number: str | None = None
    revealed_at: datetime | None = None
    revealed_by: str | None = None
    revealed_by_name: str | None = None


class SampleRow(msgspec.Struct, frozen=True, kw_only=True):
    """Plan and draw of a week and channel; the fields from ``drawn_at`` on are None until the draw."""

    week: str
    channel: SampleChannel
    site_version: str
    planned_at: datetime
    confidence: int
    margin: str
    expected: str
    each_advisor: bool
    draws_at: datetime
    reveal_by: datetime
    drawn_at: datetime | None = None
    population: int | None = None
    size: int | None = None
    strata: int | None = None
    frame: str | None = None
    head_seq: int | None = None
    head: str | None = None
    seed: str | None = None
    seed_case: SeedCase | None = None


class StratumRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stratum; ``reserve`` has the ids after the drawn ones, in their order."""

    line: str
    advisor: str
    population: int
    size: int
    reserve: tuple[str, ...]


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """An item; ``replaces`` is the item whose place it took, or empty, and the rest says who replaced it and why."""

    item: str
    line: str
    advisor: str
    position: int
    replaces: str = ""
    replaced_at: datetime | None = None
    replaced_by: str | None = None
    replaced_by_name: str | None = None
    reason: str | None = None


class SampleCounts(msgspec.Struct, frozen=True):
    """A sample of a page, with the number of its replacements and the commitment of its week."""

    sample: SampleRow
    replaced: int
    seed: SeedRow | None


async def last_planned(connection: AsyncConnection, campaign: str) -> str | None:
    """Return the last week that has a plan, or None."""
    query = select(func.max(quality_sample.c.week)).where(quality_sample.c.campaign == campaign)
    week: str | None = (await connection.execute(query)).scalar_one()
    return week


async def add_plan(connection: AsyncConnection, campaign: str, row: SampleRow) -> bool:
    """Insert a plan; return whether this transaction did it and so must write its fact."""
    values = {name: value for name, value in msgspec.structs.asdict(row).items() if value is not None}
    new = insert(quality_sample).values(campaign=campaign, **values)
    result = await connection.execute(new.on_conflict_do_nothing().returning(text("1")))
    return result.first() is not None


async def add_commitment(connection: AsyncConnection, campaign: str, row: SeedRow) -> bool:
    """Insert a commitment; return whether this transaction did it."""
    values = {name: value for name, value in msgspec.structs.asdict(row).items() if value is not None}
    new = insert(quality_seed).values(campaign=campaign, **values)
    result = await connection.execute(new.on_conflict_do_nothing().returning(text("1")))
    return result.first() is not None


async def find_seed(connection: AsyncConnection, campaign: str, week: str, *, lock: bool = False) -> SeedRow | None:
    """Find the commitment of a week; ``lock`` holds it until the transaction ends."""
    query = _columns_of(SeedRow, quality_seed).where(quality_seed.c.campaign == campaign, quality_seed.c.week == week)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else SeedRow(**row)


async def list_seeds(connection: AsyncConnection, campaign: str, limit: int) -> list[SeedRow]:
    """Return the latest commitments, the latest week first."""
    query = _columns_of(SeedRow, quality_seed).where(quality_seed.c.campaign == campaign)
    rows = await connection.execute(query.order_by(quality_seed.c.week.desc()).limit(limit))
    return [SeedRow(**row) for row in rows.mappings()]


async def set_number(connection: AsyncConnection, campaign: str, week: str, **values: Any) -> None:
    """Store the number of a week, and who revealed it."""
    row = and_(quality_seed.c.campaign == campaign, quality_seed.c.week == week)
    await connection.execute(update(quality_seed).where(row).values(**values))


async def find_sample(
    connection: AsyncConnection, campaign: str, week: str, channel: str, *, lock: bool = False
) -> SampleRow | None:
    """Find the sample of a week and channel; ``lock`` holds it until the transaction ends."""
    query = _columns_of(SampleRow, quality_sample).where(_of_sample(quality_sample, campaign, week, channel))
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else SampleRow(**row)


async def list_undrawn(connection: AsyncConnection, campaign: str, now: datetime) -> list[SampleRow]:
    """Return the samples that may be drawn now, the oldest week first."""
    query = _columns_of(SampleRow, quality_sample).where(
        quality_sample.c.campaign == campaign, quality_sample.c.drawn_at.is_(None), quality_sample.c.draws_at <= now
    )
    rows = await connection.execute(query.order_by(quality_sample.c.week, quality_sample.c.channel))
    return [SampleRow(**row) for row in rows.mappings()]


async def is_week_drawn(connection: AsyncConnection, campaign: str, week: str) -> bool:
    """Return whether a sample of any channel of the week is drawn."""
    query = select(func.count()).where(
        quality_sample.c.campaign == campaign, quality_sample.c.week == week, quality_sample.c.drawn_at.is_not(None)
    )
    return bool(await connection.scalar(query))


async def list_samples(
    connection: AsyncConnection, campaign: str, channel: str | None, limit: int, before: str | None
) -> list[SampleCounts]:
    """Return the samples of weeks earlier than `before`, the latest week first, with their counts."""
    sample, item, seed = quality_sample.c, quality_item.c, quality_seed.c
    replaced = (
        select(func.count())
        .where(item.campaign == sample.campaign, item.week == sample.week, item.channel == sample.channel)
        .where(item.replaced_at.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(
            quality_sample, replaced.label("replaced"), *(each.label(f"seed_{each.name}") for each in _seed_columns())
        )
        .outerjoin(quality_seed, and_(seed.campaign == sample.campaign, seed.week == sample.week))
        .where(sample.campaign == campaign)
    )
    if channel is not None:
        query = query.where(sample.channel == channel)
    if before is not None:
        query = query.where(sample.week < before)
    rows = await connection.execute(query.order_by(sample.week.desc(), sample.channel).limit(limit))
    return [_to_counts(row) for row in rows.mappings()]


async def store_draw(
    connection: AsyncConnection,
    campaign: str,
    sample: SampleRow,
    strata: Sequence[StratumRow],
    items: Sequence[ItemRow],
) -> None:
    """Store the draw of a planned sample, which the caller holds locked."""
    key = {"campaign": campaign, "week": sample.week, "channel": sample.channel}
    statement = update(quality_sample).where(_of_sample(quality_sample, **key))
    await connection.execute(statement.values(**msgspec.structs.asdict(sample)))
    for table, rows in ((quality_stratum, strata), (quality_item, items)):
        if rows:
            await connection.execute(insert(table), [{**key, **msgspec.structs.asdict(each)} for each in rows])


async def list_strata(connection: AsyncConnection, campaign: str, week: str, channel: str) -> list[StratumRow]:
    """Return the strata of a sample, in the order of line and advisor."""
    query = _columns_of(StratumRow, quality_stratum).where(_of_sample(quality_stratum, campaign, week, channel))
    rows = await connection.execute(query.order_by(quality_stratum.c.line, quality_stratum.c.advisor))
    return [StratumRow(**row) for row in rows.mappings()]


async def list_items(connection: AsyncConnection, campaign: str, week: str, channel: str) -> list[ItemRow]:
    """Return the items of a sample, replaced ones too, in the order of stratum and position."""
    query = _columns_of(ItemRow, quality_item).where(_of_sample(quality_item, campaign, week, channel))
    order = (quality_item.c.line, quality_item.c.advisor, quality_item.c.position)
    return [ItemRow(**row) for row in (await connection.execute(query.order_by(*order))).mappings()]


async def add_item(connection: AsyncConnection, campaign: str, sample: SampleRow, row: ItemRow) -> None:
    """Insert the item that takes the place of another."""
    key = {"campaign": campaign, "week": sample.week, "channel": sample.channel}
    await connection.execute(insert(quality_item).values(**key, **msgspec.structs.asdict(row)))


async def mark_replaced(connection: AsyncConnection, campaign: str, sample: SampleRow, row: ItemRow) -> None:
    """Store who replaced an item, when and why."""
    found = and_(_of_sample(quality_item, campaign, sample.week, sample.channel), quality_item.c.item == row.item)
    names = ("replaced_at", "replaced_by", "replaced_by_name", "reason")
    await connection.execute(update(quality_item).where(found).values({name: getattr(row, name) for name in names}))


def _of_sample(table: Any, campaign: str, week: str, channel: str) -> Any:
    return and_(table.c.campaign == campaign, table.c.week == week, table.c.channel == channel)


def _columns_of(kind: type[msgspec.Struct], table: Any) -> Select[Any]:
    return select(*(table.c[name] for name in kind.__struct_fields__))


def _seed_columns() -> list[Any]:
    return [quality_seed.c[name] for name in SeedRow.__struct_fields__]


def _to_counts(row: Any) -> SampleCounts:
    sample = SampleRow(**{name: row[name] for name in SampleRow.__struct_fields__})
    seed = {name: row[f"seed_{name}"] for name in SeedRow.__struct_fields__}
    return SampleCounts(sample, row["replaced"], SeedRow(**seed) if seed["commitment"] else None)
