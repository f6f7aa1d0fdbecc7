"""A sample is drawn once, when its week is complete, and the journal alone gives the same sample."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from eventlog.facts import CallEnded, SampleDrawn
from metrics.quality.seed import commit
from storage.errors import StorageError
from storage.postgres.engine import read_connection
from storage.tables import notification
from tests.support.desks.sample_desk import OVERSIGHT, QUALITY, SampleDesk, kinds
from tests.support.facts.sample_weeks import DRAWS_AT, NUMBER, REVEAL_BY, WEEK, call, release
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration
SAMPLE = f"/samples/{WEEK}-phone"


async def planned_week(desk: SampleDesk, calls: int, *, end: bool = True) -> None:
    """Plan the week and journal its calls."""
    await desk.plan(WEEK.begins)
    await desk.journal_outbox(WEEK.begins)
    await desk.journal_week(calls, end=end)


async def notifications(desk: SampleDesk) -> list[tuple[str, str, str]]:
    """Return user, kind and subject of each notification."""
    row = notification.c
    async with read_connection(desk.rig.engine) as connection:
        rows = await connection.execute(select(row.user, row.kind, row.subject).order_by(row.user, row.subject))
    return [(each.user, each.kind, each.subject) for each in rows]


async def drawn_fact(desk: SampleDesk, at: datetime, channel: str = "phone") -> SampleDrawn:
    """Journal the outbox and return its one fact of a draw of a channel."""
    facts = [each for each in await desk.journal_outbox(at) if isinstance(each, SampleDrawn)]
    [drawn] = [each for each in facts if each.channel == channel]
    return drawn


async def test_three_workers_draw_each_sample_once(desk: SampleDesk) -> None:
    """Rows, facts and notifications exist once, and the audit of the journal finds no difference."""
    await planned_week(desk, 900)
    assert await desk.draw(DRAWS_AT - timedelta(seconds=1)) == 0
    assert await desk.draw(DRAWS_AT, workers=3) == 2
    facts = await desk.journal_outbox(DRAWS_AT)
    assert (kinds(facts).count("SampleDrawn"), kinds(facts).count("SampleItemDrawn")) == (2, 270)
    assert await desk.draw(DRAWS_AT + timedelta(hours=1)) == 0
    sample = (await desk.ask(OVERSIGHT, "GET", SAMPLE)).json()
    summary = sample["summary"]
    assert (summary["population"], summary["size"], summary["replaced"]) == (900, 270, 0)
    assert [(each["advisor"], each["size"]) for each in sample["strata"]] == [("ana", 90), ("beto", 90), ("caro", 90)]
    assert (len(sample["items"]), summary["seed_case"], sample["seed"]) == (270, "head", sample["head"])
    assert "quien escribe los últimos hechos de la semana pudo influir" in sample["proof"]
    audit = await desk.audit()
    assert audit is not None
    assert audit.differences() == []
    assert sorted(audit.items()) == sorted(each["item"] for each in sample["items"])
    assert await notifications(desk) == [
        ("cata", "sample_drawn", "2026-W47-phone"),
        ("cata", "sample_drawn", "2026-W47-written"),
    ]


async def test_a_call_in_progress_delays_the_draw(desk: SampleDesk) -> None:
    """The sample is the same whenever it is drawn: it waits for the last call of the week."""
    await planned_week(desk, 9, end=False)
    *begun, ended = call("c-long", WEEK.ends - timedelta(minutes=1), advisor="ana")
    await desk.journal(*begun)
    await desk.journal(*call("c-after", WEEK.ends + timedelta(minutes=1)))
    assert await desk.draw(DRAWS_AT) == 1
    assert (await drawn_fact(desk, DRAWS_AT, "written")).population == 0
    desk.rig.now = DRAWS_AT
    assert (await desk.ask(QUALITY, "GET", SAMPLE)).json()["summary"]["state"] == "due"
    assert isinstance(ended[3], CallEnded)
    await desk.journal((DRAWS_AT + timedelta(hours=1), *ended[1:]))
    assert await desk.draw(DRAWS_AT + timedelta(hours=2)) == 1
    assert (await drawn_fact(desk, DRAWS_AT + timedelta(hours=2))).population == 10


async def test_a_week_whose_end_is_not_in_the_journal_is_not_drawn(desk: SampleDesk) -> None:
    """Its last facts may still be on their way."""
    await planned_week(desk, 3, end=False)
    assert await desk.draw(DRAWS_AT) == 0
    assert await desk.audit() is None
    await desk.journal(*call("c-after", WEEK.ends))
    assert await desk.draw(DRAWS_AT) == 2


async def test_an_empty_week_has_an_empty_sample(desk: SampleDesk) -> None:
    """The draw of nothing is a fact, too."""
    await planned_week(desk, 0)
    assert await desk.draw(DRAWS_AT) == 2
    drawn = await drawn_fact(desk, DRAWS_AT)
    assert (drawn.population, drawn.size, drawn.strata) == (0, 0, 0)
    audit = await desk.audit()
    assert audit is not None
    assert audit.differences() == []


async def test_tickets_are_drawn_by_channel_and_by_who_released_the_answer(desk: SampleDesk) -> None:
    """The written sample has the tickets whose answer was released in the week."""
    await planned_week(desk, 0, end=False)
    tuesday = WEEK.begins + timedelta(days=1)
    answers = [release(f"2026-00000{n}-1", tuesday, f"user:{'eva' if n % 2 else 'fede'}") for n in range(8)]
    await desk.journal(*answers)
    await desk.journal(*call("c-after", WEEK.ends))
    assert await desk.draw(DRAWS_AT) == 2
    drawn = await drawn_fact(desk, DRAWS_AT, "written")
    assert (drawn.population, drawn.size, drawn.strata) == (8, 8, 2)
    audit = await desk.audit("written")
    assert audit is not None
    assert audit.differences() == []


async def commit_number(desk: SampleDesk, journaled_at: datetime) -> None:
    """Commit a number a day before the week; its fact enters the journal at a moment."""
    desk.rig.now = WEEK.begins - timedelta(days=1)
    form = {"week": str(WEEK), "commitment": commit(NUMBER)}
    assert (await desk.ask(OVERSIGHT, "POST", "/seeds", json=form)).status_code == 201
    assert kinds(await desk.journal_outbox(journaled_at)) == ["SampleSeedCommitted"]


async def test_the_draw_waits_for_the_number_and_reminds_once(desk: SampleDesk) -> None:
    """With it, the seed is that of head and number; the reminder comes once although two samples wait."""
    await commit_number(desk, WEEK.begins - timedelta(days=1))
    await planned_week(desk, 9)
    for minutes in range(3):
        assert await desk.draw(DRAWS_AT + timedelta(minutes=minutes)) == 0
    assert await notifications(desk) == [("vera", "seed_due", "2026-W47")]
    desk.rig.now = DRAWS_AT + timedelta(hours=1)
    assert (await desk.ask(QUALITY, "GET", SAMPLE)).json()["summary"]["state"] == "awaiting_number"
    revealed = await desk.ask(OVERSIGHT, "POST", f"/seeds/{WEEK}/number", json={"number": NUMBER})
    assert revealed.status_code == 200, revealed.text
    assert await desk.draw(desk.rig.now) == 2
    drawn = await drawn_fact(desk, desk.rig.now)
    assert drawn.seed_case == "committed"
    assert drawn.seed != drawn.head
    audit = await desk.audit()
    assert audit is not None
    assert audit.differences() == []


async def test_a_number_that_is_not_revealed_in_time_is_left_out(desk: SampleDesk) -> None:
    """The draw says so, and the audit agrees."""
    await commit_number(desk, WEEK.begins - timedelta(days=1))
    await planned_week(desk, 9)
    assert await desk.draw(REVEAL_BY) == 2
    drawn = await drawn_fact(desk, REVEAL_BY)
    assert (drawn.seed_case, drawn.seed) == ("unrevealed", drawn.head)
    audit = await desk.audit()
    assert audit is not None
    assert audit.differences() == []


async def test_a_commitment_that_enters_the_chain_late_does_not_count(desk: SampleDesk) -> None:
    """The time of the chain decides, not that of the request."""
    await commit_number(desk, WEEK.begins)
    await planned_week(desk, 9)
    assert await desk.draw(REVEAL_BY) == 2
    assert (await drawn_fact(desk, REVEAL_BY)).seed_case == "head"
    audit = await desk.audit()
    assert audit is not None
    assert audit.differences() == []


async def test_a_worker_that_fails_between_facts_leaves_nothing(desk: SampleDesk) -> None:
    """Rows, facts and notification are one transaction; the next round draws the same sample."""
    await planned_week(desk, 9)
    await run_as_owner(
        desk,
        "CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE 'no'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER fail BEFORE INSERT ON outbox FOR EACH ROW "
        "WHEN (encode(NEW.fact, 'escape') LIKE '%SampleItemDrawn%c-004%') EXECUTE FUNCTION fail()",
    )
    try:
        with pytest.raises(StorageError):
            await desk.draw(DRAWS_AT)
        async with read_connection(desk.rig.engine) as connection:
            query = "SELECT (SELECT count(*) FROM quality_item), (SELECT count(*) FROM outbox), "
            query += "(SELECT count(*) FROM quality_sample WHERE channel = 'phone' AND drawn_at IS NOT NULL)"
            assert tuple((await connection.execute(text(query))).one()) == (0, 0, 0)
        assert await notifications(desk) == []
    finally:
        await run_as_owner(desk, "DROP TRIGGER fail ON outbox", "DROP FUNCTION fail()")
    assert await desk.draw(DRAWS_AT) == 2


async def run_as_owner(desk: SampleDesk, *statements: str) -> None:
    """Run statements as the owner of the tables."""
    async with owner_transaction(desk.rig.engine) as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_a_changed_row_of_the_journal_is_named(desk: SampleDesk) -> None:
    """A call that is of another advisor now is named by its fact."""
    await planned_week(desk, 30)
    await desk.draw(DRAWS_AT)
    await desk.journal_outbox(DRAWS_AT)
    first = await seq_of(desk, "CallAnswered")
    await change(desk, first, b'"advisor":"ana"', b'"advisor":"eva"')
    audit = await desk.audit()
    assert audit is not None
    assert f"El hecho {first} fue cambiado: su huella en la cadena es otra." in audit.differences()


async def seq_of(desk: SampleDesk, kind: str) -> int:
    """Return the number of the first fact of a kind."""
    async with read_connection(desk.rig.engine) as connection:
        query = text("SELECT min(seq) FROM journal WHERE type = :kind")
        return int((await connection.execute(query, {"kind": kind})).scalar_one())


async def change(desk: SampleDesk, seq: int, old: bytes, new: bytes) -> None:
    """Change the bytes of a row, as the owner of the database could."""
    async with owner_transaction(desk.rig.engine) as connection:
        await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER journal_is_append_only"))
        row = {"seq": seq}
        data = bytes((await connection.execute(text("SELECT bytes FROM journal WHERE seq = :seq"), row)).scalar_one())
        assert old in data
        changed = {"data": data.replace(old, new), **row}
        await connection.execute(text("UPDATE journal SET bytes = :data WHERE seq = :seq"), changed)
