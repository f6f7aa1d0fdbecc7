"""Personal data, apart from the log: what an opaque reference stands for, and its erasure.

Owns references, salted commitments and the table person_data. A fact names a person only by reference and commitment;
erasing value and salt leaves every fact, and so the chain, as it was (Ley 1581 de 2012, art. 8 e).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.errors import Unreadable
from eventlog.facts import AnyFact, CallIngressed
from storage.tables import person_data

Kind = Literal["number"]
RANDOM_BYTES = 32


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the log names them.

    Attributes:
        ref: opaque reference, or empty when nothing is known.
        commitment: SHA-256 of salt and value, hex, or empty; proves the value to who holds both.
        encoded: kind, value and salt, for the hash ``{campaign}:person`` under ``ref``.
    """

    ref: str
    commitment: str
    encoded: bytes


class Datum(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference stands for."""

    kind: Kind
    value: str
    salt: bytes


NOBODY = Person(ref="", commitment="", encoded=b"")


def person(value: str, random: bytes, kind: Kind = "number") -> Person:
    """Give a value its reference and commitment.

    Args:
        value: the personal data, e.g. the caller's number; empty when the network hid it.
        random: 32 fresh random bytes: half name the reference, half are the salt.
        kind: what the value is.

    Raises:
        ValueError: too few random bytes.
    """
    if not value:
        return NOBODY
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a reference needs {RANDOM_BYTES} random bytes")
    datum = Datum(kind=kind, value=value, salt=random[16:RANDOM_BYTES])
    return Person(ref=random[:16].hex(), commitment=commit(datum.salt, value), encoded=msgspec.json.encode(datum))


def commit(salt: bytes, value: str) -> str:
    """SHA-256 of salt and value, hex."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def read_datum(encoded: bytes) -> Datum:
    """What `Person.encoded` holds.

    Raises:
        Unreadable: it is none.
    """
    try:
        return msgspec.json.decode(encoded, type=Datum)
    except (ValueError, msgspec.MsgspecError):
        # Not chained: the vendor's message could quote the value.
        raise Unreadable("un dato personal en espera no se puede leer") from None


def references(fact: AnyFact) -> tuple[str, ...]:
    """The people whom a fact names."""
    return (fact.caller_ref,) if isinstance(fact, CallIngressed) and fact.caller_ref else ()


async def keep(connection: AsyncConnection, campaign: str, people: Mapping[str, bytes], at: datetime) -> None:
    """Store what references stand for; what is there already, erased or not, stays as it is.

    Args:
        connection: within a transaction.
        campaign: whose people.
        people: reference -> `Person.encoded`.
        at: when they were recorded.
    """
    if people:
        rows = [_row(campaign, ref, read_datum(encoded), at) for ref, encoded in people.items()]
        await connection.execute(insert(person_data).on_conflict_do_nothing(), rows)


async def value_of(connection: AsyncConnection, ref: str) -> str | None:
    """What a reference stands for; None when it is erased or unknown."""
    found = await connection.execute(select(person_data.c.value).where(person_data.c.ref == ref))
    return found.scalar_one_or_none()


async def erase(connection: AsyncConnection, ref: str, at: datetime) -> bool:
    """Forget what a reference stands for; the facts stay, and mean nobody.

    Args:
        connection: within a transaction.
        ref: the reference.
        at: when it is erased, aware.

    Returns:
        Whether there was something to erase.
    """
    known = update(person_data).where(person_data.c.ref == ref, person_data.c.erased_at.is_(None))
    done = await connection.execute(known.values(value=None, salt=None, erased_at=at))
    return done.rowcount > 0


async def kept_among(connection: AsyncConnection, refs: tuple[str, ...]) -> set[str]:
    """Those of some references that are stored, erased or not."""
    found = await connection.execute(select(person_data.c.ref).where(person_data.c.ref.in_(refs)))
    return set(found.scalars())


def _row(campaign: str, ref: str, datum: Datum, at: datetime) -> dict[str, object]:
    return {
        "ref": ref,
        "campaign": campaign,
        "kind": datum.kind,
        "value": datum.value,
        "salt": datum.salt,
        "commitment": commit(datum.salt, datum.value),
        "created_at": at,
    }
