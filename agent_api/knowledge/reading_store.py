"""Readings of articles in the database, with the comments of readers encrypted.

Owns the table knowledge_reading.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import knowledge_reading

COMMENT: Final = "knowledge_reading.comment"
_row = knowledge_reading.c
_MOST: Final = 200


class ReadingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version that a user opened; ``useful`` is None without a rating, ``comment`` is encrypted."""

    id: str
    article: str
    version: int
    call_id: str
    ticket: str
    reader: str
    at: datetime
    useful: bool | None = None
    comment: bytes | None = None
    rated_at: datetime | None = None


async def add(connection: AsyncConnection, campaign: str, row: ReadingRow) -> bool:
    """Store a reading; return False if the user opened this version for the same call and ticket before."""
    statement = insert(knowledge_reading).values(campaign=campaign, **msgspec.structs.asdict(row))
    added = await connection.execute(statement.on_conflict_do_nothing().returning(_row.id))
    return added.one_or_none() is not None


async def find_same(connection: AsyncConnection, campaign: str, row: ReadingRow) -> ReadingRow | None:
    """Find the reading of the same version by the same user for the same call and ticket."""
    query = _query(campaign).where(
        _row.article == row.article,
        _row.version == row.version,
        _row.reader == row.reader,
        _row.call_id == row.call_id,
        _row.ticket == row.ticket,
    )
    return await _one(connection, query)


async def find_own(connection: AsyncConnection, campaign: str, reader: str, id_: str) -> ReadingRow | None:
    """Find a user's reading, and lock it until the transaction ends."""
    return await _one(connection, _query(campaign).where(_row.id == id_, _row.reader == reader).with_for_update())


async def rate(connection: AsyncConnection, campaign: str, row: ReadingRow) -> None:
    """Store the rating of a reading."""
    statement = update(knowledge_reading).where(_row.campaign == campaign, _row.id == row.id)
    await connection.execute(statement.values(useful=row.useful, comment=row.comment, rated_at=row.rated_at))


async def list_of(
    connection: AsyncConnection, campaign: str, *, call_id: str = "", ticket: str = ""
) -> list[ReadingRow]:
    """Return the readings for a call or a ticket, the first first."""
    either: list[ColumnElement[bool]] = []
    if call_id:
        either.append((_row.call_id == call_id) & (_row.call_id != ""))
    if ticket:
        either.append((_row.ticket == ticket) & (_row.ticket != ""))
    query = _query(campaign).where(or_(*either)).order_by(_row.at, _row.id).limit(_MOST)
    return [ReadingRow(**each) for each in (await connection.execute(query)).mappings()]


async def list_rated(connection: AsyncConnection, campaign: str, article: str, limit: int) -> list[ReadingRow]:
    """Return the last ratings of an article that have a comment or say that it did not help."""
    query = _query(campaign).where(_row.article == article, _row.rated_at.is_not(None))
    query = query.where(or_(_row.comment.is_not(None), _row.useful.is_(False)))
    rows = await connection.execute(query.order_by(_row.rated_at.desc(), _row.id).limit(limit))
    return [ReadingRow(**each) for each in rows.mappings()]


def encrypt_comment(cipher: FieldCipher, campaign: str, id_: str, comment: str) -> bytes | None:
    """Encrypt a comment; None for an empty one."""
    return cipher.encrypt(comment, field=COMMENT, row=row_key(campaign, id_)) if comment else None


def decrypt_comment(cipher: FieldCipher, campaign: str, row: ReadingRow) -> str:
    """Decrypt the comment of a reading; empty without one."""
    return cipher.decrypt(row.comment, field=COMMENT, row=row_key(campaign, row.id)) if row.comment else ""


def _query(campaign: str) -> Select[Any]:
    return select(*(_row[name] for name in ReadingRow.__struct_fields__)).where(_row.campaign == campaign)


async def _one(connection: AsyncConnection, query: Select[Any]) -> ReadingRow | None:
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else ReadingRow(**row)
