"""Files of findings in the database, their names and contents encrypted.

Owns the table finding_file.
"""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from config.site.tickets.attachments import FileKind
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import finding_file

NAME: Final = "finding_file.name"
CONTENT: Final = "finding_file.content"


class StoredFindingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file without its content; ``digest`` is the SHA-256 of that, hex."""

    id: str
    at: datetime
    who: str
    who_name: str
    kind: FileKind
    digest: str
    name: str


async def add(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    finding: str,
    file: StoredFindingFile,
    *,
    content: bytes,
) -> None:
    """Store a file of a finding."""
    bound = row_key(campaign, finding, file.id)
    columns = msgspec.structs.asdict(file) | {
        "name": cipher.encrypt(file.name, field=NAME, row=bound),
        "content": cipher.encrypt_bytes(content, field=CONTENT, row=bound),
    }
    await connection.execute(insert(finding_file).values(campaign=campaign, finding=finding, **columns))


async def list_files(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, finding: str
) -> list[StoredFindingFile]:
    """List the files of a finding, the first one first."""
    row = finding_file.c
    query = select(*(row[name] for name in StoredFindingFile.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.finding == finding).order_by(row.at, row.id))).mappings()
    return [
        StoredFindingFile(
            **{**each, "name": cipher.decrypt(each["name"], field=NAME, row=row_key(campaign, finding, each["id"]))}
        )
        for each in rows
    ]


async def find_content(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, finding: str, id_: str
) -> bytes | None:
    """Return the content of a file, decrypted."""
    row = finding_file.c
    query = select(row.content).where(row.campaign == campaign, row.finding == finding, row.id == id_)
    content = await connection.scalar(query)
    return (
        None if content is None else cipher.decrypt_bytes(content, field=CONTENT, row=row_key(campaign, finding, id_))
    )


def new_file(id_: str, author: Author, *, name: str, kind: FileKind, digest: str) -> StoredFindingFile:
    """Return the metadata of a new file."""
    return StoredFindingFile(
        id=id_, at=author.at, who=author.user, who_name=author.name, kind=kind, digest=digest, name=name
    )
