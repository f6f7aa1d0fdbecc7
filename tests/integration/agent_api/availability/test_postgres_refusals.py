"""A PostgreSQL that refuses for a while: requests may be repeated, desks stay connected, and both catch up."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from agent_api.access.guard import leaf_routes
from agent_api.desk.domain import protocol
from storage.embedded.postgres import EmbeddedPostgres
from storage.errors import DatabaseAway
from storage.postgres.engine import make_engine
from storage.postgres.migrate import migrate
from tests.support.api.live_desk import LiveDesk
from tests.support.servers.worker_servers import FAST

pytestmark = pytest.mark.integration
BOUND_S = 60
FEW = {"max_connections": "9", "superuser_reserved_connections": "0", "max_wal_senders": "0", "autovacuum": "off"}
FILLED = {"month": "2027-01", "user": "ana", "number": "PQ-2027-000001-1"}
"""Values for the parameters of paths; all others are «x»."""


class Server(NamedTuple):
    """A PostgreSQL for these tests alone."""

    postgres: EmbeddedPostgres
    url: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(servers_folder: Path) -> AsyncIterator[Server]:
    """Start a PostgreSQL for these tests alone, with few connections and this release's schema."""
    postgres = EmbeddedPostgres(servers_folder / "refusing", {**FAST, **FEW})
    async with postgres as url:
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()
        yield Server(postgres, url)


@pytest_asyncio.fixture
async def postgres_url(server: Server) -> str:
    """Return the URL of a fresh database of that server."""
    connection = await asyncpg.connect(server.url.replace("@/atencion", "@/postgres"))
    await connection.execute("DROP DATABASE IF EXISTS test WITH (FORCE)")
    await connection.execute("CREATE DATABASE test TEMPLATE atencion STRATEGY FILE_COPY")
    await connection.close()
    return server.url.replace("@/atencion", "@/test")


@pytest_asyncio.fixture
async def http(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """Open a supervisor's HTTP client; desks' sessions are checked ten times a second."""
    monkeypatch.setattr(protocol, "HEARTBEAT_INTERVAL_S", 0.1)
    headers = desk.auth_header("jefa")
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{desk.port}", headers=headers, timeout=BOUND_S) as client:
        yield client


class Crowd:
    """Clients that hold all connections of a server during a block."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._held: list[Any] = []

    async def __aenter__(self) -> None:
        """Take every connection, the application's too."""
        await self._take_free()
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'atencion'"
        while len(self._held) < int(FEW["max_connections"]):
            await self._held[0].execute(query)
            await asyncio.sleep(0.02)
            await self._take_free()

    async def __aexit__(self, *exc_info: object) -> None:
        """Close them all."""
        for each in self._held:
            await each.close()

    async def _take_free(self) -> None:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                self._held.append(await asyncpg.connect(self._url, server_settings={"application_name": "crowd"}))


def addresses(desk: LiveDesk) -> list[str]:
    """Return each path for GET, except pages and the document, which need no database."""
    routes = (route for route in leaf_routes(desk.app.router.routes) if "GET" in getattr(route, "methods", ()))
    paths = [getattr(route, "path_format", "") for route in routes]
    asking = [
        path for path in paths if path.startswith("/api/v1/") or path in ("/healthz", "/readyz", "/metrics", "/estado")
    ]
    return [re.sub(r"\{(\w+)[^}]*\}", lambda gap: FILLED.get(gap[1], "x"), path) for path in asking]


async def answers(http: httpx2.AsyncClient, paths: list[str]) -> dict[str, httpx2.Response]:
    """Return the answer of each path, a few at a time."""
    got: dict[str, httpx2.Response] = {}
    for begin in range(0, len(paths), 8):
        some = paths[begin : begin + 8]
        got.update(zip(some, await asyncio.gather(*(http.get(path) for path in some)), strict=True))
    return got


def assert_all_may_try_again(got: dict[str, httpx2.Response]) -> None:
    """Check that no answer is a 500, and that each 503 says when to retry."""
    assert {path: answer.text for path, answer in got.items() if answer.status_code == 500} == {}
    refused = [answer for answer in got.values() if answer.status_code == 503]
    assert all(answer.headers["Retry-After"] == "1" for answer in refused)


async def test_too_many_clients(server: Server, desk: LiveDesk, http: httpx2.AsyncClient) -> None:
    """53300: each path answers 503 or what it can without PostgreSQL, and a desk receives calls throughout."""
    rig, paths = desk.rig, addresses(desk)
    async with desk.client("jefa") as board:
        await board.receive()
        await answers(http, ["/api/v1/me"])  # cached: requests reach the routes, not only the guard
        async with Crowd(server.url):
            assert_all_may_try_again(remembered := await answers(http, paths))
            rig.now = rig.campaign_rig.moment(5_000)  # the session is no longer cached
            assert_all_may_try_again(unknown := await answers(http, paths))
            for got in (remembered, unknown):
                assert got["/api/v1/tickets"].json()["code"] == "database_away"
                assert got["/readyz"].status_code == 503
            heard = len(board.messages)
            await rig.campaign_rig.arrive("c1")
            while "c1" not in board.entities["call"]:
                await board.receive()
            while [each["type"] for each in board.messages[heard:]].count("heartbeat") < 3:
                await board.receive()
            with pytest.raises(InvalidStatus) as refused:
                await desk.client("otro").__aenter__()
            answer = refused.value.response
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        await works_again(http)
        while board.messages[-1]["type"] != "heartbeat":
            await board.receive()


async def test_a_crash(server: Server, postgres_url: str, desk: LiveDesk, http: httpx2.AsyncClient) -> None:
    """57P02 and 57P03: while PostgreSQL recovers no request fails with 500, and no desk loses its connection."""
    async with desk.client("jefa") as board:
        await board.receive()
        got = await ask_during_a_crash(postgres_url, http)
        assert {answer.status_code for answer in got} == {503}
        got += await ask_until_it_works(desk, http)
        assert {answer.status_code for answer in got} == {200, 503}
        assert all(answer.headers["Retry-After"] == "1" for answer in got if answer.status_code == 503)
        await desk.rig.campaign_rig.arrive("c1")
        while "c1" not in board.entities["call"]:
            await board.receive()
        assert {each["type"] for each in board.messages} <= {"snapshot", "changes", "heartbeat"}


async def ask_during_a_crash(url: str, http: httpx2.AsyncClient) -> list[httpx2.Response]:
    """Request while a lock keeps PostgreSQL from answering, and kill the backend with the lock.

    The server then ends all backends and recovers (PostgreSQL manual, ``restart_after_crash``).
    """
    connection = await asyncpg.connect(url)
    await connection.execute("BEGIN; LOCK TABLE ticket")
    asking = asyncio.gather(*(http.get("/api/v1/tickets") for _ in range(4)))
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(BOUND_S):
        while await connection.fetchval(query) < 4:  # noqa: ASYNC110 - it is PostgreSQL that changes
            await asyncio.sleep(0.01)
    os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
    connection.terminate()
    return await asking


async def ask_until_it_works(desk: LiveDesk, http: httpx2.AsyncClient) -> list[httpx2.Response]:
    """Request, four at a time and each with an uncached session, until all are answered."""
    got: list[httpx2.Response] = []
    async with asyncio.timeout(BOUND_S):
        while not got or any(answer.status_code != 200 for answer in got[-4:]):
            desk.rig.now = desk.rig.campaign_rig.moment(2_000 * (len(got) + 1) % 29_000)
            got += await asyncio.gather(*(http.get("/api/v1/tickets") for _ in range(4)))
            await asyncio.sleep(0.1)
    return got


async def works_again(http: httpx2.AsyncClient) -> None:
    """Wait until requests succeed."""
    async with asyncio.timeout(BOUND_S):
        while (await http.get("/api/v1/tickets")).status_code != 200:  # noqa: ASYNC110 - it is the API that changes
            await asyncio.sleep(0.05)


async def test_names_come_later(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk opened while names cannot be read shows logins, and shows names once they can be read."""
    watch, is_away = desk.app.state.watch, True
    read = watch._load_names

    async def names() -> Mapping[str, str]:
        if is_away:
            raise DatabaseAway("starting up")
        return dict(await read())

    monkeypatch.setattr(watch, "_load_names", names)
    monkeypatch.setattr("agent_api.desk.hub.LEVELS_INTERVAL_S", 0.1)
    await desk.rig.campaign_rig.ready("ana")
    async with desk.client("jefa") as board:
        await board.receive()
        assert board.entities["advisor"]["ana"]["name"] == "ana"
        is_away = False
        while board.entities["advisor"]["ana"]["name"] != "Ana Rojas":
            await board.receive()


async def test_a_desk_comes_back_while_the_journal_cannot_be_read(
    desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that reconnects gets a new snapshot in place of the changes."""

    async def away(*_: object) -> None:
        raise DatabaseAway("starting up")

    await desk.rig.campaign_rig.ready("ana")
    async with desk.client("jefa") as board:
        await board.receive()
    monkeypatch.setattr("agent_api.desk.hub.facts_between", away)
    async with desk.client("jefa", after=board.seq) as back:
        assert (await back.receive())["type"] == "snapshot"
