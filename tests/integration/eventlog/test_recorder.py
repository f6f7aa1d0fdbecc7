"""The recorder between a real Valkey and a real PostgreSQL: no fact is lost, doubled or changed."""

import asyncio

import msgspec
import pytest
import redis.asyncio as redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.errors import RecorderStopped
from eventlog.facts import Envelope, MenuSelected, SiteImported
from eventlog.journal.reader import Journal
from eventlog.journal.verify import verify
from eventlog.journal.writer import write
from eventlog.person_cipher import encrypt_person
from eventlog.person_data import read_value
from eventlog.recorder import read_status, record
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.crash_programs.launcher import run_program
from tests.support.facts.call_logs import (
    CAMPAIGN,
    SEALER,
    append_to_stream,
    call_facts,
    caller,
    mixed_log,
    side_by_side_log,
)
from tests.support.facts.recorder_rig import (
    read_journal,
    record_all,
    running_recorder,
    wait_until,
    wait_until_journaled,
)

pytestmark = pytest.mark.integration
STREAM, PEOPLE = f"{{{CAMPAIGN}}}:log", f"{{{CAMPAIGN}}}:person"


async def test_all_facts_arrive_in_order_and_unchanged_and_folds_and_chain_agree_with_them(
    valkey: redis.Redis, engine: AsyncEngine
) -> None:
    """All facts arrive in order and unchanged, and folds and chain agree with them."""
    log = mixed_log(40)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    assert await read_journal(engine) == log
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


async def test_facts_that_come_later_are_recorded_as_they_come(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """A recorder that waits on an empty stream receives the next fact."""
    log = mixed_log(6)
    async with running_recorder(valkey, engine):
        for envelope in log:
            await append_to_stream(valkey, [envelope])
        await wait_until_journaled(engine, log[-1].id)
    assert await read_journal(engine) == log


async def test_stream_keeps_configured_number_of_entries_behind_head(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """The stream keeps the configured number of entries behind the head, and no personal data wait any more."""
    log = mixed_log(20)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log, keep=5)
    assert await valkey.xlen(STREAM) == 6
    assert await valkey.hlen(PEOPLE) == 0


async def test_the_callers_number_is_in_person_data_only(
    valkey: redis.Redis, engine: AsyncEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    """No table, stream or log line has the numbers, and only the key decrypts the row that has them."""
    log = mixed_log(20)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log, keep=1000)
    tables = ("journal", "chain_head", "call", "interval_count")
    stored = "".join([await _text_of(engine, table) for table in tables])
    stream = repr(await valkey.xrange(STREAM))
    logged = "".join(capfd.readouterr())
    assert "300555" not in stored + stream + logged
    assert b"300555".hex() not in stored
    assert "300555" not in await _text_of(engine, "person_data")
    assert [await read_value(engine, caller(number).ref, SEALER) for number in range(20)] == [
        f"300555{number:04d}" for number in range(20)
    ]


@pytest.mark.parametrize("where", ["before_commit", "before_trim"])
async def test_a_recorder_killed_in_the_middle_loses_and_doubles_nothing(
    valkey: redis.Redis, valkey_url: str, engine: AsyncEngine, postgres_url: str, where: str
) -> None:
    """The recorder is killed (-9) before its commit or before its trim, and the next one goes on from the journal."""
    log = mixed_log(20)
    await append_to_stream(valkey, log)
    assert await run_program("recorder", postgres_url, valkey_url, where) == -9
    assert await valkey.xlen(STREAM) == len(log)
    assert len(await read_journal(engine)) == (len(log) if where == "before_trim" else 0)
    more = side_by_side_log([("call-90", call_facts(90, "answered"))], first=len(log) + 1)
    await append_to_stream(valkey, more)
    await record_all(valkey, engine, more)
    assert await read_journal(engine) == log + more
    assert await valkey.hlen(PEOPLE) == 0
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


async def test_two_recorders_at_once_do_no_harm(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """Each fact is journaled once, by either recorder."""
    log = mixed_log(120)
    async with running_recorder(valkey, engine), running_recorder(valkey, engine):
        for start in range(0, len(log), 37):
            await append_to_stream(valkey, log[start : start + 37])
        await wait_until_journaled(engine, log[-1].id)
    assert await read_journal(engine) == log
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=6))
def test_any_overlap_may_be_written_again(postgres_url: str, cuts: list[tuple[int, int]]) -> None:
    """Batches that repeat any part of the journal add only what is new."""
    asyncio.run(_write_overlapping(postgres_url, cuts))


async def test_a_missing_fact_stops_the_recorder(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """The recorder never writes past a gap in the counter: it stops, and the status gives the reason."""
    log = mixed_log(4)
    await append_to_stream(valkey, log[:5] + log[6:])
    stopped = await _stopped(valkey, engine)
    assert (stopped.reason, stopped.at) == ("gap", log[6].id)
    assert await read_journal(engine) == []
    status = await read_status(valkey, CAMPAIGN)
    assert (status["state"], status["reason"]) == ("stopped", "gap")


async def test_recorder_notices_if_valkey_lost_journaled_facts_and_reused_their_numbers(
    valkey: redis.Redis, engine: AsyncEngine
) -> None:
    """If Valkey lost journaled facts and reused their numbers, the recorder notices."""
    log = mixed_log(4)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    await valkey.delete(STREAM)
    await append_to_stream(
        valkey, [_other(log[-1]), *side_by_side_log([("call-9", call_facts(9, "answered"))], first=len(log) + 1)]
    )
    stopped = await _stopped(valkey, engine)
    assert (stopped.reason, stopped.at) == ("conflict", log[-1].id)
    assert await read_journal(engine) == log


async def test_an_entry_that_is_no_fact_stops_the_recorder(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """The recorder does not skip an entry that this release does not know."""
    await valkey.xadd(STREAM, {"at": 1, "call": "", "actor": "x", "site": "", "fact": '{"type":"Unheard"}'}, id="1-1")
    assert (await _stopped(valkey, engine)).reason == "unreadable"


async def test_a_new_epoch_begins_at_one(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """After a recovery the counter begins again in a higher epoch, and the chain goes on."""
    log = mixed_log(3)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    await valkey.delete(STREAM)
    later = side_by_side_log([("call-9", call_facts(9, "answered"))], epoch=2)
    await append_to_stream(valkey, later)
    await record_all(valkey, engine, later)
    assert await read_journal(engine) == log + later
    assert (await verify(engine, CAMPAIGN, SEALER)).is_sound


async def test_valkey_that_lost_everything_is_reported_until_it_is_restored(
    valkey: redis.Redis, engine: AsyncEngine
) -> None:
    """A Valkey that lost everything is reported until it is restored."""
    log = mixed_log(3)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    await valkey.delete(STREAM)
    async with running_recorder(valkey, engine):
        await wait_until(lambda: _state_is(valkey, "journal_ahead"))


async def test_no_fact_is_behind_after_it_has_caught_up(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """After it has caught up, no fact is behind."""
    log = mixed_log(5)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    status = await read_status(valkey, CAMPAIGN)
    assert {name: status[name] for name in ("state", "reason", "head", "behind", "facts")} == {
        "state": "recording",
        "reason": "",
        "head": log[-1].id,
        "behind": "0",
        "facts": str(len(log)),
    }


async def test_an_erased_person_is_not_brought_back(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """A value that still waits in Valkey is dropped, not stored again, after the person was erased meanwhile."""
    log = mixed_log(1)
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    person = encrypt_person(caller(0), SEALER)
    async with unit_of_work(engine) as connection:
        await connection.execute(text("UPDATE person_data SET sealed = NULL, salt = NULL, erased_at = now()"))
    await valkey.hset(PEOPLE, person.ref, person.encoded)
    async with running_recorder(valkey, engine):
        await wait_until(lambda: _nobody_waits(valkey))
    assert "300555" not in await _text_of(engine, "person_data")


async def test_facts_of_no_call_are_recorded_too(valkey: redis.Redis, engine: AsyncEngine) -> None:
    """A SiteImported is in the chain and makes no call row."""
    log = side_by_side_log([("", [SiteImported(digest="ab")])])
    await append_to_stream(valkey, log)
    await record_all(valkey, engine, log)
    assert await read_journal(engine) == log
    assert await _text_of(engine, "call") == ""


async def _stopped(valkey: redis.Redis, engine: AsyncEngine) -> RecorderStopped:
    with pytest.raises(RecorderStopped) as caught:
        await asyncio.wait_for(record(CAMPAIGN, valkey, engine, asyncio.Event(), cipher=SEALER), 60)
    return caught.value


async def _state_is(valkey: redis.Redis, state: str) -> bool:
    return (await read_status(valkey, CAMPAIGN)).get("state") == state


async def _nobody_waits(valkey: redis.Redis) -> bool:
    return bool(await valkey.hlen(PEOPLE) == 0)


async def _text_of(engine: AsyncEngine, table: str) -> str:
    async with unit_of_work(engine) as connection:
        rows = await connection.execute(text(f"SELECT t::text FROM {table} t"))
        return "\n".join(rows.scalars())


async def _write_overlapping(url: str, cuts: list[tuple[int, int]]) -> None:
    engine = make_engine(url)
    log = mixed_log(6)
    async with unit_of_work(engine) as connection:
        campaign = f"c{await connection.scalar(text('SELECT count(*) FROM chain_head'))}"
    log = [msgspec.structs.replace(envelope, campaign=campaign) for envelope in log]
    written = 0
    for start, length in cuts:
        begin = min(start, written)
        async with unit_of_work(engine) as connection:
            await write(connection, campaign, log[begin : begin + length], {}, cipher=SEALER)
        written = max(written, min(begin + length, len(log)))
    assert [envelope async for envelope in Journal(engine, campaign).envelopes()] == log[:written]
    items = {item.name: item.wrong for item in (await verify(engine, campaign, SEALER)).items}
    del items["person_data"]  # the batches came without callers' numbers
    assert not any(items.values())
    await engine.dispose()


def _other(envelope: Envelope) -> Envelope:
    return msgspec.structs.replace(envelope, fact=MenuSelected(line="bogota", menu="main", option="9"))
