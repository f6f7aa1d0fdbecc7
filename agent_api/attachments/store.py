"""Attachments in the database.

Owns the table attachment. A row stands for a file that is on the disk already; it is never changed but for the master
key that opens it, and never deleted.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.store import Filed
from config.attachments import FileKind
from config.zone import COLOMBIA
from storage.recordings.master_keys import Wrapped
from storage.recordings.vault import Kept
from storage.sealing import Sealer
from storage.tables import attachment, ticket

NAME: Final = "attachment.name"
CONTENT: Final = "attachment.content"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment as its row holds it.

    Attributes:
        place: among the files of its ticket, from 1.
        name: sealed.
        content_print: blind digest of its plain bytes: the same file is attached to a ticket once.
        path: within the vault's folder.
        size: of the encrypted file, bytes.
        plain_size: of the plain one.
        digest: SHA-256 of the encrypted file in hex.
        stored_by: the user.
        stored_by_name: that user's name at the time.
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

    @property
    def kept(self) -> Kept:
        """Where its bytes lie, and what opens them."""
        return Kept(
            recording=vault_name(self.id),
            path=self.path,
            size=self.size,
            plain_size=self.plain_size,
            digest=self.digest,
            key=Wrapped(self.key_id, self.wrapped_key),
        )


def vault_name(id_: str) -> str:
    """What the key of an attachment is bound to; no recording has such a name."""
    return f"attachment:{id_}"


async def hold_ticket(connection: AsyncConnection, campaign: str, number: str) -> None:
    """Whoever else attaches to a ticket waits until this transaction ends."""
    wanted = select(ticket.c.number).where(ticket.c.campaign == campaign, ticket.c.number == number)
    await connection.execute(wanted.with_for_update(key_share=True))


async def add(connection: AsyncConnection, row: Row) -> None:
    """Store a new attachment."""
    await connection.execute(insert(attachment).values(**msgspec.structs.asdict(row)))


async def of_ticket(connection: AsyncConnection, campaign: str, number: str) -> list[Row]:
    """The attachments of a ticket, the first stored first."""
    wanted = select(*_COLUMNS).where(attachment.c.campaign == campaign, attachment.c.ticket == number)
    found = await connection.execute(wanted.order_by(attachment.c.place))
    return [Row(**each) for each in found.mappings()]


async def names_at_filing(connection: AsyncConnection, sealer: Sealer, campaign: str, filed: Filed) -> tuple[str, ...]:
    """Names of the files that came with a petition: those that who filed it attached on that day."""
    rows, day = await of_ticket(connection, campaign, filed.number), filed.filed_at.astimezone(COLOMBIA).date()
    came = (row for row in rows if row.stored_by == filed.filed_by and row.stored_at.astimezone(COLOMBIA).date() == day)
    return tuple(sealer.open(row.name, about=NAME) for row in came)


async def find(connection: AsyncConnection, campaign: str, number: str, id_: str) -> Row | None:
    """One attachment of a ticket."""
    wanted = select(*_COLUMNS).where(
        attachment.c.campaign == campaign, attachment.c.ticket == number, attachment.c.id == id_
    )
    found = (await connection.execute(wanted)).mappings().one_or_none()
    return None if found is None else Row(**found)


async def known_paths(connection: AsyncConnection, paths: Collection[str]) -> set[str]:
    """Which of some files have a row."""
    wanted = select(attachment.c.path).where(attachment.c.path.in_(paths))
    return set((await connection.execute(wanted)).scalars())


async def wrapped_otherwise(connection: AsyncConnection, key_id: str, limit: int) -> list[Row]:
    """Attachments, of any campaign, whose key is wrapped with another master key; locked."""
    wanted = select(*_COLUMNS).where(attachment.c.key_id != key_id).limit(limit).with_for_update()
    return [Row(**each) for each in (await connection.execute(wanted)).mappings()]


async def be_rewrapped(connection: AsyncConnection, row: Row, key: Wrapped) -> None:
    """Another master key opens an attachment."""
    here: Any = update(attachment).where(attachment.c.id == row.id)
    await connection.execute(here.values(key_id=key.key_id, wrapped_key=key.data))


async def count_by_key(connection: AsyncConnection) -> dict[str, int]:
    """How many attachments need each master key."""
    wanted = select(attachment.c.key_id, func.count()).group_by(attachment.c.key_id)
    return {key_id: int(number) for key_id, number in await connection.execute(wanted)}


_COLUMNS = [attachment.c[name] for name in Row.__struct_fields__]
