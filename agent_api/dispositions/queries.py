"""Read the last disposition of calls, for other nouns.

Owns the field name under which a note is encrypted. `store` writes dispositions.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import disposition

NOTE = "disposition.note"


class StoredDisposition(msgspec.Struct, frozen=True, kw_only=True):
    """The disposition of a call; note and subtheme are empty if there is none."""

    call_id: str
    kind: str
    theme: str
    note: str
    advisor: str
    site_version: str
    at: datetime
    subtheme: str = ""


async def list_by_call(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, call_ids: Sequence[str]
) -> dict[str, StoredDisposition]:
    """Return the last disposition of each of the calls, by call."""
    query = select(disposition).where(disposition.c.campaign == campaign, disposition.c.call_id.in_(call_ids))
    return {
        row.call_id: StoredDisposition(
            call_id=row.call_id,
            kind=row.kind,
            theme=row.theme,
            subtheme=row.subtheme,
            note=cipher.decrypt(row.note, field=NOTE, row=row_key(campaign, row.call_id)),
            advisor=row.advisor,
            site_version=row.site_version,
            at=row.at,
        )
        for row in await connection.execute(query)
    }
