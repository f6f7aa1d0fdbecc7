"""Read the text of drafts, for other nouns."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import draft

FORM = "draft.form"


class DraftText(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with its form as JSON text."""

    call_id: str
    owner: str
    text: str


async def list_texts(connection: AsyncConnection, cipher: FieldCipher, campaign: str) -> list[DraftText]:
    """List the drafts of a campaign, expired ones that are not yet deleted included."""
    return [
        DraftText(
            call_id=row.call_id,
            owner=row.owner,
            text=cipher.decrypt(row.form, field=FORM, row=row_key(campaign, row.call_id, row.owner)),
        )
        for row in await connection.execute(select(draft).where(draft.c.campaign == campaign))
    ]
