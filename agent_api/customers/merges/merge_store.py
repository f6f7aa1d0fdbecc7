"""Which records were merged, and what came with the one that was, in the database.

Owns the table customer_merge. Rows are added with the merge, and changed once, when both are told apart again; never
deleted.
"""

from datetime import datetime

import msgspec
from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.queries import CreditTieKey
from agent_api.kit.author import Author
from storage.tables import customer, customer_merge

_row = customer_merge.c
_TIES = msgspec.json.Decoder(tuple[CreditTieKey, ...])


class MergeEffects(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge moved.

    Attributes:
        kept_version: of the customer that stays, since then.
        gained: whether its record gained something; that is its history of that version.
        tickets: the numbers of the tickets that became the survivor's.
        ties: those that the survivor got.
    """

    kept_version: int
    gained: bool = False
    tickets: tuple[str, ...] = ()
    ties: tuple[CreditTieKey, ...] = ()


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A merge that was not undone.

    Attributes:
        id: rises with each.
        merged: the record that points to the survivor.
        effects: what it moved; None where that was not written down.
        at: when, or None where that stands in the history alone.
        actor: who merged them, or empty likewise.
        reason: why, sealed; None where it was not written down.
    """

    id: int
    merged: str
    effects: MergeEffects | None
    at: datetime | None
    actor: str
    reason: bytes | None


async def add(
    connection: AsyncConnection,
    campaign: str,
    effects: MergeEffects,
    author: Author,
    *,
    survivor: str,
    merged: str,
    reason: bytes,
) -> None:
    """Write a merge down, in its transaction, and why (sealed)."""
    row = {
        "campaign": campaign,
        "kept": survivor,
        "merged": merged,
        "kept_version": effects.kept_version,
        "gained": effects.gained,
        "at": author.at,
        "actor": author.actor,
        "tickets": list(effects.tickets),
        "ties": msgspec.json.encode(effects.ties).decode(),
        "merge_reason": reason,
    }
    await connection.execute(insert(customer_merge).values(row))


async def active_merges(connection: AsyncConnection, campaign: str, survivor: str) -> list[Merge]:
    """The merges into a customer that were not undone, the last first."""
    c = customer.c
    joined = customer.outerjoin(
        customer_merge, (_row.merged == c.id) & (_row.kept == survivor) & _row.separated_at.is_(None)
    )
    query = select(c.id.label("record"), customer_merge).select_from(joined)
    rows = await connection.execute(query.where(c.campaign == campaign, c.merged_into == survivor))
    merges = [
        Merge(id=0, merged=row.record, effects=None, at=None, actor="", reason=None)
        if row.id is None
        else Merge(
            id=row.id,
            merged=row.record,
            effects=MergeEffects(
                kept_version=row.kept_version,
                gained=row.gained,
                tickets=tuple(row.tickets),
                ties=_TIES.decode(row.ties),
            ),
            at=row.at,
            actor=row.actor,
            reason=row.merge_reason,
        )
        for row in rows
    ]
    return sorted(merges, key=lambda each: -each.id)


async def has_later_merge(connection: AsyncConnection, merge: Merge, survivor: str) -> bool:
    """Whether something was merged after a merge that may bear what came with it: into the survivor, or tied to it."""
    about = or_(_row.kept == survivor, _row.ties.contains(f'"{survivor}"'))
    query = select(_row.id).where(_row.id > merge.id, _row.separated_at.is_(None), about).limit(1)
    return (await connection.execute(query)).first() is not None


async def mark_undone(connection: AsyncConnection, merge: Merge, *, reason: bytes, actor: str, at: datetime) -> None:
    """Write down that a merge was undone, by whom and why (sealed)."""
    values = {"separated_at": at, "separated_by": actor, "reason": reason}
    await connection.execute(update(customer_merge).where(_row.id == merge.id).values(values))
