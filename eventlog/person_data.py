"""Personal data, apart from the log: what an opaque reference stands for, and its erasure.

Owns the table person_data. A fact names a person only by reference and commitment; erasing value and salt leaves every
fact, and so the chain, as it was (Ley 1581 de 2012, art. 8 e).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.person import Datum, commit, read_datum
from storage.tables import person_data


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


async def values_of(connection: AsyncConnection, refs: Sequence[str]) -> dict[str, str]:
    """What some references stand for; those erased or unknown are missing."""
    known = select(person_data.c.ref, person_data.c.value).where(person_data.c.ref.in_(refs))
    return {ref: value for ref, value in await connection.execute(known) if value is not None}


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
