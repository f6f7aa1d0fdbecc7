"""Petitions and numbers of a release without prints: they get them later, at the cost of what is missing."""

from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql

from agent_api.tickets.search import word_index
from eventlog import person_data
from eventlog.person_data import print_missing
from storage.postgres.engine import unit_of_work
from tests.support.desks.search_desk import SearchDesk
from tests.support.desks.ticket_desk import ELSA
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
CHIEF = "coordinador:jefa"
ROWS, BLOCKS = 5000, 12
"""How much is stored, in hundreds of blocks, and how many blocks a round reads at most.

An index page and the entries of dead versions, which VACUUM keeps while another connection may see them.
"""


async def test_a_round_with_nothing_missing_does_not_read_the_past(desk: SearchDesk) -> None:
    """However many petitions and numbers are stored, both queries read a few blocks of an index."""
    await desk.file_ticket(ELSA)
    await desk.talk("llamada1")
    await _multiply(desk, "ticket", "number", "idempotency_key")
    await _multiply(desk, "person_data", "ref")
    for query, index in (
        (word_index.missing_query(CAMPAIGN, "", word_index.BATCH), "ticket_unindexed"),
        (person_data.missing_query(CAMPAIGN).limit(person_data.PRINT_BATCH), "person_data_unprinted"),
    ):
        plan = await _plan_of(desk, query)
        assert _indexes_of(plan) == [index], plan
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= BLOCKS, plan
        assert plan["Actual Rows"] == 0


async def test_a_round_reads_only_what_is_missing(desk: SearchDesk) -> None:
    """One petition among thousands that a release without prints filed is read alone, and found afterwards."""
    number = (await desk.file_ticket(ELSA, text="Recurso de reposición."))["number"]
    await desk.delete_words()
    await _multiply(desk, "ticket", "number", "idempotency_key", extra="words_indexed = true")
    plan = await _plan_of(desk, word_index.missing_query(CAMPAIGN, "", word_index.BATCH))
    assert (_indexes_of(plan), plan["Actual Rows"]) == (["ticket_unindexed"], 1)
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= BLOCKS, plan
    assert await word_index.index_missing(desk.rig.engine, SEALER, CAMPAIGN) == 1
    assert (await desk.found(CHIEF, "reposición"))["tickets"] == [number]
    assert await desk.rows("ticket WHERE NOT words_indexed") == 0


async def test_an_extension_is_read_once(desk: SearchDesk) -> None:
    """A caller's number that is too short to be searched is marked, and is missing no longer."""
    await desk.talk("llamada1", caller="1004")
    assert await desk.rows("person_data WHERE value_print IS NULL") == 0
    await desk.delete_number_prints()
    assert await print_missing(desk.rig.engine, SEALER, CAMPAIGN) == 1
    assert await desk.rows("person_data WHERE value_print IS NULL") == 0


async def _multiply(desk: SearchDesk, table: str, *keys: str, extra: str = "") -> None:
    """Copy the first row of a table many times, under other keys."""
    changes = ", ".join([*(f"{key} = {key} || '-' || copy" for key in keys), *filter(None, [extra])])
    async with unit_of_work(desk.rig.engine) as connection:
        for statement in (
            f"CREATE TEMP TABLE copies ON COMMIT DROP AS SELECT * FROM {table} LIMIT 1",
            f"INSERT INTO copies SELECT copies.* FROM copies, generate_series(2, {ROWS})",
            "ALTER TABLE copies ADD COLUMN copy integer GENERATED ALWAYS AS IDENTITY",
            f"UPDATE copies SET {changes}",
            "ALTER TABLE copies DROP COLUMN copy",
            f"INSERT INTO {table} SELECT * FROM copies",
        ):
            await connection.execute(text(statement))
    async with desk.rig.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"VACUUM ANALYZE {table}"))


async def _plan_of(desk: SearchDesk, query: Select[Any]) -> dict[str, Any]:
    """Execute a query and return its plan."""
    statement = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    async with unit_of_work(desk.rig.engine) as connection:
        explained = await connection.scalar(text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"))
    return dict(explained[0]["Plan"])


def _indexes_of(plan: dict[str, Any]) -> list[str]:
    """Return the indexes that a plan reads; a scan of the whole table is none."""
    nested = [name for each in plan.get("Plans", []) for name in _indexes_of(each)]
    return [*nested, plan["Index Name"]] if "Index Name" in plan else nested
