"""Waiting callers through driver, router and gateway: the call flow as callers meet it."""

import pytest

from config.site.calls.queues import Overflow, OverflowTarget, OverflowWhenFull, OverflowWhenLate
from eventlog.facts import (
    CallAnswered,
    CallEnded,
    CallOverflowed,
    OfferEnded,
    WaitAnnounced,
)
from telephony.port import CALLER
from tests.support.calls.driver_rig import SAMPLE, DriverRig, check_balance, with_queues

pytestmark = pytest.mark.integration


TO_GENERAL = Overflow(max_wait=OverflowWhenLate(after_s=60, queue="general"))


@with_queues(credito={"overflow": TO_GENERAL})
async def test_a_wait_that_is_too_long_goes_on_in_another_queue(driver_rig: DriverRig) -> None:
    """After a minute the call is in the other queue, where an advisor answers; the wait began in the first."""
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).music
    await driver_rig.advance(59)
    assert not any(isinstance(fact, CallOverflowed) for fact in await driver_rig.facts(call))
    await driver_rig.advance(1)
    assert [fact for fact in await driver_rig.facts(call) if isinstance(fact, CallOverflowed)] == [
        CallOverflowed(line="bogota", queue="credito", reason="max_wait", to="queue:general")
    ]
    await driver_rig.ready("ana", "general")
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))
    totals = await driver_rig.router.totals()
    assert totals["wait_sum_ms|bogota|general"] == 60_000
    await check_balance(driver_rig)


@with_queues(credito={"overflow": Overflow(nobody=OverflowTarget(message="colas_llenas"))})
async def test_message_that_no_advisor_is_on_duty_plays_after_current_prompt(driver_rig: DriverRig) -> None:
    """The message is due at once, and is played after the queue's current words; then the gateway hangs up."""
    call = await driver_rig.dial_and_choose()
    assert driver_rig.gateway.audible_to(call).sounds == (SAMPLE.queues["credito"].wait_prompt,)
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).sounds[0] == "colas_llenas"
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.calls() == ()
    assert [fact.outcome for fact in await driver_rig.facts(call) if isinstance(fact, CallEnded)] == ["message"]
    await check_balance(driver_rig)


@with_queues(credito={"overflow": Overflow(full=OverflowWhenFull(most=1, number="sip:otra@operador.example"))})
async def test_a_full_queue_connects_with_another_number(driver_rig: DriverRig) -> None:
    """Two callers wait, the queue's limit, so the third is connected with the number."""
    await driver_rig.ready("ana", "general")
    for caller in ("3001110001", "3001110002"):
        await driver_rig.finish_prompt(await driver_rig.dial_and_choose(caller=caller))
    call = await driver_rig.dial_and_choose(caller="3001110003")
    await driver_rig.finish_prompt(call)
    await driver_rig.finish_prompt(call)
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "fallback"))
    assert driver_rig.gateway.audible_to(call).voices == {"fallback"}
    assert [fact.outcome for fact in await driver_rig.facts(call) if isinstance(fact, CallEnded)] == ["overflowed_out"]
    await check_balance(driver_rig)


@with_queues(credito={"announce_every_s": 30})
async def test_caller_hears_position_and_estimated_wait(driver_rig: DriverRig) -> None:
    """Each half minute the caller hears place and wait, and music in between."""
    await driver_rig.ready("ana", "pagos")
    for caller in ("3001110001", "3001110002"):
        await driver_rig.finish_prompt(await driver_rig.dial_and_choose(caller=caller))
    second = driver_rig.gateway.calls()[1]
    await driver_rig.advance(30)
    assert driver_rig.gateway.audible_to(second).sounds[0] == "turno.2"
    await driver_rig.finish_prompt(second)
    assert driver_rig.gateway.audible_to(second).music
    assert [fact.position for fact in await driver_rig.facts(second) if isinstance(fact, WaitAnnounced)] == [2]
    await check_balance(driver_rig)


@with_queues(credito={"strategy": "ring_all", "ring_most": 3})
async def test_several_phones_ring_and_one_has_the_call(driver_rig: DriverRig) -> None:
    """Three phones ring; one declines, one answers, the third stops and its advisor is available again."""
    for advisor in ("ana", "beto", "carla"):
        await driver_rig.ready(advisor, "credito")
    call = await driver_rig.dial_and_choose()
    assert len(driver_rig.gateway.legs(call)) == 4
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_fails(call, "advisor-1", "declined"))
    assert len(driver_rig.gateway.legs(call)) == 3
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-3"))
    assert set(driver_rig.gateway.legs(call)) == {CALLER, "advisor-3"}
    answered = [fact for fact in await driver_rig.facts(call) if isinstance(fact, CallAnswered)]
    assert len(answered) == 1
    ends = {fact.offer: fact.reason for fact in await driver_rig.facts(call) if isinstance(fact, OfferEnded)}
    assert ends == {1: "declined", 2: "taken"}
    states = [await driver_rig.router.advisor_state(advisor) for advisor in ("ana", "beto", "carla")]
    assert sorted(states) == ["available", "paused", "talking"]
    await check_balance(driver_rig)
