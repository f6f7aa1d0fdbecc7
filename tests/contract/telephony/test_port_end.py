"""The port's contract, when things end: draining, stopping, and the rescue of a call that nobody drives."""

import asyncio

import pytest

from telephony import port
from tests.contract.telephony.gateway_rig import DEADLINE_S, Caller, Orders, Rig


async def waiting(rig: Rig) -> tuple[Caller, Orders]:
    """A caller with music."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    orders = Orders(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    return caller, orders


async def test_draining_refuses_new_calls_and_waits_for_the_last(rig: Rig) -> None:
    """Calls in progress are left alone; a new one is turned away; the drain is over with the last call."""
    caller, orders = await waiting(rig)
    drained = asyncio.create_task(rig.gateway.drain())
    await asyncio.sleep(0)
    refused = await rig.dial_refused()
    offer = await rig.heard.next(refused.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused == "draining"
    await caller.hears("music")
    assert not drained.done()
    await orders.send(port.Hangup)
    await asyncio.wait_for(drained, DEADLINE_S)


async def test_draining_an_idle_gateway_is_over_at_once(rig: Rig) -> None:
    """There is nothing to wait for."""
    await asyncio.wait_for(rig.gateway.drain(), DEADLINE_S)
    assert rig.heard.all == []


async def test_stopping_hangs_up_what_is_left(rig: Rig) -> None:
    """The far end learns that the call is over."""
    caller, _ = await waiting(rig)
    await rig.gateway.stop()
    await caller.ended()
    assert not rig.gateway.holds(caller.call_id)


async def test_a_rescue_says_the_apology_and_calls_the_fallback(rig: Rig) -> None:
    """Without any command of ours the caller hears the apology, then whoever answers at the fallback."""
    caller, _ = await waiting(rig)
    phone = await rig.phone("fallback")
    rescue = asyncio.create_task(rig.gateway.rescue(caller.call_id, ("apology",), phone.address))
    await asyncio.sleep(0)
    await caller.hears("apology")
    await rig.sound_ends(caller)
    await phone.rings()
    await phone.answers()
    await caller.hears("fallback")
    await phone.hears("caller")
    await phone.hang_up()
    await caller.ended()
    await asyncio.wait_for(rescue, DEADLINE_S)
    assert not rig.gateway.holds(caller.call_id)


async def test_a_rescue_without_a_fallback_ends_the_call(rig: Rig) -> None:
    """After the apology the gateway hangs up: never a caller left in silence."""
    caller, _ = await waiting(rig)
    rescue = asyncio.create_task(rig.gateway.rescue(caller.call_id, ("apology",), None))
    await asyncio.sleep(0)
    await caller.hears("apology")
    await rig.sound_ends(caller)
    await caller.ended()
    await asyncio.wait_for(rescue, DEADLINE_S)
    assert not rig.gateway.holds(caller.call_id)


async def test_a_rescue_whose_fallback_refuses_ends_the_call(rig: Rig) -> None:
    """The last resort may be busy; then the call is over."""
    caller, _ = await waiting(rig)
    phone = await rig.phone("fallback")
    rescue = asyncio.create_task(rig.gateway.rescue(caller.call_id, ("apology",), phone.address))
    await asyncio.sleep(0)
    await caller.hears("apology")
    await rig.sound_ends(caller)
    await phone.refuses(486)
    await caller.ended()
    await asyncio.wait_for(rescue, DEADLINE_S)
    assert not rig.gateway.holds(caller.call_id)


async def test_a_call_that_is_not_here_cannot_be_rescued(rig: Rig) -> None:
    """The gateway says so, for another one may hold it."""
    with pytest.raises(port.UnknownLeg):
        await rig.gateway.rescue("no-such-call", ("apology",), None)
