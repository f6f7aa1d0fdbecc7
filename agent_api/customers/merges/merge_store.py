"""Merges of customers in the database, with their effects.

Owns the table customer_merge. A merge inserts a row, undoing the merge updates it once; rows are never deleted.
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
    """The effects of a merge.

    Attributes:
        kept_version: the survivor's version after the merge.
        gained: whether the survivor's record changed; the changes are the history of that version.
        tickets: the numbers of the tickets that moved to the survivor.
        ties: those that the survivor received.
    """

    kept_version: int
    gained: bool = False
    tickets: tuple[str, ...] = ()
    ties: tuple[CreditTieKey, ...] = ()


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A merge in force.

    Attributes:
        id: increases with each merge.
        merged: the id of the record that points to the survivor.
        effects: None if not recorded.
        at: None if only the history has it.
        actor: empty if only the history has it.
        reason: encrypted; None if not recorded.
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
    """Insert a merge in its own transaction; `reason` is encrypted."""
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
    """Return the merges into a customer that are in force, the last first."""
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
    """Return whether a later merge, into the survivor or with ties to it, may hold effects of this one."""
    about = or_(_row.kept == survivor, _row.ties.contains(f'"{survivor}"'))
    query = select(_row.id).where(_row.id > merge.id, _row.separated_at.is_(None), about).limit(1)
    return (await connection.execute(query)).first() is not None


async def mark_undone(connection: AsyncConnection, merge: Merge, *, reason: bytes, actor: str, at: datetime) -> None:
    """Record who undid a merge, when and why; `reason` is encrypted."""
    values = {"separated_at": at, "separated_by": actor, "reason": reason}
    await connection.execute(update(customer_merge).where(_row.id == merge.id).values(values))
