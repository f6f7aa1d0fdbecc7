"""Store dispositions in PostgreSQL: one row per call, with the last disposition.

Owns the table disposition. The journal has every disposition, but notes, which may name people, are stored only here,
encrypted.
"""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.dispositions.queries import NOTE, StoredDisposition
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import disposition

DIGEST = "disposition.digest"


async def save(connection: AsyncConnection, cipher: FieldCipher, campaign: str, stored: StoredDisposition) -> bool:
    """Store a disposition; return whether it differs from the stored one."""
    row = {
        "kind": stored.kind,
        "theme": stored.theme,
        "subtheme": stored.subtheme,
        "site_version": stored.site_version,
        "note": cipher.encrypt(stored.note, field=NOTE, row=row_key(campaign, stored.call_id)),
        "advisor": stored.advisor,
        "at": stored.at,
        "digest": cipher.blind_index(_digest_content(stored), field=DIGEST),
    }
    statement = insert(disposition).values(campaign=campaign, call_id=stored.call_id, **row)
    changed = disposition.c.digest != statement.excluded.digest
    statement = statement.on_conflict_do_update(index_elements=["campaign", "call_id"], set_=row, where=changed)
    return (await connection.execute(statement.returning(disposition.c.call_id))).scalar_one_or_none() is not None


def _digest_content(stored: StoredDisposition) -> str:
    theme = f"{stored.theme}/{stored.subtheme}" if stored.subtheme else stored.theme  # ids hold no slash
    return "\n".join((stored.call_id, stored.advisor, stored.kind, theme, stored.note))
