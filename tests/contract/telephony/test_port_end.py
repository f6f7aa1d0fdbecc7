"""Contract of the port for endings: drain, stop, and the rescue of a call without a driver."""

import asyncio

import pytest

from telephony import port
from tests.support.gateways.gateway_rig import DEADLINE_S, Caller, CommandSender, GatewayRig

MULTI_NODE_KINDS = frozenset({"twilio"})
"""Gateways of several nodes: a node that stops leaves its calls to the others."""


async def waiting(rig: GatewayRig) -> tuple[Caller, CommandSender]:
    """Dial and answer a call, and play it music."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    return caller, orders


async def test_draining_refuses_new_calls_and_waits_for_the_last(rig: GatewayRig) -> None:
    """A drain refuses new calls, leaves current ones alone, and ends with the last of them."""
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


async def test_draining_an_idle_gateway_is_over_at_once(rig: GatewayRig) -> None:
    """The drain of an idle gateway ends at once."""
    await asyncio.wait_for(rig.gateway.drain(), DEADLINE_S)
    assert rig.heard.all == []


async def test_stopping_hangs_up_remaining_calls(rig: GatewayRig) -> None:
    """A stop hangs up the calls that are left."""
    if rig.gateway.kind in MULTI_NODE_KINDS:
        pytest.skip(f"a node of the gateway {rig.gateway.kind} leaves its calls to the others")
    caller, _ = await waiting(rig)
    await rig.gateway.stop()
    await caller.ended()
    assert not rig.gateway.holds(caller.call_id)


async def test_a_rescue_says_the_apology_and_calls_the_fallback(rig: GatewayRig) -> None:
    """A Rescue plays the apology, then connects the caller with the fallback, without further commands or signals."""
    caller, orders = await waiting(rig)
    phone = await rig.phone("fallback")
    await orders.send(port.Rescue, sounds=("apology",), fallback=phone.address)
    await caller.hears("apology")
    await rig.finish_sound(caller)
    await phone.rings()
    await caller.hears("apology")
    await phone.answers()
    await caller.hears("fallback")
    await phone.hears("caller")
    await phone.hang_up()
    await caller.ended()
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_a_rescue_without_a_fallback_ends_the_call(rig: GatewayRig) -> None:
    """A Rescue without a fallback hangs up after the apology."""
    caller, orders = await waiting(rig)
    await orders.send(port.Rescue, sounds=("apology",))
    await caller.hears("apology")
    await rig.finish_sound(caller)
    await caller.ended()
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_rescue_with_busy_fallback_ends_call(rig: GatewayRig) -> None:
    """A Rescue ends the call if the fallback is busy."""
    caller, orders = await waiting(rig)
    phone = await rig.phone("fallback")
    await orders.send(port.Rescue, sounds=("apology",), fallback=phone.address)
    await caller.hears("apology")
    await rig.finish_sound(caller)
    await phone.refuses(486)
    await caller.ended()
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_a_rescue_lets_a_ringing_phone_go(rig: GatewayRig) -> None:
    """A Rescue stops the ringing of the advisor's phone."""
    caller, orders = await waiting(rig)
    phone = await rig.phone("advisor-1")
    await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
    await phone.rings()
    assert isinstance(await rig.heard.next(caller.call_id), port.LegRinging)
    await orders.send(port.Rescue, sounds=("apology",))
    await phone.ended()
    await caller.hears("apology")
    assert rig.heard.unread(caller.call_id) == []


async def test_a_rescue_without_an_apology_ends_every_leg_at_once(rig: GatewayRig) -> None:
    """A Rescue without an apology ends every leg at once, such as the advisor's after the caller hung up."""
    caller, orders = await waiting(rig)
    phone = await rig.phone("advisor-1")
    await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
    await phone.rings()
    assert isinstance(await rig.heard.next(caller.call_id), port.LegRinging)
    await caller.hang_up()
    assert isinstance(await rig.heard.next(caller.call_id), port.LegHungUp)
    await orders.send(port.Rescue)
    await phone.ended()
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_a_call_that_is_not_here_cannot_be_rescued(rig: GatewayRig) -> None:
    """A Rescue of a call that the gateway does not hold raises UnknownLeg."""
    with pytest.raises(port.UnknownLeg):
        await CommandSender(rig.gateway, "no-such-call").send(port.Rescue, sounds=("apology",))
