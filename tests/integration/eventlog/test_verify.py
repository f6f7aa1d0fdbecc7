"""The verification of the journal names what was tampered with."""

import pytest
import redis.asyncio as redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog import person_data
from eventlog.journal.reader import Journal
from eventlog.journal.verify import Finding, VerificationReport, verify
from storage.postgres.engine import unit_of_work
from tests.support.facts.call_logs import CAMPAIGN, NOON_IN_BOGOTA, SEALER, append_to_stream, caller, mixed_log
from tests.support.facts.recorder_rig import record_all
from tests.support.facts.totals import fold_totals
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration
LOG = mixed_log(10)


@pytest.fixture(autouse=True)
async def recorded(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """Record a journal of ten calls."""
    await append_to_stream(valkey, LOG)
    await record_all(valkey, engine, LOG)


async def test_an_untouched_log_is_sound_and_says_what_was_checked(engine: AsyncEngine) -> None:
    """Each item has a number of things checked and none wrong, and the totals are the fold."""
    report = await verify(engine, CAMPAIGN, SEALER, batch=7)
    assert {item.name: (item.checked, item.wrong) for item in report.items if item.name != "interval_counts"} == {
        "chain": (len(LOG), 0),
        "columns": (len(LOG), 0),
        "stream_ids": (len(LOG), 0),
        "day_heads": (0, 0),
        "calls": (10, 0),
        "checkpoint": (len(fold_totals(LOG)), 0),
        "person_data": (10, 0),
    }
    assert report.totals == fold_totals(LOG)
    assert report.head.seq == len(LOG)


async def test_one_changed_byte_is_named(engine: AsyncEngine) -> None:
    """The report names row, call and fact of the changed byte."""
    await _tamper(engine, "UPDATE journal SET bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1) WHERE seq = 17")
    findings = _findings(await verify(engine, CAMPAIGN, SEALER, batch=7), "chain")
    assert [(one.seq, one.call_id, one.fact) for one in findings] == [
        (17, LOG[16].call_id, type(LOG[16].fact).__name__)
    ]


@pytest.mark.parametrize(
    ("item", "statement"),
    [
        ("chain", "DELETE FROM journal WHERE seq = 12"),
        ("chain", "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"),
        ("chain", "UPDATE journal SET seq = -1 * seq WHERE seq = 5"),
        ("chain", "UPDATE chain_head SET seq = seq + 1"),
        ("stream_ids", "UPDATE chain_head SET stream_seq = stream_seq + 1"),
        ("stream_ids", "UPDATE journal SET stream_seq = 1000000 WHERE seq = 9"),
        ("day_heads", "INSERT INTO day_head VALUES ('demo', '2026-03-02', 9, 'b', now(), 0)"),
        ("columns", "UPDATE journal SET at = at + interval '1 ms' WHERE seq = 9"),
        ("columns", "UPDATE journal SET call_id = 'call-99' WHERE seq = 9"),
        ("columns", "UPDATE journal SET type = 'CallEnded' WHERE seq = 9"),
        ("calls", "UPDATE call SET answered_at = answered_at - interval '1 ms' WHERE call_id = 'call-0'"),
        ("calls", "DELETE FROM call WHERE call_id = 'call-3'"),
        ("calls", "INSERT INTO call SELECT (twin).* FROM (SELECT jsonb_populate_record(call, "
                  "jsonb_build_object('call_id', 'call-99')) AS twin FROM call LIMIT 1) AS twins"),
        ("interval_counts", "UPDATE interval_count SET n = n + 1 WHERE measure = 'answered'"),
        ("interval_counts", "DELETE FROM interval_count WHERE measure = 'ingressed'"),
        ("checkpoint", "UPDATE checkpoint_total SET n = n + 1 WHERE name = 'ingressed|bogota'"),
        ("checkpoint", "DELETE FROM checkpoint_total WHERE name = 'ingressed|bogota'"),
        ("checkpoint", "INSERT INTO checkpoint_advisor VALUES ('demo', 'nadie', 'available')"),
        ("checkpoint", "UPDATE checkpoint SET seq = seq - 1"),
        ("person_data", "UPDATE person_data SET sealed = sealed || '\\x00' "),
        ("person_data", "DELETE FROM person_data WHERE ref = (SELECT min(ref) FROM person_data)"),
    ],
)  # fmt: skip
async def test_every_kind_of_tampering_is_found(engine: AsyncEngine, item: str, statement: str) -> None:
    """Removed, moved or added rows and changed columns, folds or personal data are found by the item concerned."""
    await _tamper(engine, statement)
    report = await verify(engine, CAMPAIGN, SEALER, batch=7)
    assert not report.is_sound
    assert _findings(report, item)


async def test_erasing_a_person_leaves_the_log_whole(engine: AsyncEngine) -> None:
    """After an erasure the number is gone, the facts are unchanged, and the log verifies."""
    person = caller(1)
    assert await person_data.read_value(engine, person.ref, SEALER) == "3005550001"
    async with unit_of_work(engine) as connection:
        assert await person_data.erase(connection, person.ref, NOON_IN_BOGOTA)
        assert not await person_data.erase(connection, person.ref, NOON_IN_BOGOTA)
    assert await person_data.read_value(engine, person.ref, SEALER) is None
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound
    assert [envelope async for envelope in Journal(engine, CAMPAIGN).envelopes()] == LOG


async def test_a_campaign_without_facts_is_sound(engine: AsyncEngine) -> None:
    """An empty journal has no findings."""
    report = await verify(engine, "otra", SEALER)
    assert report.is_sound
    assert [item.checked for item in report.items] == [0, 0, 0, 0, 0, 0, 0, 0]


def _findings(report: VerificationReport, name: str) -> tuple[Finding, ...]:
    return next(item.findings for item in report.items if item.name == name)


async def _tamper(engine: AsyncEngine, statement: str) -> None:
    """Change the journal as the owner of the database can."""
    async with owner_transaction(engine) as connection:
        await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER journal_is_append_only"))
        await connection.execute(text(statement))
