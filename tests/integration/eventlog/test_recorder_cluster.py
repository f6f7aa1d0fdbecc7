"""The recorder over a Valkey Cluster: it reads, trims and reports each campaign's stream where it lies."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.journal.reader import Journal
from eventlog.recorder import read_status, record
from storage.valkey import connect
from tests.support.facts.call_logs import SEALER
from tests.support.facts.recorder_rig import wait_until
from tests.support.router.campaign_rig import CampaignRig

pytestmark = pytest.mark.integration
CAMPAIGNS = ("bogota", "nacional", "quejas", "medellin")


async def test_every_campaign_of_a_cluster_is_journaled(valkey_cluster_url: str, engine: AsyncEngine) -> None:
    """Facts that arrive while the recorders wait are in their journals, one each, and leave the streams."""
    client = connect(valkey_cluster_url)
    worlds, stop = [CampaignRig(client, name) for name in CAMPAIGNS], asyncio.Event()
    for rig in worlds:
        await rig.begin()
    async with asyncio.TaskGroup() as tasks:
        for name in CAMPAIGNS:
            tasks.create_task(record(name, client, engine, stop, cipher=SEALER, kept_entries=0))
        for rig in worlds:
            await rig.ready("ana")
            await rig.arrive("a")
            await rig.end("a")
        for rig in worlds:
            await wait_until(lambda rig=rig: _is_journaled(rig, engine))  # type: ignore[misc]
            assert (await read_status(client, rig.campaign))["state"] == "recording"
            assert await rig.fact_count() == 1
        stop.set()
    await client.aclose()


async def _is_journaled(rig: CampaignRig, engine: AsyncEngine) -> bool:
    head = (await Journal(engine, rig.campaign).head()).stream
    status = await read_status(rig.redis, rig.campaign)
    return head == (await rig.router.head()).stream and status.get("behind") == "0"
