"""Files of versions of material in the database, their names and contents encrypted.

Owns the table training_file. A row is written with its version, and does not change.
"""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from config.site.tickets.attachments import FileKind
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import training_file

NAME: Final = "training_file.name"
CONTENT: Final = "training_file.content"


class MaterialFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file without its content.

    Attributes:
        size: of the content, bytes.
        digest: SHA-256 of the content, hex.
    """

    course: str
    version: int
    kind: FileKind
    size: int
    digest: str
    name: str


async def add(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, file: MaterialFile, content: bytes
) -> None:
    """Store the file of a version."""
    bound = _row(campaign, file.course, file.version)
    columns: dict[str, Any] = msgspec.structs.asdict(file) | {
        "name": cipher.encrypt(file.name, field=NAME, row=bound),
        "content": cipher.encrypt_bytes(content, field=CONTENT, row=bound),
    }
    await connection.execute(insert(training_file).values(campaign=campaign, **columns))


async def list_files(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, courses: Collection[str]
) -> dict[tuple[str, int], MaterialFile]:
    """Return the files of courses by course and version, without their contents."""
    c = training_file.c
    query = select(*(c[name] for name in MaterialFile.__struct_fields__)).where(c.campaign == campaign)
    files: dict[tuple[str, int], MaterialFile] = {}
    for each in (await connection.execute(query.where(c.course.in_(courses)))).mappings():
        key = (each["course"], each["version"])
        name = cipher.decrypt(each["name"], field=NAME, row=_row(campaign, *key))
        files[key] = MaterialFile(**{**each, "name": name})
    return files


async def find_content(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, course: str, version: int
) -> bytes | None:
    """Return the content of a file, decrypted; None if the version has none."""
    c = training_file.c
    query = select(c.content).where(c.campaign == campaign, c.course == course, c.version == version)
    content = await connection.scalar(query)
    return (
        None if content is None else cipher.decrypt_bytes(content, field=CONTENT, row=_row(campaign, course, version))
    )


def _row(campaign: str, course: str, version: int) -> str:
    return row_key(campaign, course, str(version))
