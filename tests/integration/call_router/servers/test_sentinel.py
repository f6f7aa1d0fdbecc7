"""A campaign on a Valkey with Sentinels goes on at the replica after the master's death."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from call_router.errors import RouterAway
from eventlog.facts import StreamId
from eventlog.stream import Stream
from storage.errors import ValkeyAway
from storage.valkey import connect
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import CampaignRig, fact_kinds
from tests.support.servers.valkey_commands import run_command
from tests.support.servers.valkey_sentinels import WatchedValkey, watched_valkey

pytestmark = pytest.mark.integration
DEADLINE_S = 30.0


@pytest_asyncio.fixture
async def valkeys(servers_folder: Path) -> AsyncIterator[WatchedValkey]:
    """Start a master, a replica and a Sentinel."""
    async with watched_valkey(servers_folder / "watched") as valkeys:
        yield valkeys


async def a_call(rig: CampaignRig, call: str) -> None:
    """Play a call that is answered and ends."""
    await rig.ready("ana")
    await rig.arrive(call, wrap_up_ms=0)
    await rig.answer(call, "ana")
    await rig.end(call, "answered")


async def follow(rig: CampaignRig, ids: list[str], last: asyncio.Event) -> None:
    """Read the log as the recorder does, until the second call ended; without a master, wait."""
    stream, after = Stream(rig.redis, rig.campaign), StreamId(0, 0)
    while not last.is_set() or ids[-1:] != [(await rig.log())[-1].id]:
        try:
            for entry, _ in await stream.read_after(after, 100, 200):
                ids.append(entry.decode() if isinstance(entry, bytes) else str(entry))
                after = StreamId.parse(ids[-1])
        except ValkeyAway:
            await asyncio.sleep(0.1)


async def test_a_campaign_goes_on_at_the_promoted_replica(valkeys: WatchedValkey) -> None:
    """Functions, streams and state are there, the library is not installed again, and the log has no gap."""
    client = connect(valkeys.url, timeout_s=2.0)
    rig, ids, last = CampaignRig(client), [], asyncio.Event()
    await rig.begin()
    await a_call(rig, "c1")
    following = asyncio.create_task(follow(rig, ids, last))
    assert await run_command(valkeys.ports[0], "WAIT", 1, 5000) == 1
    await valkeys.master.stop()
    await until_there_is_a_master(rig)
    await a_call(rig, "c2")
    last.set()
    async with asyncio.timeout(DEADLINE_S):
        await following
    log = await rig.log()
    assert ids == [entry.id for entry in log]
    assert fact_kinds([entry.fact for entry in log]).count("CallEnded") == 2
    assert await rig.router.totals() == fold_totals(log)
    assert (await run_command(valkeys.ports[1], "ROLE"))[0] == b"master"
    await client.aclose()


async def until_there_is_a_master(rig: CampaignRig) -> None:
    """Retry until the campaign answers again."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                await rig.router.snapshot()
            except RouterAway:
                await asyncio.sleep(0.05)
            else:
                return
