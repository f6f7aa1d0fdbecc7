"""An attacker with the owner's account in PostgreSQL: the verification's result for a rewritten history."""

import base64
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.anchors import hourly_store
from agent_api.anchors.destinations import file_destination
from agent_api.anchors.hourly_service import create_anchor, deliver_anchors
from agent_api.anchors.metrics import anchors_now
from agent_api.kit.job_context import JobContext
from atencion.verification.journal import proof_sentence, read_anchors, report_text
from config.settings import Settings
from config.site.oversight.mailboxes import Oversight
from eventlog.anchors.audit import AnchorAudit
from eventlog.facts import Envelope
from eventlog.journal.chain import ChainLink, extend, genesis
from eventlog.journal.verify import VerificationReport, verify
from eventlog.journal.writer import write
from eventlog.person_cipher import encrypt_person
from storage.encryption.seal_key import load_seal_key
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import chain_head, day_head, journal
from tests.support.facts.call_logs import CAMPAIGN, NOON_IN_BOGOTA, SEALER, caller, mixed_log
from tests.support.servers.worker_servers import owner_transaction
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
LOG = mixed_log(30)
STOLEN = "call-4"
KEY = base64.b64encode(bytes(range(32))).decode()
SITE = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN, oversight=Oversight())
HALF = len(LOG) // 2


def key() -> Ed25519PrivateKey:
    """Return the signing key, which the attacker does not have."""
    return load_seal_key(Settings(seal_key=SecretStr(KEY)))


@pytest_asyncio.fixture
async def anchor_file(engine: AsyncEngine, tmp_path: Path) -> Path:
    """Write the interventoría's file with three anchors, the first of them before the stolen call."""
    file, desk = tmp_path / "anclas.txt", JobContext(engine, SEALER, SITE)
    first = next(index for index, each in enumerate(LOG) if each.call_id == STOLEN)
    for hour, upto in enumerate((first, HALF, len(LOG))):
        async with unit_of_work(engine) as connection:
            await _journal(connection, LOG[:upto])
            if hour == 1:
                await _send_day_head(connection)
        assert await create_anchor(desk, key, NOON_IN_BOGOTA + timedelta(hours=hour))
        assert not await create_anchor(desk, key, NOON_IN_BOGOTA + timedelta(hours=hour, minutes=59))
        assert await deliver_anchors(desk, {"file": file_destination(file)}, NOON_IN_BOGOTA) == 1
    assert len(_lines(file)) == 3
    return file


async def test_an_untouched_history_fits_its_anchors(engine: AsyncEngine, anchor_file: Path) -> None:
    """Each anchor matches, and the first line has their number and the time of the last."""
    report = await _verify(engine, anchor_file)
    assert report.is_sound
    assert next(item.checked for item in report.items if item.name == "anchors") == 3
    assert report_text(report).splitlines()[0].startswith("Comprobada contra 3 anclas de afuera")
    assert f"llega al hecho {len(LOG)}" in proof_sentence(report.anchors)


async def test_a_history_that_was_written_again_shows_only_against_anchors(
    engine: AsyncEngine, anchor_file: Path
) -> None:
    """Without anchors all agrees, and the report says what that does not prove; with them, a mismatch is named."""
    remaining = [each for each in LOG if each.call_id != STOLEN]
    async with owner_transaction(engine) as connection:
        await _rewrite(connection, [_renumbered(each, index) for index, each in enumerate(remaining, start=1)])
    alone = await _verify(engine, None)
    assert alone.is_sound, [item for item in alone.items if item.wrong]
    assert (
        report_text(alone)
        .splitlines()[0]
        .startswith("Sin anclas de afuera (--anchors) esta comprobación no puede probar")
    )
    report = await _verify(engine, anchor_file)
    assert not report.is_sound
    first, *_ = next(item.findings for item in report.items if item.name == "anchors")
    assert first.seq == HALF
    assert first.sentence.startswith("el ancla 2 del 2026-03-02 18:00 UTC")


async def test_removed_rows_leave_gaps_in_the_ids(engine: AsyncEngine, anchor_file: Path) -> None:
    """After a deletion with new hashes the chain is valid, but the ids of the stream have a gap."""
    async with owner_transaction(engine) as connection:
        await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        await connection.execute(text("DELETE FROM journal WHERE call_id = :id"), {"id": STOLEN})
        await _hash_again(connection)
    report = await _verify(engine, None)
    wrong = {item.name for item in report.items if item.wrong}
    assert "chain" not in wrong
    assert {"stream_ids", "day_heads"} <= wrong


async def test_anchors_of_another_key_prove_nothing(engine: AsyncEngine, anchor_file: Path) -> None:
    """A file that the attacker signed with another key is refused, and the first line says so."""
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    report = await verify(engine, CAMPAIGN, SEALER, anchors=read_anchors(anchor_file, CAMPAIGN, other))
    assert not report.is_sound
    assert "Ninguna de las anclas" in proof_sentence(report.anchors)


async def test_a_place_that_is_away_gets_them_later(engine: AsyncEngine, anchor_file: Path, tmp_path: Path) -> None:
    """Undelivered anchors stay pending, delay nothing else, and none is lost."""
    desk, folder = JobContext(engine, SEALER, SITE), tmp_path / "away"
    destinations = {"other": file_destination(folder / "anclas.txt")}
    assert await deliver_anchors(desk, destinations, NOON_IN_BOGOTA) == 0
    now = await anchors_now(engine, CAMPAIGN, NOON_IN_BOGOTA + timedelta(minutes=30))
    assert now is not None
    assert now.undelivered_s == {"file": 0.0, "other": 1800.0}
    folder.mkdir()
    assert await deliver_anchors(desk, destinations, NOON_IN_BOGOTA) == 3
    assert await deliver_anchors(desk, destinations, NOON_IN_BOGOTA) == 0
    assert _lines(folder / "anclas.txt") == _lines(anchor_file)
    async with read_connection(engine) as connection:
        last = await hourly_store.find_latest(connection, CAMPAIGN)
    assert last is not None
    assert last.written == _lines(anchor_file)[-1]


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


async def _verify(engine: AsyncEngine, file: Path | None) -> VerificationReport:
    audit: AnchorAudit | None = None
    if file is not None:
        audit = read_anchors(file, CAMPAIGN, key().public_key().public_bytes_raw())
    return await verify(engine, CAMPAIGN, SEALER, anchors=audit)


async def _journal(connection: AsyncConnection, facts: Sequence[Envelope]) -> None:
    people = {person.ref: encrypt_person(person, SEALER).encoded for person in map(caller, range(30))}
    await write(connection, CAMPAIGN, facts, people, cipher=SEALER)


async def _send_day_head(connection: AsyncConnection) -> None:
    head = (await connection.execute(select(chain_head))).one()
    values = {"campaign": CAMPAIGN, "day": NOON_IN_BOGOTA.date(), "seq": head.seq, "hash": head.hash}
    await connection.execute(insert(day_head).values(**values, told_at=NOON_IN_BOGOTA, recipients=0))


def _renumbered(fact: Envelope, number: int) -> Envelope:
    return msgspec.structs.replace(fact, id=f"1-{number}")


async def _rewrite(connection: AsyncConnection, facts: Sequence[Envelope]) -> None:
    """Write a whole history without some of its calls, with all values folded from it, as if it were the first.

    The attacker uses the product's own writer, so that chain, counts, checkpoint and heads all agree.
    """
    await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
    checkpoints = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'checkpoint%'"))
    for table in ("journal", "chain_head", "call", "interval_count", "person_data", "day_head", *checkpoints):
        await connection.execute(text(f'DELETE FROM "{table}"'))
    for upto in (HALF, len(facts)):
        await _journal(connection, facts[:upto])
        if upto == HALF:
            await _send_day_head(connection)
    await connection.execute(text("ALTER TABLE journal ENABLE TRIGGER ALL"))


async def _hash_again(connection: AsyncConnection) -> None:
    """Number the remaining rows from 1 and recompute every hash, as any reader of `eventlog.journal.chain` can."""
    rows = (await connection.execute(select(journal.c.seq, journal.c.bytes).order_by(journal.c.seq))).all()
    link: ChainLink = genesis(CAMPAIGN)
    for row in rows:
        link = extend(link, bytes(row.bytes))
        values = {"to": link.seq, "hash": link.hash, "seq": row.seq}
        await connection.execute(text("UPDATE journal SET seq = :to, hash = :hash WHERE seq = :seq"), values)
    await connection.execute(
        text("UPDATE chain_head SET seq = :seq, hash = :hash"), {"seq": link.seq, "hash": link.hash}
    )
