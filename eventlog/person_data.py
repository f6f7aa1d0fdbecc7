"""Personal data, apart from the log: what an opaque reference stands for, and its erasure.

Owns the table person_data. A fact names a person only by reference and commitment; erasing value and salt leaves every
fact, and so the chain, as it was (Ley 1581 de 2012, art. 8 e).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.person import Datum, commit
from eventlog.person_cipher import decrypted
from storage.encryption.field_cipher import Sealer
from storage.postgres.queries import Query
from storage.tables import person_data

_VALUE = "person_data.value"


async def keep(
    connection: AsyncConnection, campaign: str, people: Mapping[str, bytes], at: datetime, sealer: Sealer
) -> None:
    """Store what references stand for; what is there already, erased or not, stays as it is.

    Args:
        connection: within a transaction.
        campaign: whose people.
        people: reference -> `Person.encoded`.
        at: when they were recorded.
        sealer: of personal data.
    """
    if people:
        rows = [_row(campaign, ref, decrypted(encoded, ref, sealer), at, sealer) for ref, encoded in people.items()]
        await connection.execute(insert(person_data).on_conflict_do_nothing(), rows)


async def value_of(engine: AsyncEngine, ref: str, sealer: Sealer) -> str | None:
    """What a reference stands for; None when it is erased or unknown.

    Raises:
        StorageError: PostgreSQL is away.
        SealBroken: it was sealed with another key.
    """
    return (await values_of(engine, [ref], sealer)).get(ref)


async def values_of(engine: AsyncEngine, refs: Sequence[str], sealer: Sealer) -> dict[str, str]:
    """What some references stand for; those erased or unknown are missing.

    Raises:
        StorageError: PostgreSQL is away.
        SealBroken: one was sealed with another key.
    """
    found = await _SEALED.rows(engine, refs=refs)
    return {row["ref"]: opened(row["ref"], row["sealed"], sealer) for row in found if row["sealed"] is not None}


_SEALED = Query(
    select(person_data.c.ref, person_data.c.sealed).where(
        person_data.c.ref == func.any(bindparam("refs", type_=ARRAY(Text)))
    )
)


def opened(ref: str, sealed: bytes, sealer: Sealer) -> str:
    """The value of a reference's row.

    Raises:
        SealBroken: it was sealed with another key.
    """
    return sealer.open(sealed, about=_VALUE, row=ref)


async def seal_plain(connection: AsyncConnection, sealer: Sealer) -> int:
    """Seal what a release before sealing stored in plain text.

    Returns:
        How many values.
    """
    plain = select(person_data.c.ref, person_data.c.value).where(person_data.c.value.is_not(None))
    found = (await connection.execute(plain.with_for_update())).all()
    for ref, value in found:
        sealed = update(person_data).where(person_data.c.ref == ref)
        await connection.execute(sealed.values(sealed=sealer.seal(value, about=_VALUE, row=ref), value=None))
    return len(found)


async def erase(connection: AsyncConnection, ref: str, at: datetime, act: str | None = None) -> bool:
    """Forget what a reference stands for; the facts stay, and mean nobody.

    Args:
        connection: within a transaction.
        ref: the reference.
        at: when it is erased, aware.
        act: the administrative act that decided it, if there is one.

    Returns:
        Whether there was something to erase.
    """
    known = update(person_data).where(person_data.c.ref == ref, person_data.c.erased_at.is_(None))
    done = await connection.execute(known.values(value=None, sealed=None, salt=None, erased_at=at, erased_by=act))
    return done.rowcount > 0


async def erased_among(engine: AsyncEngine, refs: Sequence[str]) -> dict[str, str]:
    """Return by which act each of some references was erased; empty where that is not known.

    Raises:
        StorageError: PostgreSQL is away.
    """
    return {row["ref"]: row["erased_by"] or "" for row in await _ERASED.rows(engine, refs=refs)}


_ERASED = Query(
    select(person_data.c.ref, person_data.c.erased_by).where(
        person_data.c.ref == func.any(bindparam("refs", type_=ARRAY(Text))), person_data.c.erased_at.is_not(None)
    )
)


async def kept_among(connection: AsyncConnection, refs: tuple[str, ...]) -> set[str]:
    """Those of some references that are stored, erased or not."""
    found = await connection.execute(select(person_data.c.ref).where(person_data.c.ref.in_(refs)))
    return set(found.scalars())


def _row(campaign: str, ref: str, datum: Datum, at: datetime, sealer: Sealer) -> dict[str, object]:
    return {
        "ref": ref,
        "campaign": campaign,
        "kind": datum.kind,
        "sealed": sealer.seal(datum.value, about=_VALUE, row=ref),
        "salt": datum.salt,
        "commitment": commit(datum.salt, datum.value),
        "created_at": at,
    }
