"""PostgreSQL on two servers: the client finds the writable one, also after a failover."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from storage.postgres.engine import make_engine
from storage.postgres.migrate import latest_revision, migrate, read_revision
from tests.support.api.api_rig import ApiRig
from tests.support.servers.replicated_postgres import ReplicatedPostgres, replicated_postgres
from tests.support.servers.worker_servers import FAST

pytestmark = pytest.mark.integration
BOUND_S = 20


@pytest_asyncio.fixture
async def pair(servers_folder: Path) -> AsyncIterator[ReplicatedPostgres]:
    """Start a writable server and its follower, with this release's schema."""
    folder = servers_folder / "pair"
    async with replicated_postgres(folder, FAST) as pair:
        engine = make_engine(pair.url)
        await migrate(engine)
        await engine.dispose()
        yield pair


@pytest.fixture
def postgres_url(pair: ReplicatedPostgres) -> str:
    """Return the address of both, the follower first."""
    return pair.url


async def statuses(rig: ApiRig) -> list[int]:
    """Return the statuses of requests until they succeed; each looks the session up again."""
    got: list[int] = []
    async with asyncio.timeout(BOUND_S):
        while not got or got[-1] != 200:
            rig.now = rig.campaign_rig.moment(2_000 * (len(got) + 1) % 29_000)
            got.append((await rig.get("/api/v1/tickets")).status_code)
            await asyncio.sleep(0.05)
    return got


async def test_requests_succeed_again_on_the_promoted_server(rig: ApiRig, pair: ReplicatedPostgres) -> None:
    """The follower is skipped while it follows, and is used after the first server stopped and it was promoted."""
    rig.client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(rig.app, raise_app_exceptions=False),
        base_url="http://api",
        headers=rig.client.headers,
    )
    assert await statuses(rig) == [200]
    await pair.stop_primary()
    rig.now = rig.campaign_rig.moment(3_000)
    assert (await rig.get("/api/v1/tickets")).status_code == 503
    await pair.promote()
    assert set(await statuses(rig)) <= {200, 503}
    await rig.hire("nueva", "supervisor")
    assert await read_revision(rig.engine) == latest_revision()
