"""Attacks on personal data: on the disk of Valkey, between the rows of PostgreSQL, in logs and in backups."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.numbers import Numbers
from eventlog import person_data
from eventlog.errors import Unreadable
from eventlog.person import person
from eventlog.person_cipher import decrypted, encrypted
from eventlog.stream import Stream
from storage import tables
from storage.engine import make_engine, unit_of_work
from storage.sealing import Sealer
from storage.valkey import connect
from telephony.twilio.held_call import HeldCall
from telephony.twilio.legs import Leg
from telephony.twilio.store import HeldCalls
from tests.e2e.sipp.runner import Sipp, press, stay
from tests.e2e.system import System, until
from tests.logs import CAMPAIGN, NOON, SEALER

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]
NUMBER = "3001234567"
PLAIN = person(NUMBER, bytes(range(32)))
"""As releases before encryption left a caller waiting."""


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """The database of this release."""
    engine = make_engine(postgres_url)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """The whole system, its sounds kept from run to run."""
    site = Path(__file__).parents[1] / "e2e" / "first_call"
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), site)
    try:
        yield await system.start()
    finally:
        await system.stop()


def on_disk(folder: Path) -> bytes:
    """Everything that Valkey wrote."""
    written = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert b"CallIngressed" in written  # it is where the acts are
    return written


async def numbers_kept(system: System) -> list[str]:
    """The numbers of a system's callers, from its database with its key."""
    engine = make_engine(system.addresses()["database_url"])
    try:
        async with engine.connect() as connection:
            refs = (await connection.execute(select(tables.person_data.c.ref))).scalars().all()
        return list((await person_data.values_of(engine, refs, system.sealer())).values())
    finally:
        await engine.dispose()


@pytest.mark.e2e
async def test_no_number_lies_on_valkeys_disk(system: System, tmp_path: Path) -> None:
    """The append-only file holds no caller's number, rewritten or not; PostgreSQL has it, sealed."""
    sipp, folder = Sipp(tmp_path), system.data / "valkey"
    callers = [await sipp.caller(system.sip_port, "nacional", "invite", "answered", stay(4.0), press("6"), stay(2.0),
                                 "hang_up") for _ in range(3)]  # fmt: skip
    try:
        for caller in callers:
            assert await caller.succeeded(), caller.complaint()
    finally:
        await sipp.end()
    await system.when_over(3)
    assert await numbers_kept(system) == [NUMBER] * 3
    assert NUMBER.encode() not in on_disk(folder)
    redis = connect(system.addresses()["redis_url"])
    try:
        await redis.bgrewriteaof()

        async def rewritten() -> bool:
            told = await redis.info("persistence")
            return not (told["aof_rewrite_in_progress"] or told["aof_rewrite_scheduled"])

        await until(rewritten, 30.0)
    finally:
        await redis.aclose()
    kept = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert NUMBER.encode() not in kept


async def test_no_number_that_is_called_lies_in_a_call_of_twilio(valkey: Redis) -> None:
    """A call-back's leg has the number that Twilio calls; Valkey holds it encrypted, bound to its call."""
    calls = HeldCalls(valkey, CAMPAIGN, SEALER)
    held = HeldCall(id="CA1", legs={"caller": Leg(name="caller", to=f"+57{NUMBER}", state="up")})
    await calls.change("CA1", lambda _: (held, None))
    key = f"{{{CAMPAIGN}}}:twilio:call:CA1"
    kept = await valkey.get(key)
    assert NUMBER.encode() not in kept
    read = await HeldCalls(valkey, CAMPAIGN, SEALER).load("CA1")
    assert read is not None
    assert read.legs["caller"].to == f"+57{NUMBER}"


async def test_a_waiting_number_opens_for_its_reference_and_key_alone() -> None:
    """Who can write Valkey cannot give a caller another caller's number."""
    waiting = encrypted(PLAIN, SEALER)
    assert NUMBER.encode() not in waiting.encoded
    assert decrypted(waiting.encoded, PLAIN.ref, SEALER).value == NUMBER
    for ref, sealer in (("another", SEALER), (PLAIN.ref, Sealer(bytes(32)))):
        with pytest.raises(Unreadable):
            decrypted(waiting.encoded, ref, sealer)


async def test_what_an_older_release_left_waiting_is_read(valkey: Redis, engine: AsyncEngine) -> None:
    """A plain number that waits at an upgrade is dialled and recorded."""

    async def nowhere(ref: str) -> str | None:
        return None

    await valkey.hset(f"{{{CAMPAIGN}}}:person", PLAIN.ref, PLAIN.encoded)
    stream = Stream(valkey, CAMPAIGN)
    assert await Numbers(stream, nowhere, SEALER).of(PLAIN.ref) == NUMBER
    async with unit_of_work(engine) as connection:
        await person_data.keep(connection, CAMPAIGN, await stream.people([PLAIN.ref]), NOON, SEALER)
    assert await person_data.value_of(engine, PLAIN.ref, SEALER) == NUMBER
