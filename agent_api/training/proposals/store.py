"""Proposals of courses in the database.

Owns the table training_proposal, where the reason of a rejection is encrypted.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from eventlog.facts.people.training import ProposalSource
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import training_proposal

REASON: Final = "training_proposal.reason"
ProposalState = Literal["open", "accepted", "rejected"]


class ProposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table.

    Attributes:
        reference: number of the finding or the coaching, or the error family; empty for a manual one.
        advisor: empty for the advisors of a queue, as is queue for an advisor.
        session: that of an accepted proposal; else empty.
        reason: of a rejection, encrypted.
    """

    id: str
    course: str
    source: ProposalSource
    reference: str
    advisor: str
    queue: str
    state: ProposalState = "open"
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None = None
    decided_by: str = ""
    session: str = ""
    reason: bytes | None = None


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, training_proposal, campaign)
    return await next_number(connection, training_proposal, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: ProposalRow) -> None:
    """Store a new proposal."""
    await connection.execute(insert(training_proposal).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> ProposalRow | None:
    """Find a proposal; with ``lock``, keep others from deciding it until the transaction ends."""
    query = _select_of(campaign).where(training_proposal.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else ProposalRow(**row)


async def find_open(connection: AsyncConnection, campaign: str, row: ProposalRow) -> ProposalRow | None:
    """Find the open proposal of the same course and origin for the same people."""
    c = training_proposal.c
    names = ("course", "source", "reference", "advisor", "queue")
    query = _select_of(campaign).where(c.state == "open", *(c[name] == getattr(row, name) for name in names))
    found = (await connection.execute(query.limit(1))).mappings().one_or_none()
    return None if found is None else ProposalRow(**found)


async def save(connection: AsyncConnection, campaign: str, row: ProposalRow) -> None:
    """Store the columns of a proposal that was found before."""
    c = training_proposal.c
    statement = update(training_proposal).where(c.campaign == campaign, c.id == row.id)
    await connection.execute(statement.values(**msgspec.structs.asdict(row)))


async def page(
    connection: AsyncConnection,
    campaign: str,
    *,
    filters: Mapping[str, str | None],
    limit: int,
    after: Cursor | None,
) -> list[ProposalRow]:
    """Return a page of proposals, the last one first, that continues ``after`` the previous page.

    ``filters`` are values by column; one that is None does not restrict them.
    """
    c, query = training_proposal.c, _select_of(campaign)
    query = query.where(*(c[name] == value for name, value in filters.items() if value is not None))
    order = tuple_(c.proposed_at, c.id)
    query = query if after is None else query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [ProposalRow(**each) for each in rows.mappings()]


async def count_open(connection: AsyncConnection, campaign: str) -> int:
    """Count the proposals that wait for a decision."""
    c = training_proposal.c
    query = select(func.count()).where(c.campaign == campaign, c.state == "open")
    return int(await connection.scalar(query) or 0)


def encrypt_reason(cipher: FieldCipher, campaign: str, id_: str, reason: str) -> bytes:
    """Encrypt the reason of a rejection."""
    return cipher.encrypt(reason, field=REASON, row=row_key(campaign, id_))


def decrypt_reason(cipher: FieldCipher, campaign: str, row: ProposalRow) -> str | None:
    """Decrypt the reason of a rejection; None without one."""
    if row.reason is None:
        return None
    return cipher.decrypt(row.reason, field=REASON, row=row_key(campaign, row.id))


def _select_of(campaign: str) -> Select[Any]:
    c = training_proposal.c
    return select(*(c[name] for name in ProposalRow.__struct_fields__)).where(c.campaign == campaign)
