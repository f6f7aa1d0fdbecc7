"""Several campaigns on the masters of one cluster: none depends on the others."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from redis.exceptions import RedisError

from call_router.errors import RouterAway
from call_router.signals import AdvisorChosen
from storage.valkey import connect
from storage.valkey.cluster import Cluster
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import GATEWAY, CampaignRig, fact_kinds
from tests.support.servers.valkey_cluster import MASTERS, cluster

pytestmark = pytest.mark.integration
PERIOD_S = 0.5
DEADLINE_S = 30.0


@pytest_asyncio.fixture
async def client(valkey_cluster_url: str) -> AsyncIterator[Cluster]:
    """Open a client of an empty cluster."""
    async with connected(valkey_cluster_url) as client:
        yield client


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Cluster]:
    """Open a client of a cluster, and load the cluster's layout."""
    client = connect(url)
    assert isinstance(client, Cluster)
    await client.initialize()
    yield client
    await client.aclose()


@pytest_asyncio.fixture
async def worlds(client: Cluster) -> list[CampaignRig]:
    """Return a campaign on each master."""
    return await one_on_each(client)


async def one_on_each(client: Cluster) -> list[CampaignRig]:
    """Return a campaign on each master."""
    names: dict[str, str] = {}
    for number in count():
        name = f"campaign-{number}"
        names.setdefault(client.get_node_from_key(f"{{{name}}}").name, name)
        if len(names) == MASTERS:
            break
    made = [CampaignRig(client, name) for name in names.values()]  # type: ignore[arg-type] # it says what a Redis says
    for rig in made:
        await rig.begin()
    return made


async def a_call(rig: CampaignRig, call: str) -> None:
    """Play a call that is answered and ends."""
    await rig.ready("ana")
    await rig.arrive(call, wrap_up_ms=0)
    await rig.answer(call, "ana")
    await rig.end(call, "answered")


async def test_campaigns_on_different_masters_do_not_meet(worlds: list[CampaignRig]) -> None:
    """Each campaign has only its own calls, counters and log."""
    await asyncio.gather(*(a_call(rig, f"call-of-{rig.campaign}") for rig in worlds))
    for rig in worlds:
        log = await rig.log()
        assert {entry.call_id for entry in log} <= {"", f"call-of-{rig.campaign}"}
        assert fact_kinds([entry.fact for entry in log]).count("CallEnded") == 1
        assert await rig.router.totals() == fold_totals(log)


async def test_blocking_read_at_one_master_returns_at_once(worlds: list[CampaignRig]) -> None:
    """A blocking read at one master returns at once, and does not block another campaign."""
    waiting = [asyncio.create_task(rig.router.read_mailbox(GATEWAY, block_ms=2000)) for rig in worlds]
    for rig in worlds:
        await rig.ready("ana")
        await rig.arrive("a")
    for mails in await asyncio.wait_for(asyncio.gather(*waiting), PERIOD_S + 2.0):
        [(_, signal_)] = mails
        assert isinstance(signal_, AdvisorChosen)


async def test_more_readers_than_connections_wait_for_their_turn(valkey_cluster_url: str) -> None:
    """With all connections in use a reader is served a moment later, and not refused."""
    client = connect(valkey_cluster_url, connections=2)
    worlds = [CampaignRig(client, f"campaign-{number}") for number in range(6)]
    await worlds[0].begin()
    mailboxes = await asyncio.gather(*(rig.router.read_mailbox(GATEWAY, block_ms=50) for rig in worlds))
    await client.aclose()
    assert mailboxes == [[]] * len(worlds)


async def test_the_death_of_a_master_is_no_matter_to_campaigns_on_others(servers_folder: Path) -> None:
    """While one master is down the others go on; when it is back, its campaign goes on with all confirmed data."""
    async with cluster(servers_folder / "dying") as url, connected(url) as client:
        dead, *others = await one_on_each(client)
        await dead.ready("ana")
        await dead.arrive("a")
        before = await dead.log()
        node = client.get_node_from_key(dead.key("log"))
        os.kill((await client.info("server", target_nodes=node))["process_id"], signal.SIGKILL)
        for rig in others:
            await a_call(rig, "b")
        assert await _when_back(dead) == before
        await dead.answer("a", "ana")
        await dead.end("a", "answered")
        assert await dead.router.totals() == fold_totals(await dead.log())


async def _when_back(rig: CampaignRig) -> list[object]:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                await rig.router.install()
                return list(await rig.log())
            except (RouterAway, RedisError):
                await asyncio.sleep(0.1)
