"""Erasures in the database.

Owns the table erasure. The erasing transaction adds a row, which never changes.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.erasure.domain.plan import Outcome
from storage.tables import erasure

REASON = "erasure.reason"
_row = erasure.c


class ErasureSeeds(msgspec.Struct, frozen=True, kw_only=True):
    """Opaque ids that find retained data again after names and numbers are erased.

    Attributes:
        petitions: filing numbers.
        references: to callers' numbers.
    """

    petitions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """A completed erasure.

    Attributes:
        customer_id: empty for a caller without a record.
        request: filing number of the holder's request.
        reason: encrypted.
        decided_by: login, or ``system``.
        outcome: total of this and all earlier erasures of the person.
    """

    id: str
    customer_id: str
    request: str
    act: str
    reason: bytes
    decided_by: str
    at: datetime
    outcome: Outcome
    seeds: ErasureSeeds


async def add(connection: AsyncConnection, campaign: str, record: Erasure) -> None:
    """Store an erasure."""
    row = {**msgspec.structs.asdict(record), "outcome": _text(record.outcome), "seeds": _text(record.seeds)}
    await connection.execute(insert(erasure).values(campaign=campaign, **row))


async def find_last(connection: AsyncConnection, campaign: str, customer_id: str, request: str) -> Erasure | None:
    """Return the last erasure of a customer, or of the same request for a caller without a record."""
    of_person = _row.customer_id == customer_id if customer_id else (_row.customer_id == "") & (_row.request == request)
    query = select(erasure).where(_row.campaign == campaign, of_person).order_by(_row.at.desc(), _row.id).limit(1)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else _read(row)


async def list_erasures(connection: AsyncConnection, campaign: str) -> list[Erasure]:
    """Return all erasures of a campaign, oldest first."""
    query = select(erasure).where(_row.campaign == campaign).order_by(_row.at, _row.id)
    return [_read(row) for row in (await connection.execute(query)).mappings()]


def _text(value: msgspec.Struct) -> str:
    return msgspec.json.encode(value).decode()


def _read(row: Any) -> Erasure:
    fields = {name: row[name] for name in Erasure.__struct_fields__}
    fields["outcome"] = msgspec.json.decode(row["outcome"], type=Outcome)
    fields["seeds"] = msgspec.json.decode(row["seeds"], type=ErasureSeeds)
    return Erasure(**fields)
