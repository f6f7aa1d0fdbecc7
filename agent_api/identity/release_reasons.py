"""The encrypted reasons for releasing customers.

Owns the field name and the row key of the encryption, for writing, reading and replacing a reason.
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
    """Encrypt the reason of a release."""
    return cipher.encrypt(reason, field=_FIELD, row=row_key(campaign, customer_id, at))


async def list_reasons(
    connection: AsyncConnection, cipher: FieldCipher, customer_ids: Collection[str]
) -> list[tuple[int, str]]:
    """List the number and the reason of each release of the customers."""
    rows = await connection.execute(select(identity_release).where(_release.customer_id.in_(customer_ids)))
    return [
        (
            row.seq,
            cipher.decrypt(row.reason, field=_FIELD, row=row_key(row.campaign, row.customer_id, row.at)).strip('"'),
        )
        for row in rows
    ]


async def replace_reason(connection: AsyncConnection, cipher: FieldCipher, seq: int, text: str) -> None:
    """Replace the reason of the release with this number."""
    row = (await connection.execute(select(identity_release).where(_release.seq == seq))).one()
    reason = encrypt_reason(cipher, text, row.campaign, row.customer_id, row.at)
    await connection.execute(update(identity_release).where(_release.seq == seq).values(reason=reason))
