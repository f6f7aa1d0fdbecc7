"""The router's loop on a real Valkey that stops and comes back."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from call_router.errors import RouterAway
from call_router.timers import run_timers
from storage.embedded.valkey import EmbeddedValkey
from storage.valkey import connect
from tests.support.router.campaign_rig import GATEWAY, CampaignRig

pytestmark = pytest.mark.integration
DEADLINE_S = 30


async def test_the_keeper_ends_orphans_and_survives_the_death_of_valkey(servers_folder: Path) -> None:
    """After kill -9 of Valkey the loop goes on by itself: no write is lost, and due timers are served."""
    server = EmbeddedValkey(servers_folder / "keeper")
    async with server as url:
        client = connect(url)
        rig = CampaignRig(client)
        await rig.begin()
        await rig.ready("ana")
        await rig.arrive("a")
        before = await rig.log()
        ended: list[tuple[str, str]] = []
        freed = asyncio.Event()

        async def end_orphan(call: str, gateway: str) -> None:
            await rig.end(call, "technical_failure", by_gateway=False)
            ended.append((call, gateway))
            freed.set()

        stop = asyncio.Event()
        keeper = asyncio.create_task(run_timers(rig.router, stop, end_orphan))
        os.kill(server.pid, signal.SIGKILL)
        await _when_back(rig)
        assert (await rig.log())[: len(before)] == before
        await asyncio.wait_for(freed.wait(), DEADLINE_S)
        stop.set()
        await asyncio.wait_for(keeper, DEADLINE_S)
        assert ended == [("a", GATEWAY)]
        assert (await rig.states())["ana"] == "available"
        await client.aclose()


async def _when_back(rig: CampaignRig) -> None:
    """Wait until Valkey answers again, then release the gateway."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                await rig.router.release_lease(GATEWAY)
            except RouterAway:
                await asyncio.sleep(0.05)
            else:
                return
