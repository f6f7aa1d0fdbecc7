"""Files of refutations in the database: one for each round, its name and content encrypted.

Owns the table evaluation_file.
"""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from config.site.tickets.attachments import FileKind
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import evaluation_file

NAME: Final = "evaluation_file.name"
CONTENT: Final = "evaluation_file.content"


class RefutationFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file in plain form; ``digest`` is the SHA-256 of its content, hex.

    ``scanned`` is false while the antivirus has not examined it.
    """

    name: str
    kind: FileKind
    digest: str
    content: bytes
    scanned: bool


async def write(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    id_: str,
    round_: int,
    *,
    file: RefutationFile,
    at: datetime,
) -> None:
    """Store the file of a round, in place of an earlier one."""
    bound = row_key(campaign, id_, round_)
    values = {
        "name": cipher.encrypt(file.name, field=NAME, row=bound),
        "kind": file.kind,
        "digest": file.digest,
        "content": cipher.encrypt_bytes(file.content, field=CONTENT, row=bound),
        "stored_at": at,
        "scanned": file.scanned,
    }
    statement = insert(evaluation_file).values(campaign=campaign, evaluation=id_, round=round_, **values)
    key = [evaluation_file.c.campaign, evaluation_file.c.evaluation, evaluation_file.c.round]
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values))


async def find(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, round_: int
) -> RefutationFile | None:
    """Return the file of a round, decrypted."""
    row = evaluation_file.c
    query = select(row.name, row.kind, row.digest, row.content, row.scanned)
    query = query.where(row.campaign == campaign, row.evaluation == id_, row.round == round_)
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        return None
    bound = row_key(campaign, id_, round_)
    return RefutationFile(
        name=cipher.decrypt(found.name, field=NAME, row=bound),
        kind=found.kind,
        digest=found.digest,
        content=cipher.decrypt_bytes(found.content, field=CONTENT, row=bound),
        scanned=found.scanned,
    )


class StoredRefutationFile(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file without its content."""

    round: int
    name: str
    kind: FileKind
    digest: str
    stored_at: datetime
    scanned: bool


async def list_files(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> list[StoredRefutationFile]:
    """List the files of an evaluation, by round."""
    row = evaluation_file.c
    query = select(row.round, row.name, row.kind, row.digest, row.stored_at, row.scanned)
    query = query.where(row.campaign == campaign, row.evaluation == id_).order_by(row.round)
    return [
        StoredRefutationFile(
            round=each.round,
            name=cipher.decrypt(each.name, field=NAME, row=row_key(campaign, id_, each.round)),
            kind=each.kind,
            digest=each.digest,
            stored_at=each.stored_at,
            scanned=each.scanned,
        )
        for each in await connection.execute(query)
    ]


async def mark_scanned(connection: AsyncConnection, campaign: str, id_: str, round_: int, digest: str) -> None:
    """Store that the antivirus accepted a file, unless another one took its place."""
    row = evaluation_file.c
    same = (row.campaign == campaign, row.evaluation == id_, row.round == round_, row.digest == digest)
    await connection.execute(update(evaluation_file).where(*same).values(scanned=True))


async def find_digest(connection: AsyncConnection, campaign: str, id_: str, round_: int) -> str:
    """Return the SHA-256 of the file of a round, empty if it has none."""
    row = evaluation_file.c
    query = select(row.digest).where(row.campaign == campaign, row.evaluation == id_, row.round == round_)
    return (await connection.scalar(query)) or ""
