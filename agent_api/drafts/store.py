"""Store drafts in PostgreSQL.

Owns the table draft, the optimistic revision that keeps two tabs from overwriting each other, and the lifetime of one
day. Forms are encrypted, because they hold what callers say.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.drafts.queries import FORM
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import draft

DRAFT_LIFETIME = timedelta(days=1)


class DraftKey(msgspec.Struct, frozen=True):
    """The key of a draft: its owner and the call that it is for."""

    campaign: str
    call_id: str
    owner: str

    def associated_data(self) -> str:
        """Return the row key that the encrypted form is bound to."""
        return row_key(self.campaign, self.call_id, self.owner)

    def condition(self) -> ColumnElement[bool]:
        """Return the SQL condition that selects the draft."""
        own_drafts = and_(draft.c.campaign == self.campaign, draft.c.owner == self.owner)
        return and_(own_drafts, draft.c.call_id == self.call_id)


class StoredDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft; its form is JSON text."""

    revision: int
    form: str
    updated_at: datetime


async def read(connection: AsyncConnection, cipher: FieldCipher, key: DraftKey, now: datetime) -> StoredDraft | None:
    """Return a draft that has not expired, or None."""
    living = and_(key.condition(), draft.c.updated_at > now - DRAFT_LIFETIME)
    row = (await connection.execute(select(draft).where(living))).one_or_none()
    if row is None:
        return None
    form = cipher.decrypt(row.form, field=FORM, row=key.associated_data())
    return StoredDraft(revision=row.revision, form=form, updated_at=row.updated_at)


async def write(
    connection: AsyncConnection, cipher: FieldCipher, key: DraftKey, base: int, form: str, *, now: datetime
) -> StoredDraft | None:
    """Replace the revision of a draft that the caller read, and delete expired drafts.

    ``base`` is the revision that was read, 0 if there was none. Return None if another revision is stored by now.
    """
    await connection.execute(delete(draft).where(draft.c.updated_at <= now - DRAFT_LIFETIME))
    ciphertext = cipher.encrypt(form, field=FORM, row=key.associated_data())
    row = {"revision": base + 1, "form": ciphertext, "updated_at": now}
    if base == 0:
        first = insert(draft).values(**msgspec.structs.asdict(key), **row)
        result = await connection.execute(first.on_conflict_do_nothing())
    else:
        result = await connection.execute(update(draft).where(key.condition(), draft.c.revision == base).values(row))
    return StoredDraft(revision=base + 1, form=form, updated_at=now) if result.rowcount else None


async def remove(connection: AsyncConnection, key: DraftKey) -> None:
    """Delete a draft, if there is one."""
    await connection.execute(delete(draft).where(key.condition()))
