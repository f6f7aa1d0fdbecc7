"""Callers' numbers at rest in a running system: on the disk of Valkey, and in PostgreSQL."""

from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from eventlog import person_data
from storage import tables
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.repository import ROOT
from tests.support.sip.sipp import Sipp, press, stay
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("shared_system", ["pyvoip"], indirect=True),
]

NUMBER = "3001234567"


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site of the first call."""
    await shared_system.publish_site(ROOT / "tests" / "e2e" / "first_call")
    return shared_system


def on_disk(folder: Path) -> bytes:
    """Return all bytes that Valkey wrote."""
    written = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert b"CallIngressed" in written  # it contains the acts
    return written


async def numbers_kept(system: System) -> list[str]:
    """Return the numbers of a system's callers, decrypted from its database."""
    engine = make_engine(system.addresses()["database_url"])
    try:
        async with engine.connect() as connection:
            refs = (await connection.execute(select(tables.person_data.c.ref))).scalars().all()
        return list((await person_data.read_values(engine, refs, system.field_cipher())).values())
    finally:
        await engine.dispose()


async def test_no_number_lies_on_valkeys_disk(system: System, tmp_path: Path) -> None:
    """The append-only file holds no caller's number, rewritten or not, and PostgreSQL has it encrypted."""
    sipp, folder = Sipp(tmp_path), system.data / "valkey"
    before = (await numbers_kept(system)).count(NUMBER)
    callers = [await sipp.caller(system.sip_port, "nacional", "invite", "answered", stay(4.0), press("6"), stay(2.0),
                                 "hang_up") for _ in range(3)]  # fmt: skip
    try:
        for caller in callers:
            assert await caller.succeeded(), caller.complaint()
    finally:
        await sipp.end()
    await system.calls_when_ended(3)
    assert (await numbers_kept(system)).count(NUMBER) == before + 3
    assert NUMBER.encode() not in on_disk(folder)
    redis = connect(system.addresses()["redis_url"])
    try:
        await redis.bgrewriteaof()

        async def rewritten() -> bool:
            persistence = await redis.info("persistence")
            return not (persistence["aof_rewrite_in_progress"] or persistence["aof_rewrite_scheduled"])

        await wait_until(rewritten, 60.0)
    finally:
        await redis.aclose()
    stored = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert NUMBER.encode() not in stored
