"""The leases of a gateway in other campaigns, with a real Valkey, while its next process starts."""

from types import SimpleNamespace
from typing import cast

import msgspec
import pytest
import redis.asyncio as redis

from atencion.gateways.parts import TAKEOVER_LEASE, _peer_leases
from atencion.runtime.context import Context
from call_router.service import CallRouter
from config.milliseconds import MILLISECOND
from config.site.campaigns import OtherCampaign
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
GATEWAY, CAMPAIGNS = "asterisk-nodo1-0000", ("cali", "tunja")


async def test_the_next_process_renews_the_leases_that_exist(valkey: redis.Redis) -> None:
    """Calls that the predecessor sent on outlive a slow start; no lease begins in a campaign where it has none."""
    others = {each: OtherCampaign(id=each, name=each, line="nacional", queues={"voz": "Voz"}) for each in CAMPAIGNS}
    site = msgspec.structs.replace(sample_site(), campaigns=others)
    cali, tunja = (CallRouter(valkey, each) for each in CAMPAIGNS)
    for router in (cali, tunja):
        await router.install()
    await cali.acquire_lease(GATEWAY, 1_000)
    before = await valkey.zscore("{cali}:leases", GATEWAY)
    context = SimpleNamespace(redis=valkey, sites=SimpleNamespace(current=site))
    [lease] = await _peer_leases(cast(Context, context), GATEWAY)
    assert lease.is_fresh
    assert await valkey.zscore("{cali}:leases", GATEWAY) - before >= TAKEOVER_LEASE // MILLISECOND - 1_000
    assert (await cali.draining_gateways(), await tunja.gateways()) == ([GATEWAY], [])
