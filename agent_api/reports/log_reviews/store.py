"""Signed reviews in the database; the note, the content and the files are encrypted.

The signed content never changes; the worker adds the files once. No row is deleted.

Owns the table access_log_review.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.reports.domain.file_names import FilePart
from agent_api.reports.store import ReportFiles
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import access_log_review

NOTE: Final = "access_log_review.note"
_FIELDS: Final[Mapping[FilePart, str]] = {
    "pdf": "access_log_review.pdf",
    "xlsx": "access_log_review.xlsx",
    "csv": "access_log_review.csv",
}
_CONTENT: Final = "access_log_review.content"


class LogReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table, without its files.

    Attributes:
        id: year and number within it.
        rows_digest: SHA-256 over the rows of the period, hex.
        users_digest: SHA-256 of the entity's list, hex.
        digest: SHA-256 of the signed content, hex.
        pdf_digest: SHA-256 of the PDF, hex; None until the worker has made the files.
        discrepancies: as `domain.comparison.UserDiscrepancy`, in JSON.
        note: encrypted.
    """

    id: str
    first_day: date
    last_day: date
    signed_at: datetime
    reviewer: str
    reviewer_name: str
    site_version: str
    idempotency_key: str
    rows: int
    rows_digest: str
    users_digest: str
    listed: int
    here_only: int
    there_only: int
    differing: int
    digest: str
    discrepancies: Any
    note: bytes
    pdf_digest: str | None = None


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, access_log_review, campaign)
    return await next_number(connection, access_log_review, campaign, year)


async def add(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, row: LogReviewRow, content: bytes
) -> None:
    """Store a signed review with its signed content; it has no files yet."""
    encrypted = cipher.encrypt_bytes(content, field=_CONTENT, row=row_key(campaign, row.id))
    values = {**msgspec.structs.asdict(row), "content": encrypted}
    await connection.execute(insert(access_log_review).values(campaign=campaign, **values))


async def list_without_files(connection: AsyncConnection, campaign: str) -> list[LogReviewRow]:
    """List the reviews whose files are to be made, the first signed first."""
    row = access_log_review.c
    query = _select_of(campaign).where(row.pdf_digest.is_(None)).order_by(row.signed_at, row.id)
    return [LogReviewRow(**each) for each in (await connection.execute(query)).mappings()]


async def add_files(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, files: ReportFiles
) -> bool:
    """Store the files of a review; return False if another process stored them before."""
    row = access_log_review.c
    encrypted: dict[str, Any] = {
        part: cipher.encrypt_bytes(getattr(files, part), field=field, row=row_key(campaign, id_))
        for part, field in _FIELDS.items()
    }
    added = update(access_log_review).where(row.campaign == campaign, row.id == id_, row.pdf_digest.is_(None))
    digest = hashlib.sha256(files.pdf).hexdigest()
    stored = await connection.execute(added.values(pdf_digest=digest, **encrypted).returning(row.id))
    return stored.one_or_none() is not None


async def find(connection: AsyncConnection, campaign: str, id_: str) -> LogReviewRow | None:
    """Find a review."""
    return await _one(connection, _select_of(campaign).where(access_log_review.c.id == id_))


async def find_by_key(connection: AsyncConnection, campaign: str, reviewer: str, key: str) -> LogReviewRow | None:
    """Find the review that a person signed with an idempotency key."""
    row = access_log_review.c
    return await _one(connection, _select_of(campaign).where(row.reviewer == reviewer, row.idempotency_key == key))


async def page(connection: AsyncConnection, campaign: str, *, limit: int, after: Cursor | None) -> list[LogReviewRow]:
    """Return a page of reviews, the last signed first."""
    row = access_log_review.c
    order = tuple_(row.signed_at, row.id)
    query = _select_of(campaign)
    query = query if after is None else query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(row.signed_at.desc(), row.id.desc()).limit(limit))
    return [LogReviewRow(**each) for each in rows.mappings()]


async def file_of(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, part: FilePart
) -> bytes | None:
    """Return a file of a review; None if it was not made."""
    row = access_log_review.c
    content = await connection.scalar(select(row[part]).where(row.campaign == campaign, row.id == id_))
    return cipher.decrypt_bytes(content, field=_FIELDS[part], row=row_key(campaign, id_)) if content else None


async def content_of(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> bytes | None:
    """Return the signed content of a review; None if there is no such review."""
    row = access_log_review.c
    content = await connection.scalar(select(row.content).where(row.campaign == campaign, row.id == id_))
    return cipher.decrypt_bytes(content, field=_CONTENT, row=row_key(campaign, id_)) if content else None


def _select_of(campaign: str) -> Select[Any]:
    columns = (access_log_review.c[name] for name in LogReviewRow.__struct_fields__)
    return select(*columns).where(access_log_review.c.campaign == campaign)


async def _one(connection: AsyncConnection, query: Select[Any]) -> LogReviewRow | None:
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else LogReviewRow(**row)
