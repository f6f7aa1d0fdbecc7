"""Lookups in a real PostgreSQL: read only, limited, and for one customer."""

import asyncio

import asyncpg
import pytest

from tests.support.desks.lookup_systems import ANA, DEBTLESS, WILMER, SampleSystems, visible_rows

pytestmark = pytest.mark.integration
HANG = "SELECT numero, pg_sleep(30) FROM muestra_atencion.credito WHERE documento = :document"


async def test_a_customer_has_their_credits(database: SampleSystems) -> None:
    """Text, pesos and dates have the form that people read."""
    consult = await database.ask("creditos")
    assert visible_rows(consult) == [
        ["CR-2019-000101", "Crédito de pregrado", "Al día", "$ 4.437.431,25", "02/12/2026"],
    ]
    assert consult.reason is None
    assert (await database.ask("creditos", DEBTLESS)).rows == ()


async def test_row_limit_of_lookup_applies(database: SampleSystems) -> None:
    """Ana has two movements, and one is the limit."""
    consult = await database.ask("movimientos", rows=1)
    assert (len(consult.rows), consult.more) == (1, True)
    assert not (await database.ask("movimientos", rows=2)).more


async def test_another_persons_credit_shows_nothing(database: SampleSystems) -> None:
    """The number is only what the caller says, so the query also needs the owner's document."""
    assert len((await database.ask("detalle_credito", ANA, "CR-2019-000101")).rows) == 1
    assert (await database.ask("detalle_credito", WILMER, "CR-2019-000101")).rows == ()


async def test_a_value_never_becomes_part_of_the_query(database: SampleSystems) -> None:
    """A value with any content is a bound parameter."""
    consult = await database.ask("creditos", "x' OR '1'='1")
    assert (consult.rows, consult.reason) == ((), None)


@pytest.mark.parametrize(
    "query",
    [
        "WITH gone AS (DELETE FROM muestra_atencion.credito RETURNING *) SELECT numero FROM gone WHERE '' <> :document",
        "SELECT set_config('transaction_read_only', 'off', true) AS numero WHERE '' <> :document",
        "SELECT numro AS numero FROM muestra_atencion.credito WHERE documento = :document",
        "SELECT numero FROM muestra_atencion.credito WHERE saldo = :document",
    ],
)
async def test_dangerous_query_changes_nothing(database: SampleSystems, query: str) -> None:
    """Writes, an end of the read-only transaction, an unknown column and a wrong type change nothing."""
    columns = database.lookups.lookups["creditos"].shown[:1]
    assert (await database.ask("creditos", query=query, shown=columns)).reason == "refused"
    assert (await database.ask("creditos")).rows


async def test_a_datum_is_text_until_the_query_says_otherwise(database: SampleSystems) -> None:
    """To compare numbers the query itself has a cast."""
    query = "SELECT numero FROM muestra_atencion.credito WHERE CAST(documento AS bigint) = CAST(:document AS bigint)"
    columns = database.lookups.lookups["creditos"].shown[:1]
    assert visible_rows(await database.ask("creditos", query=query, shown=columns)) == [["CR-2019-000101"]]


async def test_missing_column_is_error_and_not_empty_value(database: SampleSystems) -> None:
    """A missing column is an error and not an empty value."""
    query = "SELECT numero FROM muestra_atencion.credito WHERE documento = :document"
    assert (await database.ask("creditos", query=query)).reason == "bad_answer"


async def test_a_slow_query_ends_at_the_bound_at_the_server_too(database: SampleSystems, postgres_url: str) -> None:
    """The caller waits no longer, and the server stops the query."""
    columns = database.lookups.lookups["creditos"].shown[:1]
    consult = await database.ask("creditos", query=HANG, shown=columns, limit_s=0.4)
    assert consult.reason == "timeout"
    assert consult.duration_ms < 1500
    connection = await asyncpg.connect(postgres_url)
    async with asyncio.timeout(25):
        while await connection.fetchval(  # noqa: ASYNC110 - it is the server's end
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'"
            " AND pid <> pg_backend_pid()"
        ):
            await asyncio.sleep(0.05)
    await connection.close()


async def test_missing_address_and_unsafe_server_are_reported(systems: SampleSystems) -> None:
    """A missing address and a server without read-only mode or time limit are reported too."""
    assert (await systems.ask("creditos")).reason == "not_configured"
    systems.say("cctex", "postgresql://nadie:nada@127.0.0.1:1/nada")
    assert (await systems.ask("creditos")).reason == "unreachable"
    systems.say("cctex", "oracle+oracledb://nadie:nada@127.0.0.1:1521/x")
    assert (await systems.ask("creditos")).reason == "not_configured"
    await systems.consults.close()


async def test_a_server_that_says_nothing_is_left_in_peace(systems: SampleSystems) -> None:
    """After three lookups that timed out the fourth sends no query."""
    connections = 0

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await asyncio.sleep(30)

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    systems.say("cctex", f"postgresql://u:p@127.0.0.1:{server.sockets[0].getsockname()[1]}/d")
    reasons = [(await systems.ask("creditos", limit_s=0.2)).reason for _ in range(4)]
    assert reasons == ["timeout", "timeout", "timeout", "resting"]
    assert connections == 3
    server.close()
    await systems.consults.close()
