"""Attachments in the database.

Owns the table attachment. A row is written after its file is on the disk. It is never deleted, and only its master key
and its antivirus verdict change.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.store import FiledTicket
from config.site.tickets.attachments import FileKind
from config.timezone import COLOMBIA
from storage.recordings.master_keys import WrappedKey
from storage.recordings.vault import StoredFile
from storage.tables import attachment, ticket

NAME: Final = "attachment.name"
CONTENT: Final = "attachment.content"


class AttachmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment as its row stores it.

    Attributes:
        place: among the files of its ticket, from 1.
        name: encrypted.
        content_print: blind digest of the plain bytes, which detects a file that is attached twice.
        path: within the vault's folder.
        size: of the encrypted file, bytes.
        plain_size: of the plain file, bytes.
        digest: SHA-256 of the encrypted file in hex.
        stored_by: login.
        stored_by_name: that user's name at that time.
        examined_at: when the antivirus last scanned it; None if not yet, or if it must scan it again.
        finding: the result of that scan, in the antivirus's terms; empty for none.
    """

    id: str
    campaign: str
    ticket: str
    place: int = 0
    name: bytes
    kind: FileKind
    content_print: str
    path: str
    size: int
    plain_size: int
    digest: str
    key_id: str
    wrapped_key: bytes
    stored_at: datetime
    stored_by: str
    stored_by_name: str
    examined_at: datetime | None = None
    finding: str = ""

    @property
    def vault_file(self) -> StoredFile:
        """The file in the vault, with the key that decrypts it."""
        return StoredFile(
            recording=vault_name(self.id),
            path=self.path,
            size=self.size,
            plain_size=self.plain_size,
            digest=self.digest,
            key=WrappedKey(self.key_id, self.wrapped_key),
        )


def vault_name(id_: str) -> str:
    """Return the name that the key of an attachment is bound to; recordings have other names."""
    return f"attachment:{id_}"


async def lock_ticket(connection: AsyncConnection, campaign: str, number: str) -> None:
    """Lock a ticket against other attachments until the transaction ends."""
    query = select(ticket.c.number).where(ticket.c.campaign == campaign, ticket.c.number == number)
    await connection.execute(query.with_for_update(key_share=True))


async def add(connection: AsyncConnection, row: AttachmentRow) -> None:
    """Store a new attachment."""
    await connection.execute(insert(attachment).values(**msgspec.structs.asdict(row)))


async def list_by_ticket(connection: AsyncConnection, campaign: str, number: str) -> list[AttachmentRow]:
    """Return the attachments of a ticket, in the order in which they were stored."""
    query = select(*_COLUMNS).where(attachment.c.campaign == campaign, attachment.c.ticket == number)
    rows = await connection.execute(query.order_by(attachment.c.place))
    return [AttachmentRow(**each) for each in rows.mappings()]


async def list_filed_with(connection: AsyncConnection, campaign: str, filed: FiledTicket) -> list[AttachmentRow]:
    """Return the files that came with a petition."""
    return [row for row in await list_by_ticket(connection, campaign, filed.number) if was_filed_with(row, filed)]


def was_filed_with(row: AttachmentRow, filed: FiledTicket) -> bool:
    """Return whether a file came with its petition: the filer attached it on the day of the filing."""
    same_day = row.stored_at.astimezone(COLOMBIA).date() == filed.filed_at.astimezone(COLOMBIA).date()
    return row.stored_by == filed.filed_by and same_day


async def find(connection: AsyncConnection, campaign: str, number: str, id_: str) -> AttachmentRow | None:
    """Find an attachment of a ticket."""
    query = select(*_COLUMNS).where(
        attachment.c.campaign == campaign, attachment.c.ticket == number, attachment.c.id == id_
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else AttachmentRow(**row)


async def list_unscanned(connection: AsyncConnection, campaign: str, after: str, limit: int) -> list[AttachmentRow]:
    """Return attachments that wait for a scan, by path, which begins with the month.

    ``after`` is the last path of the previous batch, empty for the first.
    """
    query = select(*_COLUMNS).where(
        attachment.c.campaign == campaign, attachment.c.examined_at.is_(None), attachment.c.path > after
    )
    rows = await connection.execute(query.order_by(attachment.c.path).limit(limit))
    return [AttachmentRow(**each) for each in rows.mappings()]


async def update_verdict(connection: AsyncConnection, row: AttachmentRow) -> None:
    """Store the antivirus verdict on an attachment."""
    statement: Any = update(attachment).where(attachment.c.id == row.id)
    await connection.execute(statement.values(examined_at=row.examined_at, finding=row.finding))


async def reset_verdicts(connection: AsyncConnection, campaign: str, number: str) -> int:
    """Mark every attachment of a ticket to be scanned again, and return their number.

    Withheld files stay withheld until the scan.
    """
    statement: Any = update(attachment).where(attachment.c.campaign == campaign, attachment.c.ticket == number)
    return int((await connection.execute(statement.values(examined_at=None))).rowcount)


async def count_unscanned(connection: AsyncConnection, campaign: str) -> tuple[int, datetime | None]:
    """Return the number of attachments that wait for a scan, and when the oldest was stored."""
    query = select(func.count(), func.min(attachment.c.stored_at))
    query = query.where(attachment.c.campaign == campaign, attachment.c.examined_at.is_(None))
    count, oldest = (await connection.execute(query)).one()
    return int(count), oldest


async def count_withheld(connection: AsyncConnection, campaign: str) -> int:
    """Count the withheld attachments."""
    query = select(func.count()).where(attachment.c.campaign == campaign, attachment.c.finding != "")
    return int((await connection.execute(query)).scalar_one())


async def known_paths(connection: AsyncConnection, paths: Collection[str]) -> set[str]:
    """Return those of some paths that have a row."""
    query = select(attachment.c.path).where(attachment.c.path.in_(paths))
    return set((await connection.execute(query)).scalars())


async def list_wrapped_with_other_key(connection: AsyncConnection, key_id: str, limit: int) -> list[AttachmentRow]:
    """Return attachments, of any campaign, whose key is wrapped with another master key; locked."""
    query = select(*_COLUMNS).where(attachment.c.key_id != key_id).limit(limit).with_for_update()
    return [AttachmentRow(**each) for each in (await connection.execute(query)).mappings()]


async def set_wrapped_key(connection: AsyncConnection, row: AttachmentRow, key: WrappedKey) -> None:
    """Store the key of an attachment, wrapped with another master key."""
    statement: Any = update(attachment).where(attachment.c.id == row.id)
    await connection.execute(statement.values(key_id=key.key_id, wrapped_key=key.data))


async def count_by_key(connection: AsyncConnection) -> dict[str, int]:
    """Count the attachments of each master key."""
    query = select(attachment.c.key_id, func.count()).group_by(attachment.c.key_id)
    return {key_id: int(number) for key_id, number in await connection.execute(query)}


_COLUMNS = [attachment.c[name] for name in AttachmentRow.__struct_fields__]
