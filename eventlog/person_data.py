"""Personal data, apart from the log: the value behind an opaque reference, and its erasure.

Owns the table person_data, and the print by which a number finds its references. A fact names a person only by
reference and commitment; erasing value, salt and print leaves every fact, and so the chain, unchanged (Ley 1581 de
2012, art. 8 e).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Select, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.person import PersonDatum, make_commitment
from eventlog.person_cipher import decrypt_datum
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed
from storage.postgres.engine import unit_of_work
from storage.postgres.queries import Query
from storage.tables import person_data

_FIELD = "person_data.value"
_PRINT = "person_data.print"
_PRINT_HEX = 16  # 64 bits, PostgreSQL's int8
PRINT_BATCH = 500
_NO_PRINT = 0
"""The print of a value that is not searched, such as an extension; it says that nothing is missing."""
_MIN_DIGITS, _PRINTED_DIGITS = 7, 10
_ADDRESS_END = re.compile(r"[@;>]")


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
    result = await connection.execute(
        statement.values(sealed=None, salt=None, value_print=None, erased_at=at, erased_by=act)
    )
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


async def print_missing(engine: AsyncEngine, cipher: FieldCipher, campaign: str, *, batch: int = PRINT_BATCH) -> int:
    """Write the prints of numbers that have none, such as those of a release without prints; return their number.

    It reads only rows without a print. A number that is erased meanwhile stays without. One that cannot be decrypted
    does, too, and is tried again.
    """
    row, written, after = person_data.c, 0, ""
    missing = missing_query(campaign)
    while True:
        async with unit_of_work(engine) as connection:
            rows = (await connection.execute(missing.where(row.ref > after).order_by(row.ref).limit(batch))).all()
            for each in rows:
                printed = _try_print(each.ref, each.sealed, cipher, campaign)
                if printed is not None:
                    statement = update(person_data).where(row.ref == each.ref, row.sealed.is_not(None))
                    written += (await connection.execute(statement.values(value_print=printed))).rowcount
        if len(rows) < batch:
            return written
        after = rows[-1].ref


def missing_query(campaign: str) -> Select[tuple[str, bytes | None]]:
    """Return the query for stored numbers without a print; its condition is that of an index."""
    row = person_data.c
    return select(row.ref, row.sealed).where(
        row.campaign == campaign, row.value_print.is_(None), row.sealed.is_not(None)
    )


def _try_print(ref: str, encrypted: bytes, cipher: FieldCipher, campaign: str) -> int | None:
    try:
        return _stored_print(cipher, campaign, decrypt_value(ref, encrypted, cipher))
    except DecryptionFailed:
        return None


def _stored_print(cipher: FieldCipher, campaign: str, value: str) -> int:
    printed = number_print(cipher, campaign, value)
    return _NO_PRINT if printed is None else printed


def number_print(cipher: FieldCipher, campaign: str, number: str) -> int | None:
    """Return the print of a telephone number, in whichever form a trunk or a person writes it; None for an extension.

    It is computed from the last ten digits, which a Colombian number has with and without country code or prefix. Two
    foreign numbers may share a print: compare the decrypted values.
    """
    digits = "".join(each for each in _ADDRESS_END.split(number, maxsplit=1)[0] if each in "0123456789")
    if len(digits) < _MIN_DIGITS:
        return None
    keyed = cipher.blind_index(f"{campaign}\0{digits[-_PRINTED_DIGITS:]}", field=_PRINT)[:_PRINT_HEX]
    return int.from_bytes(bytes.fromhex(keyed), "big", signed=True)


def _row(campaign: str, ref: str, datum: PersonDatum, at: datetime, cipher: FieldCipher) -> dict[str, object]:
    return {
        "ref": ref,
        "campaign": campaign,
        "kind": datum.kind,
        "sealed": cipher.encrypt(datum.value, field=_FIELD, row=ref),
        "salt": datum.salt,
        "commitment": make_commitment(datum.salt, datum.value),
        "created_at": at,
        "value_print": _stored_print(cipher, campaign, datum.value),
    }
