"""Store saved views in PostgreSQL.

Owns the table saved_view. Names are encrypted, because a user may write anything into them.
"""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import saved_view

NAME: Final = "saved_view.name"
"""The name of the encrypted field."""


class ViewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored view; its name is decrypted."""

    id: str
    list: str
    owner: str
    owner_name: str
    name: str
    query: str
    shared: bool
    updated_at: datetime


async def list_views(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, list_name: str, user: str
) -> list[ViewRow]:
    """Return the views of a list that a user sees: their own and the shared ones."""
    row = saved_view.c
    query = select(saved_view).where(row.campaign == campaign, row.list == list_name)
    rows = (await connection.execute(query.where(or_(row.owner == user, row.shared)))).mappings()
    return [_read(cipher, campaign, dict(each)) for each in rows]


async def lock_view(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> ViewRow | None:
    """Return a view and lock its row, or return None."""
    query = select(saved_view).where(saved_view.c.campaign == campaign, saved_view.c.id == id_).with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    return _read(cipher, campaign, dict(row)) if row else None


async def add(connection: AsyncConnection, cipher: FieldCipher, campaign: str, view: ViewRow) -> None:
    """Store a new view."""
    await connection.execute(insert(saved_view).values(campaign=campaign, **_columns(cipher, campaign, view)))


async def replace(connection: AsyncConnection, cipher: FieldCipher, campaign: str, view: ViewRow) -> None:
    """Store a changed view."""
    statement = update(saved_view).where(saved_view.c.campaign == campaign, saved_view.c.id == view.id)
    await connection.execute(statement.values(**_columns(cipher, campaign, view)))


async def remove(connection: AsyncConnection, campaign: str, id_: str) -> None:
    """Delete a view."""
    await connection.execute(delete(saved_view).where(saved_view.c.campaign == campaign, saved_view.c.id == id_))


def _columns(cipher: FieldCipher, campaign: str, view: ViewRow) -> dict[str, object]:
    name = cipher.encrypt(view.name, field=NAME, row=row_key(campaign, view.id))
    return {**msgspec.structs.asdict(view), "name": name}


def _read(cipher: FieldCipher, campaign: str, row: dict[str, object]) -> ViewRow:
    del row["campaign"]
    name = row.pop("name")
    assert isinstance(name, bytes)
    decrypted = cipher.decrypt(name, field=NAME, row=row_key(campaign, str(row["id"])))
    return ViewRow(name=decrypted, **row)  # type: ignore[arg-type]
