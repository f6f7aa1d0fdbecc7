"""Calls that a gateway refuses for their source are written as sums, and an unreachable log loses none."""

import pytest
import redis.asyncio as redis

from call_router.service import CallRouter
from calls.driver.refused_traffic import write_pending
from config.site.calls.sources import Sources, Trunk
from storage.valkey import connect
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from tests.integration.calls.test_hours import SITE
from tests.support.sip.sip_stranger import Stranger, StrangerCall, real_time_answering_gateway, status

pytestmark = pytest.mark.integration

CLOSED = TrustedSources(
    sources=Sources(trunks={"operador": Trunk(id="operador", name="Operador", address="192.0.2.7")})
)


async def test_a_flood_is_one_fact_also_where_the_log_was_away(valkey: redis.Redis) -> None:
    """Fifty refused calls write nothing while Valkey is down, then one fact with all of them, and no call."""
    router, away = CallRouter(valkey, SITE.campaign), CallRouter(connect("redis://127.0.0.1:1"), SITE.campaign)
    await router.install()
    stranger = await Stranger().open("127.0.0.5")
    async with real_time_answering_gateway(trusted_sources=lambda: CLOSED) as line:
        for _ in range(50):
            call = StrangerCall(stranger)
            stranger.send(call.invite, line.gateway.sip_port)
            assert status(await stranger.final(call)) == 403
        await write_pending(away, line.gateway, SITE.version, flush=True)
        await write_pending(router, line.gateway, SITE.version, flush=True)
        await write_pending(router, line.gateway, SITE.version, flush=True)
        assert line.signals == []
    stranger.close()
    written = repr(await valkey.xrange(f"{{{SITE.campaign}}}:log"))
    assert written.count("TrafficRefused") == 1
    assert '"calls":50' in written
    assert f"gateway:{line.gateway.name}" in written
