"""The time between the answer of an advisor's phone and the gateway's signal that the bridge stands."""

import asyncio

import pytest
import redis.asyncio as redis

from call_router.acts import AdvisorPhone
from eventlog.facts import CallAnswered, CallEnded, OfferEnded
from telephony.port import AnySignal, LegAnswered
from tests.integration.calls.test_conversation import DEADLINE_S, QUEUE, Talk
from tests.support.calls.driver_rig import DriverRig, check_balance, with_queues
from tests.support.sip.sip_phone import SipPhone

pytestmark = pytest.mark.integration
TWO_PHONES = {"credito": {"strategy": "ring_all"}}


async def picked_up_unheard(driver_rig: DriverRig, call: str) -> None:
    """Let the advisor answer and the driver order the bridge, and lose each signal of the gateway about it."""
    driver_rig.gateway.disconnect_handler()
    await driver_rig.gateway.phone_answers(call, "advisor-1")
    await driver_rig.driver.post(LegAnswered(call_id=call, leg="advisor-1"))
    driver_rig.gateway.lose_signals()


@with_queues()
async def test_a_gateway_that_dies_over_the_bridge_leaves_an_answered_call(driver_rig: DriverRig) -> None:
    """The two may have heard each other: answered, ended by a failure, one offer with one end, the advisor free."""
    await driver_rig.ready("asesor1", "credito")
    call = await driver_rig.dial_and_choose()
    await picked_up_unheard(driver_rig, call)
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    await driver_rig.lose_gateway(after_ms=3_000)
    facts = [fact for fact in await driver_rig.facts(call) if isinstance(fact, CallAnswered | CallEnded)]
    assert [type(fact).__name__ for fact in facts] == ["CallAnswered", "CallEnded"]
    assert [(fact.outcome, fact.ended_by) for fact in facts if isinstance(fact, CallEnded)] == [("answered", "failure")]
    assert await driver_rig.router.advisor_state("asesor1") == "wrap_up"
    await check_balance(driver_rig)


@with_queues(**TWO_PHONES)
async def test_of_two_phones_picked_up_the_second_talks_when_the_first_is_gone(driver_rig: DriverRig) -> None:
    """With ring-all both phones answer; the first hangs up before the bridge, so only the second has answered."""
    await driver_rig.ready("asesor1", "credito")
    await driver_rig.ready("asesor2", "credito")
    call = await driver_rig.dial_and_choose()
    assert set(driver_rig.gateway.legs(call)) >= {"advisor-1", "advisor-2"}
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers_and_leaves(call, "advisor-1"),
        lambda: driver_rig.gateway.phone_answers(call, "advisor-2"),
    )
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-2"}
    assert [fact.offer for fact in await driver_rig.facts(call) if isinstance(fact, CallAnswered)] == [2]
    await check_balance(driver_rig)


class SlowTalk(Talk):
    """A talk whose driver learns that the first phone was picked up only when that phone is gone."""

    async def on_signal(self, signal: AnySignal) -> None:
        """Pass a signal to the driver, late."""
        while signal == LegAnswered(call_id=signal.call_id, leg="advisor-1"):
            if not self.gateway.holds(signal.call_id, "advisor-1"):
                break
            await asyncio.sleep(0.01)
        await self.driver.on_signal(signal)

    async def reach_the_second(self, second: SipPhone) -> None:
        """Let the first phone send 200 and BYE at once; then the next advisor's phone rings and is answered."""
        await self.router.install()
        await self.router.acquire_lease(self.gateway.name, 3_600_000)
        await self.gateway.start(self.on_signal)
        for name, phone in (("ana", self.advisor), ("beatriz", second)):
            await phone.open()
            await self.router.ready(AdvisorPhone(id=name, address=phone.address, queues={QUEUE.id: 5}))
        await self.caller.open()
        self.caller.dial(self.gateway.sip_port, "bogota")
        await self.caller.answered()
        await self.caller.press("1")
        await self.advisor.ring()
        await self.advisor.answer()
        await self.advisor.hang_up()
        await second.ring()
        await second.answer()


async def test_a_phone_that_hangs_up_as_it_picks_up_costs_the_caller_nothing(valkey: redis.Redis) -> None:
    """A phone sends 200 and BYE before the bridge; the caller talks with the next advisor, the only one to answer."""
    talk, second = SlowTalk(valkey), SipPhone(1930)
    mail = asyncio.create_task(talk.read_mail())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await talk.reach_the_second(second)
            await talk.caller.wait_to_hear((1930,), (1930, 1370, 530, 440))
        facts = await talk.facts()
        assert [fact.advisor for fact in facts if isinstance(fact, CallAnswered)] == ["beatriz"]
        missed = [(fact.advisor, fact.reason) for fact in facts if isinstance(fact, OfferEnded)]
        assert missed == [("ana", "failed")]
        assert not any(isinstance(fact, CallEnded) for fact in facts)
        assert await talk.router.advisor_state("ana") == "paused"
    finally:
        mail.cancel()
        await talk.gateway.stop()
        for phone in (talk.caller, talk.advisor, second):
            phone.close()
