"""Store dispositions in PostgreSQL: one row per call, with the last disposition.

Owns the table disposition. The journal has every disposition, but notes, which may name people, are stored only here,
encrypted.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.dispositions.queries import NOTE, StoredDisposition
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import disposition

DIGEST = "disposition.digest"


async def save(connection: AsyncConnection, cipher: FieldCipher, campaign: str, stored: StoredDisposition) -> bool:
    """Store a disposition; return whether it differs from the stored one."""
    row = _row_of(cipher, campaign, stored)
    statement = insert(disposition).values(row)
    changed = disposition.c.digest != statement.excluded.digest
    statement = statement.on_conflict_do_update(index_elements=["campaign", "call_id"], set_=row, where=changed)
    return (await connection.execute(statement.returning(disposition.c.call_id))).scalar_one_or_none() is not None


async def add_all(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, stored: Sequence[StoredDisposition]
) -> None:
    """Store the dispositions of calls that have none."""
    if stored:
        await connection.execute(insert(disposition), [_row_of(cipher, campaign, each) for each in stored])


def _row_of(cipher: FieldCipher, campaign: str, stored: StoredDisposition) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "call_id": stored.call_id,
        "kind": stored.kind,
        "theme": stored.theme,
        "subtheme": stored.subtheme,
        "site_version": stored.site_version,
        "note": cipher.encrypt(stored.note, field=NOTE, row=row_key(campaign, stored.call_id)),
        "advisor": stored.advisor,
        "at": stored.at,
        "digest": cipher.blind_index(_digest_content(stored), field=DIGEST),
    }


def _digest_content(stored: StoredDisposition) -> str:
    theme = f"{stored.theme}/{stored.subtheme}" if stored.subtheme else stored.theme  # ids hold no slash
    return "\n".join((stored.call_id, stored.advisor, stored.kind, theme, stored.note))
