"""Frequent queries on a real PostgreSQL."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import Integer, bindparam, column, func, literal, select

from storage.errors import DatabaseAway, DatabaseRefused
from storage.postgres.engine import make_engine
from storage.postgres.queries import Query, QueryFamily

_UP_TO = select(func.generate_series(literal(1), bindparam("last", type_=Integer)).label("n"))


async def test_a_query_is_asked_with_its_open_values(postgres_url: str) -> None:
    """Fixed values are part of the query, open ones are sent with each use, and columns keep their names."""
    engine, query = make_engine(postgres_url, connections=1), Query(_UP_TO)
    assert [row["n"] for row in await query.rows(engine, last=3)] == [1, 2, 3]
    assert [row["n"] for row in await query.rows(engine, last=1)] == [1]
    assert await query.row(engine, last=0) is None
    await engine.dispose()


async def test_a_family_has_the_conditions_that_it_is_asked_with(postgres_url: str) -> None:
    """A value that is None adds no condition; a condition of two values needs both, one without values only a name."""
    engine, n = make_engine(postgres_url, connections=1), column("n", Integer)
    family = QueryFamily(
        select(n).select_from(_UP_TO.subquery()).order_by(n),
        {
            ("least",): n >= bindparam("least"),
            ("of", "rest"): n % bindparam("of") == bindparam("rest"),
            ("odd",): n % 2 == 1,
        },
    )

    async def found(**conditions: int | None) -> list[int]:
        return [row["n"] for row in await family.rows(engine, last=6, **conditions)]

    assert await found() == await found(least=None) == await found(of=3) == [1, 2, 3, 4, 5, 6]
    assert await found(least=4) == [4, 5, 6]
    assert await found(of=3, rest=0, least=4) == [6]
    assert await found(odd=True, least=2) == [3, 5]
    await engine.dispose()


async def test_a_refused_query_costs_no_connection(postgres_url: str) -> None:
    """A pool of one still lends its only connection after PostgreSQL refused a query, and the error is ours."""
    engine = make_engine(postgres_url, connections=1)
    with pytest.raises(DatabaseRefused):
        await Query(select(column("no_such_column"))).rows(engine)
    assert len(await Query(_UP_TO).rows(engine, last=2)) == 2
    await engine.dispose()


async def test_a_question_that_is_cut_off_takes_its_connection_with_it(postgres_url: str) -> None:
    """The state of such a connection is unknown, so the only one of a pool is replaced."""
    engine, query = make_engine(postgres_url, connections=1), Query(select(func.pg_backend_pid().label("pid")))
    first = await query.rows(engine)
    sleeping = asyncio.create_task(Query(select(func.pg_sleep(bindparam("s", type_=Integer)))).rows(engine, s=60))
    await asyncio.sleep(0.1)
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert (await query.rows(engine))[0]["pid"] != first[0]["pid"]
    await engine.dispose()


async def test_missing_server_counts_as_away_under_each_error_of_operating_system(free_tcp_port: int) -> None:
    """A missing server counts as away under each error of the operating system."""
    engine = make_engine(f"postgresql://nobody@127.0.0.1:{free_tcp_port}/none")
    with pytest.raises(DatabaseAway):
        await Query(_UP_TO).rows(engine, last=1)
    await engine.dispose()


async def test_a_connection_that_the_server_closed_is_replaced(postgres_url: str) -> None:
    """At most one query meets a connection that the server ended, and gets an error; the next one succeeds."""
    engine = make_engine(postgres_url, connections=1)
    backend = await Query(select(func.pg_backend_pid().label("pid"))).row(engine)
    assert backend is not None
    other = make_engine(postgres_url)
    await Query(select(func.pg_terminate_backend(bindparam("pid", type_=Integer)))).rows(other, pid=backend["pid"])
    with suppress(DatabaseAway):
        await Query(_UP_TO).rows(engine, last=2)
    assert len(await Query(_UP_TO).rows(engine, last=2)) == 2
    for each in (engine, other):
        await each.dispose()
