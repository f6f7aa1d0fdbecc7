"""Store who speaks in a call in PostgreSQL: one row for each statement and each check; the last one counts.

Owns the table call_speaker and the encryption of its person.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity.domain.speaker import Speaker
from agent_api.kit.author import Author
from agent_api.mandates.stated import ActingPerson
from storage.encryption.field_cipher import FieldCipher
from storage.tables import call_speaker

_FIELD: Final = "call_speaker.person"
_row = call_speaker.c


class StatedSpeaker(msgspec.Struct, frozen=True, kw_only=True):
    """The speaker of a call with the person who acts for the holder, decrypted; None without one."""

    speaker: Speaker
    person: ActingPerson | None = None


async def load_speaker(connection: AsyncConnection, campaign: str, call_id: str) -> Speaker:
    """Return the speaker of a call without the person; the holder if none was stated."""
    row = await _last_row(connection, campaign, call_id)
    return _to_speaker(row) if row is not None else Speaker()


async def load_stated(connection: AsyncConnection, cipher: FieldCipher, campaign: str, call_id: str) -> StatedSpeaker:
    """Return the speaker of a call with the person."""
    row = await _last_row(connection, campaign, call_id)
    if row is None:
        return StatedSpeaker(speaker=Speaker())
    return StatedSpeaker(speaker=_to_speaker(row), person=decrypt_person(cipher, row))


async def add_speaker(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, *, id_: str, stated: StatedSpeaker, author: Author
) -> None:
    """Store the speaker of the author's call."""
    speaker, person = stated.speaker, stated.person
    encoded = msgspec.json.encode(person).decode() if person else ""
    values = {
        "id": id_,
        "campaign": campaign,
        "call_id": author.call_id,
        **author.columns(),
        **msgspec.structs.asdict(speaker),
        "person": cipher.encrypt(encoded, field=_FIELD, row=id_) if person else None,
    }
    await connection.execute(insert(call_speaker).values(values))


def decrypt_person(cipher: FieldCipher, row: Row[Any]) -> ActingPerson | None:
    """Return the representative of a row; None without one."""
    if row.person is None:
        return None
    return msgspec.json.decode(cipher.decrypt(row.person, field=_FIELD, row=row.id), type=ActingPerson)


async def _last_row(connection: AsyncConnection, campaign: str, call_id: str) -> Row[Any] | None:
    query = select(call_speaker).where(_row.campaign == campaign, _row.call_id == call_id)
    return (await connection.execute(query.order_by(_row.seq.desc()).limit(1))).first()


def _to_speaker(row: Row[Any]) -> Speaker:
    return Speaker(**{name: getattr(row, name) for name in Speaker.__struct_fields__})
