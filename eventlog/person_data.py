"""Personal data, apart from the log: the value behind an opaque reference, and its erasure.

Owns the table person_data. A fact names a person only by reference and commitment; erasing value and salt leaves every
fact, and so the chain, unchanged (Ley 1581 de 2012, art. 8 e).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.person import PersonDatum, make_commitment
from eventlog.person_cipher import decrypt_datum
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.queries import Query
from storage.tables import person_data

_FIELD = "person_data.value"


async def store(
    connection: AsyncConnection, campaign: str, people: Mapping[str, bytes], at: datetime, cipher: FieldCipher
) -> None:
    """Store the data of references, from `Person.encoded`; existing rows, erased or not, stay unchanged."""
    if people:
        rows = [_row(campaign, ref, decrypt_datum(encoded, ref, cipher), at, cipher) for ref, encoded in people.items()]
        await connection.execute(insert(person_data).on_conflict_do_nothing(), rows)


async def read_value(engine: AsyncEngine, ref: str, cipher: FieldCipher) -> str | None:
    """Return the value of a reference; None when it is erased or unknown.

    Raises:
        StorageError: PostgreSQL is away.
        DecryptionFailed: it was encrypted with another key.
    """
    return (await read_values(engine, [ref], cipher)).get(ref)


async def read_values(engine: AsyncEngine, refs: Sequence[str], cipher: FieldCipher) -> dict[str, str]:
    """Return the values of some references; erased and unknown ones are missing.

    Raises:
        StorageError: PostgreSQL is away.
        DecryptionFailed: one was encrypted with another key.
    """
    rows = await _ENCRYPTED_VALUES.rows(engine, refs=refs)
    return {row["ref"]: decrypt_value(row["ref"], row["sealed"], cipher) for row in rows if row["sealed"] is not None}


_ENCRYPTED_VALUES = Query(
    select(person_data.c.ref, person_data.c.sealed).where(
        person_data.c.ref == func.any(bindparam("refs", type_=ARRAY(Text)))
    )
)


def decrypt_value(ref: str, encrypted: bytes, cipher: FieldCipher) -> str:
    """Decrypt the value of a reference's row.

    Raises:
        DecryptionFailed: it was encrypted with another key.
    """
    return cipher.decrypt(encrypted, field=_FIELD, row=ref)


async def erase(connection: AsyncConnection, ref: str, at: datetime, act: str | None = None) -> bool:
    """Erase the datum of a reference; the facts stay, without a link to a person. Return whether there was one.

    `act` is the administrative act that decided it, if there is one.
    """
    statement = update(person_data).where(person_data.c.ref == ref, person_data.c.erased_at.is_(None))
    result = await connection.execute(statement.values(sealed=None, salt=None, erased_at=at, erased_by=act))
    return result.rowcount > 0


async def read_erasure_acts(engine: AsyncEngine, refs: Sequence[str]) -> dict[str, str]:
    """Return the act that erased each of some references; empty where it is not known.

    Raises:
        StorageError: PostgreSQL is away.
    """
    return {row["ref"]: row["erased_by"] or "" for row in await _ERASURE_ACTS.rows(engine, refs=refs)}


_ERASURE_ACTS = Query(
    select(person_data.c.ref, person_data.c.erased_by).where(
        person_data.c.ref == func.any(bindparam("refs", type_=ARRAY(Text))), person_data.c.erased_at.is_not(None)
    )
)


async def read_stored_references(connection: AsyncConnection, refs: tuple[str, ...]) -> set[str]:
    """Return those of some references that are stored, erased or not."""
    result = await connection.execute(select(person_data.c.ref).where(person_data.c.ref.in_(refs)))
    return set(result.scalars())


def _row(campaign: str, ref: str, datum: PersonDatum, at: datetime, cipher: FieldCipher) -> dict[str, object]:
    return {
        "ref": ref,
        "campaign": campaign,
        "kind": datum.kind,
        "sealed": cipher.encrypt(datum.value, field=_FIELD, row=ref),
        "salt": datum.salt,
        "commitment": make_commitment(datum.salt, datum.value),
        "created_at": at,
    }
