"""Read the last disposition of calls, for other nouns.

Owns the field name under which a note is encrypted. `store` writes dispositions.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import call, disposition

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


async def topics_by_call(
    connection: AsyncConnection, campaign: str, call_ids: Sequence[str]
) -> dict[str, tuple[str, str, str, str]]:
    """Return kind, theme, subtheme and site version of the last disposition of each of the calls, by call."""
    row = disposition.c
    query = select(row.call_id, row.kind, row.theme, row.subtheme, row.site_version)
    rows = await connection.execute(query.where(row.campaign == campaign, row.call_id.in_(call_ids)))
    return {call_id: (kind, theme, subtheme, version) for call_id, kind, theme, subtheme, version in rows}


_d = disposition.c
_TYPIFIED = exists().where(_d.campaign == call.c.campaign, _d.call_id == call.c.call_id)
TYPIFIED_CONDITIONS: Mapping[tuple[str, ...], Any] = {
    ("typified_kind",): _TYPIFIED.where(_d.kind == bindparam("typified_kind")),
    ("typified_kind", "typified_theme"): _TYPIFIED.where(
        and_(_d.kind == bindparam("typified_kind"), _d.theme == bindparam("typified_theme"))
    ),
    ("typified_kind", "typified_theme", "typified_subtheme"): _TYPIFIED.where(
        and_(
            _d.kind == bindparam("typified_kind"),
            _d.theme == bindparam("typified_theme"),
            _d.subtheme == bindparam("typified_subtheme"),
        )
    ),
}
"""Conditions of a query of calls: the last disposition has this kind, theme or subtheme."""
