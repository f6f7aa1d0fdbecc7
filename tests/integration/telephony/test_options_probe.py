"""The supervisor's OPTIONS ping of the embedded gateway over real UDP, in each state of the gateway."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from atencion.runtime.liveness.options_probe import OptionsProbe
from config.site.calls.sources import Sources
from telephony.port import CallOffered
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from tests.support.sip.raw_sip import SDP_OFFER, SipRig, start_sip_rig

pytestmark = pytest.mark.integration


@asynccontextmanager
async def asking(sip: SipRig) -> AsyncIterator[OptionsProbe]:
    """Start a probe of the gateway."""
    probe = OptionsProbe("0.0.0.0", sip.port)
    await probe.open()
    try:
        yield probe
    finally:
        probe.close()


async def is_answered(probe: OptionsProbe) -> bool:
    """Return whether one OPTIONS gets its answer within two seconds."""
    probe.send()
    return await holds(lambda: probe.answered_at is not None)


async def holds(fact: Callable[[], bool]) -> bool:
    """Return whether the condition holds within two seconds."""
    for _ in range(200):
        if fact():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_gateway_that_serves_answers(sip: SipRig) -> None:
    """A gateway that serves answers, and an answer of its predecessor does not count."""
    async with asking(sip) as probe:
        assert await is_answered(probe)
        probe.reset()
        assert probe.answered_at is None
        assert await is_answered(probe)


async def test_a_full_gateway_answers() -> None:
    """A full gateway answers, so the supervisor does not kill it with its calls."""
    async with start_sip_rig(max_calls=1) as sip, asking(sip) as probe:
        for refused in (None, "capacity"):
            sip.uac().send("INVITE", SDP_OFFER)
            offer = await sip.signal()
            assert isinstance(offer, CallOffered)
            assert offer.refused == refused
        assert await is_answered(probe)


async def test_a_gateway_that_drains_answers(sip: SipRig) -> None:
    """A draining gateway answers, so it can finish its calls."""
    sip.uac().send("INVITE", SDP_OFFER)
    await sip.signal()
    draining = asyncio.create_task(sip.gateway.drain())
    async with asking(sip) as probe:
        await asyncio.sleep(0)
        assert not draining.done()
        assert await is_answered(probe)
    draining.cancel()


async def test_supervisor_is_no_listed_trunk_and_places_no_call_and_gateway_answers_it() -> None:
    """The supervisor is no listed trunk and places no call, and the gateway answers it."""
    async with (
        start_sip_rig(trusted_sources=lambda: TrustedSources(sources=Sources(unlisted="refused"))) as sip,
        asking(sip) as probe,
    ):
        sip.uac().send("INVITE", SDP_OFFER)
        await sip.wire.response(403)
        assert await is_answered(probe)


async def test_closed_port_does_not_stop_probe(sip: SipRig) -> None:
    """ICMP refusals count as silence, and the probe goes on."""
    async with asking(sip) as probe:
        await sip.gateway.stop()
        for _ in range(3):
            probe.send()
            await asyncio.sleep(0.01)
        assert probe.answered_at is None


async def test_stopped_process_that_closes_when_it_wakes_refuses_calls_that_came_meanwhile(sip: SipRig) -> None:
    """A stopped process that closes when it wakes refuses the calls that came meanwhile, and logs that."""
    for _ in range(30):
        sip.uac().send("INVITE", SDP_OFFER)
    await sip.gateway.stop()
    offers = [await sip.signal() for _ in range(30)]
    assert {offer.refused for offer in offers if isinstance(offer, CallOffered)} == {"draining"}
    for _ in range(30):
        await sip.wire.response(503)
