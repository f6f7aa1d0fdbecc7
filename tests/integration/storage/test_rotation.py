"""A new data key while the system works: encrypted values stay readable, and end with the key in force."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import users
from eventlog import person_data
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from storage.encryption.field_cipher import MAGIC, FieldCipher, derive_blind_index_key, row_key
from storage.encryption.key_ring import KeyRing
from storage.encryption.key_rotation import ColumnRotation, count_outdated, rotate_data_key
from storage.errors import DecryptionFailed
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.tables import account, incident_note
from storage.tables import person_data as people
from tests.support.facts.call_logs import CAMPAIGN, NOON_IN_BOGOTA

pytestmark = pytest.mark.integration
OLD, NEW = bytes(range(32)), bytes(range(1, 33))
BEFORE = FieldCipher(OLD)
RING = KeyRing(
    data_keys=(NEW, OLD), lone_key=OLD, blind_index_key=derive_blind_index_key(KeyRing(data_keys=(OLD,), lone_key=OLD))
)
BOTH = FieldCipher(RING)
AFTER = FieldCipher(KeyRing(data_keys=(NEW,), blind_index_key=RING.blind_index_key))
NUMBERS = [f"300555{number:04d}" for number in range(40)]
REFS = {make_person(number, number.encode().ljust(32, b".")).ref: number for number in NUMBERS}


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Fill a database with a user, forty callers and a note, all encrypted with the old key."""
    engine = make_engine(postgres_url)
    async with unit_of_work(engine) as connection:
        rows = [
            {
                **{"ref": ref, "campaign": CAMPAIGN, "kind": "number", "salt": b"s", "commitment": "c"},
                **{"sealed": BEFORE.encrypt(number, field="person_data.value", row=ref), "created_at": NOON_IN_BOGOTA},
            }
            for ref, number in REFS.items()
        ]
        await connection.execute(insert(people), rows)
        await users.add(connection, BEFORE, "ana", full_name="Ana Ruiz", password_hash="h", now=NOON_IN_BOGOTA)
        note = BEFORE.encrypt("Se reinició.", field="incident_note.text", row=row_key(CAMPAIGN, "i-1", NOON_IN_BOGOTA))
        row: dict[str, Any] = {
            "campaign": CAMPAIGN,
            "incident": "i-1",
            "at": NOON_IN_BOGOTA,
            "who": "ana",
            "who_name": "Ana",
        }
        await connection.execute(insert(incident_note).values(**row, text=note))
    yield engine
    await engine.dispose()


async def rotated(engine: AsyncEngine, cipher: FieldCipher = BOTH) -> list[ColumnRotation]:
    """Rotate in small batches; return the columns with rewritten or broken values."""
    rotations: list[ColumnRotation] = []
    await rotate_data_key(engine, cipher, rotations.append, batch=7)
    return [each for each in rotations if each.rewritten or each.broken]


async def test_every_value_ends_with_the_key_in_force_and_bound_to_its_row(engine: AsyncEngine) -> None:
    """The old key is no longer needed, finished rows are not rewritten, and no blind index has changed."""
    assert await count_outdated(engine, BOTH) == 42
    rewritten = {each.column.qualified_name: each.rewritten for each in await rotated(engine)}
    assert rewritten == {"account.full_name": 1, "incident_note.text": 1, "person_data.sealed": 40}
    assert (await rotated(engine), await count_outdated(engine, BOTH)) == ([], 0)
    assert await person_data.read_values(engine, list(REFS), AFTER) == REFS
    async with read_connection(engine) as connection:
        [row] = await connection.execute(select(account))
        assert users.decrypt_name("ana", row.full_name, AFTER) == "Ana Ruiz"
        with pytest.raises(DecryptionFailed):
            users.decrypt_name("eva", row.full_name, AFTER)
    assert AFTER.blind_index("3005550001", field="phone") == BEFORE.blind_index("3005550001", field="phone")


async def test_readers_with_both_keys_read_each_value_at_any_moment(engine: AsyncEngine) -> None:
    """Readers with both keys read each value at any moment, also a value written with the old key meanwhile."""
    over, read, written = asyncio.Event(), 0, count()

    async def keep_reading() -> None:
        nonlocal read
        while not over.is_set():
            assert REFS.items() <= (await person_data.read_values(engine, list(REFS), BOTH)).items()
            read += 1

    async def keep_writing() -> None:
        while not over.is_set():
            person = encrypt_person(make_person("3019990000", next(written).to_bytes(32, "big")[::-1]), BEFORE)
            async with unit_of_work(engine) as connection:
                await person_data.store(connection, CAMPAIGN, {person.ref: person.encoded}, NOON_IN_BOGOTA, BEFORE)

    work = [asyncio.create_task(keep_reading()), asyncio.create_task(keep_writing())]
    for _ in range(3):
        await rotated(engine)
    over.set()
    await asyncio.gather(*work)
    assert read > 0
    await rotated(engine)
    assert await count_outdated(engine, BOTH) == 0


class EndingCipher(FieldCipher):
    """A cipher that cancels the task that encrypts with it, in the transaction after a number of values."""

    values = 7

    def encrypt_bytes(self, value: bytes, *, field: str, row: str) -> bytes:
        """Encrypt a value."""
        if self.values == 0:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        self.values -= 1
        return super().encrypt_bytes(value, field=field, row=row)


async def test_one_that_ends_in_the_middle_is_gone_on_from(engine: AsyncEngine) -> None:
    """Rewritten values stay, and the next run rewrites only the rest."""
    work = asyncio.create_task(rotate_data_key(engine, EndingCipher(RING), lambda _: None, batch=1))
    with pytest.raises(asyncio.CancelledError):
        await work
    outdated = 42 - EndingCipher.values
    assert await count_outdated(engine, BOTH) == outdated
    assert sum(each.rewritten for each in await rotated(engine)) == outdated
    assert await person_data.read_values(engine, list(REFS), AFTER) == REFS


async def test_foreign_value_does_not_stop_rotation(engine: AsyncEngine) -> None:
    """A foreign value does not stop the rotation: the others are rewritten, and it stays unchanged."""
    foreign = FieldCipher(bytes(32)).encrypt("x", field="person_data.value", row="ajena")
    async with unit_of_work(engine) as connection:
        row = {"ref": "ajena", "campaign": CAMPAIGN, "kind": "number", "commitment": "c", "created_at": NOON_IN_BOGOTA}
        await connection.execute(insert(people).values(**row, sealed=foreign, salt=b"s"))
    [callers] = [each for each in await rotated(engine) if each.column.table == "person_data"]
    assert (callers.rewritten, callers.broken) == (40, 1)
    assert foreign.startswith(MAGIC)
    async with read_connection(engine) as connection:
        assert await connection.scalar(select(people.c.sealed).where(people.c.ref == "ajena")) == foreign
