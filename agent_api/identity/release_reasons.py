"""Why customers were released: the encrypted reason of each release.

Owns the name under which a reason is encrypted and what it is bound to, where it is written, found and replaced.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import identity_release

_FIELD: Final = "identity_release.reason"
_release = identity_release.c


def encrypt_reason(cipher: FieldCipher, reason: str, campaign: str, customer_id: str, at: datetime) -> bytes:
    """Encrypt the reason of the release of a customer at a moment."""
    return cipher.encrypt(reason, field=_FIELD, row=row_key(campaign, customer_id, at))


async def list_reasons(
    connection: AsyncConnection, cipher: FieldCipher, customer_ids: Collection[str]
) -> list[tuple[int, str]]:
    """List the releases of some customers, each with its number and its reason."""
    rows = await connection.execute(select(identity_release).where(_release.customer_id.in_(customer_ids)))
    return [
        (
            row.seq,
            cipher.decrypt(row.reason, field=_FIELD, row=row_key(row.campaign, row.customer_id, row.at)).strip('"'),
        )
        for row in rows
    ]


async def replace_reason(connection: AsyncConnection, cipher: FieldCipher, seq: int, text: str) -> None:
    """Put another text in the place of the reason of a release, named by its number."""
    row = (await connection.execute(select(identity_release).where(_release.seq == seq))).one()
    reason = encrypt_reason(cipher, text, row.campaign, row.customer_id, row.at)
    await connection.execute(update(identity_release).where(_release.seq == seq).values(reason=reason))
