"""Dispositions in the database: one row a call, as its advisor last said.

Owns the table disposition. The log has every one of them; a note, which may name people, is sealed here and nowhere
else.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import disposition

NOTE, DIGEST = "disposition.note", "disposition.digest"


class StoredDisposition(msgspec.Struct, frozen=True, kw_only=True):
    """What an advisor said of a call; note and subtheme are empty where there is none."""

    call_id: str
    kind: str
    theme: str
    note: str
    advisor: str
    site_version: str
    at: datetime
    subtheme: str = ""


async def save(connection: AsyncConnection, sealer: FieldCipher, campaign: str, said: StoredDisposition) -> bool:
    """Store what was said last.

    Returns:
        Whether that is another thing than what was there.
    """
    row = {
        "kind": said.kind,
        "theme": said.theme,
        "subtheme": said.subtheme,
        "site_version": said.site_version,
        "note": sealer.seal(said.note, about=NOTE, row=row_key(campaign, said.call_id)),
        "advisor": said.advisor,
        "at": said.at,
        "digest": sealer.blind(_digest_content(said), about=DIGEST),
    }
    kept = insert(disposition).values(campaign=campaign, call_id=said.call_id, **row)
    changed = disposition.c.digest != kept.excluded.digest
    kept = kept.on_conflict_do_update(index_elements=["campaign", "call_id"], set_=row, where=changed)
    return (await connection.execute(kept.returning(disposition.c.call_id))).scalar_one_or_none() is not None


async def list_by_call(
    connection: AsyncConnection, sealer: FieldCipher, campaign: str, call_ids: Sequence[str]
) -> dict[str, StoredDisposition]:
    """What was said last of some calls, by call."""
    wanted = select(disposition).where(disposition.c.campaign == campaign, disposition.c.call_id.in_(call_ids))
    return {
        row.call_id: StoredDisposition(
            call_id=row.call_id,
            kind=row.kind,
            theme=row.theme,
            subtheme=row.subtheme,
            note=sealer.open(row.note, about=NOTE, row=row_key(campaign, row.call_id)),
            advisor=row.advisor,
            site_version=row.site_version,
            at=row.at,
        )
        for row in await connection.execute(wanted)
    }


def _digest_content(said: StoredDisposition) -> str:
    theme = f"{said.theme}/{said.subtheme}" if said.subtheme else said.theme  # ids hold no slash
    return "\n".join((said.call_id, said.advisor, said.kind, theme, said.note))
