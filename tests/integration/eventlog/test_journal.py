"""Queries of the journal."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.folds.counts import interval_start
from eventlog.journal.reader import Journal, read_open_calls
from eventlog.journal.writer import write
from storage.postgres.engine import read_connection, unit_of_work
from tests.support.facts.call_logs import CAMPAIGN, SEALER, call_facts, mixed_log, side_by_side_log

pytestmark = pytest.mark.integration
LOG = mixed_log(10)


@pytest.fixture
async def journal(engine: AsyncEngine) -> Journal:
    """Journal ten calls that ended, and one that waits."""
    waiting = side_by_side_log([("call-77", call_facts(77, "answered", line="quejas")[:4])], first=len(LOG) + 1)
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, LOG + waiting, {}, cipher=SEALER)
    return Journal(engine, CAMPAIGN)


async def test_the_head_is_the_last_fact(journal: Journal) -> None:
    """The head is number, stream id and time of the last row."""
    head = await journal.head()
    assert (head.link.seq, str(head.stream)) == (len(LOG) + 4, f"1-{len(LOG) + 4}")
    last = await journal.last_at()
    assert last is not None
    assert last > LOG[-1].at


async def test_the_facts_of_a_call_are_in_order(journal: Journal) -> None:
    """The facts of one call come back and of no other; an unknown call has none."""
    assert await journal.facts_of("call-3") == [envelope for envelope in LOG if envelope.call_id == "call-3"]
    assert await journal.facts_of("call-999") == []


async def test_a_call_has_its_record(journal: Journal) -> None:
    """The row of the table is the fold of the facts."""
    record = await journal.call("call-1")
    assert record is not None
    assert (record.outcome, record.queue, record.offers) == ("abandoned_queue", "general", 1)
    assert await journal.call("call-999") is None


async def test_open_calls_are_those_without_an_end(journal: Journal, engine: AsyncEngine) -> None:
    """Only the waiting call is open."""
    async with read_connection(engine) as connection:
        assert [record.call_id for record in await read_open_calls(connection, CAMPAIGN)] == ["call-77"]


async def test_counts_are_summed_by_line_and_queue(journal: Journal) -> None:
    """The sums are right for everything, a line, a queue, and a time without calls."""
    begins = interval_start(LOG[0].at)
    ends = begins + timedelta(hours=1)
    bogota = {
        "ingressed": 10,
        "ingressed_in_hours": 10,
        "queued": 6,
        "answered": 4,
        "answered_within": 0,
        "outcome|answered": 4,
        "outcome|abandoned_queue": 2,
        "outcome|abandoned_ivr": 2,
        "outcome|self_served": 2,
        "visit_entered": 6,
        "visit_answered": 4,
        "visit_left|abandoned_queue": 2,
    }
    expected = {measure: n for measure, n in bogota.items() if n}
    assert await journal.interval_counts(begins, ends, line="bogota") == expected
    assert (await journal.interval_counts(begins, ends))["in_progress"] == 1
    assert await journal.interval_counts(begins, ends, line="quejas", queue="general") == {
        "queued": 1,
        "in_progress": 1,
        "visit_entered": 1,
        "visit_waiting": 1,
    }
    assert await journal.interval_counts(ends, ends + timedelta(hours=1)) == {}
