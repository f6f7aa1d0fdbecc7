"""What becomes of callers who wait, through driver, router and gateway: the call flow as people meet it."""

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
async def test_a_wait_that_is_too_long_goes_on_in_another_queue(room: DriverRig) -> None:
    """After a minute the call stands in the other queue, where an advisor answers; the wait began in the first."""
    call = await room.call_in()
    await room.hear_out(call)
    assert room.gateway.hears(call).music
    await room.after(59)
    assert not any(isinstance(fact, CallOverflowed) for fact in await room.facts(call))
    await room.after(1)
    assert [fact for fact in await room.facts(call) if isinstance(fact, CallOverflowed)] == [
        CallOverflowed(line="bogota", queue="credito", reason="max_wait", to="queue:general")
    ]
    await room.ready("ana", "general")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    assert room.gateway.hears(call).voices == {"advisor-1"}
    await room.do(lambda: room.gateway.hang_up(call))
    totals = await room.router.totals()
    assert totals["wait_sum_ms|bogota|general"] == 60_000
    await check_balance(room)


@with_queues(credito={"overflow": Overflow(nobody=OverflowTarget(message="colas_llenas"))})
async def test_nobody_on_duty_is_told_after_the_words_that_are_being_said(room: DriverRig) -> None:
    """The message is due at once, and said when the queue's words are over; then the gateway hangs up."""
    call = await room.call_in()
    assert room.gateway.hears(call).sounds == (SAMPLE.queues["credito"].wait_prompt,)
    await room.hear_out(call)
    assert room.gateway.hears(call).sounds[0] == "colas_llenas"
    await room.hear_out(call)
    assert room.gateway.calls() == ()
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["message"]
    await check_balance(room)


@with_queues(credito={"overflow": Overflow(full=OverflowWhenFull(most=1, number="sip:otra@operador.example"))})
async def test_a_full_queue_connects_with_another_number(room: DriverRig) -> None:
    """Two wait; the third, before whom more wait than may, is connected with the number."""
    await room.ready("ana", "general")
    for caller in ("3001110001", "3001110002"):
        await room.hear_out(await room.call_in(caller=caller))
    call = await room.call_in(caller="3001110003")
    await room.hear_out(call)
    await room.hear_out(call)
    await room.do(lambda: room.gateway.phone_answers(call, "fallback"))
    assert room.gateway.hears(call).voices == {"fallback"}
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["overflowed_out"]
    await check_balance(room)


@with_queues(credito={"announce_every_s": 30})
async def test_the_caller_is_told_how_the_wait_stands(room: DriverRig) -> None:
    """Every half minute, place and wait, and music again in between."""
    await room.ready("ana", "pagos")
    for caller in ("3001110001", "3001110002"):
        await room.hear_out(await room.call_in(caller=caller))
    second = room.gateway.calls()[1]
    await room.after(30)
    assert room.gateway.hears(second).sounds[0] == "turno.2"
    await room.hear_out(second)
    assert room.gateway.hears(second).music
    assert [fact.position for fact in await room.facts(second) if isinstance(fact, WaitAnnounced)] == [2]
    await check_balance(room)


@with_queues(credito={"strategy": "ring_all", "ring_most": 3})
async def test_several_phones_ring_and_one_has_the_call(room: DriverRig) -> None:
    """Three ring; one declines, one answers, the third falls silent and is available again."""
    for advisor in ("ana", "beto", "carla"):
        await room.ready(advisor, "credito")
    call = await room.call_in()
    assert len(room.gateway.legs(call)) == 4
    await room.do(lambda: room.gateway.phone_fails(call, "advisor-1", "declined"))
    assert len(room.gateway.legs(call)) == 3
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-3"))
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-3"}
    answered = [fact for fact in await room.facts(call) if isinstance(fact, CallAnswered)]
    assert len(answered) == 1
    ends = {fact.offer: fact.reason for fact in await room.facts(call) if isinstance(fact, OfferEnded)}
    assert ends == {1: "declined", 2: "taken"}
    states = [await room.router.state_of(advisor) for advisor in ("ana", "beto", "carla")]
    assert sorted(states) == ["available", "paused", "talking"]
    await check_balance(room)
