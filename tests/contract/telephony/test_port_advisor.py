"""Contract of the port, the advisor's side: ring, answer, refusal, bridge, hold, mute, hang-up."""

import pytest

from telephony import port
from tests.support.gateways.gateway_rig import Caller, CommandSender, GatewayRig, Phone


async def ringing(rig: GatewayRig, command: type[port.Command] = port.Ring) -> tuple[Caller, Phone, CommandSender]:
    """Answer a call with music, and ring advisor-1's phone."""
    caller = await rig.dial()
    phone = await rig.phone("advisor-1")
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Music, sound="music")
    await orders.send(command, leg="advisor-1", address=phone.address, timeout_s=30.0)
    await phone.rings()
    assert await rig.heard.next(caller.call_id) == port.LegRinging(call_id=caller.call_id, leg="advisor-1")
    return caller, phone, orders


async def bridged(rig: GatewayRig) -> tuple[Caller, Phone, CommandSender]:
    """Connect a caller and advisor-1."""
    caller, phone, orders = await ringing(rig)
    await phone.answers()
    assert await rig.heard.next(caller.call_id) == port.LegAnswered(call_id=caller.call_id, leg="advisor-1")
    await orders.send(port.Bridge, other="advisor-1")
    assert await rig.heard.next(caller.call_id) == port.LegBridged(call_id=caller.call_id, leg="advisor-1")
    await caller.hears("advisor-1")
    await phone.hears("caller")
    return caller, phone, orders


async def called(rig: GatewayRig, phone: Phone, timeout_s: float = 30.0) -> tuple[Caller, CommandSender]:
    """Answer a call, and send a Ring for advisor-1's phone, which does not ring yet."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=timeout_s)
    return caller, orders


def failed(caller: Caller, cause: port.LegFailure) -> port.AnySignal:
    """Build the signal that advisor-1's leg failed."""
    return port.LegFailed(call_id=caller.call_id, leg="advisor-1", cause=cause)


@pytest.mark.parametrize("command", [port.Ring, port.Dial], ids=["Ring", "Dial"])
async def test_the_caller_hears_music_while_the_phone_rings(rig: GatewayRig, command: type[port.Command]) -> None:
    """The caller hears the same music until the Bridge, while a phone rings and after it answers."""
    caller, phone, _ = await ringing(rig, command)
    await caller.hears("music")
    await phone.answers()
    assert await rig.heard.next(caller.call_id) == port.LegAnswered(call_id=caller.call_id, leg="advisor-1")
    await caller.hears("music")
    await phone.hears()


async def test_a_bridge_is_heard_on_both_sides(rig: GatewayRig) -> None:
    """After a Bridge both sides hear each other, and the music is over."""
    caller, phone, _ = await bridged(rig)
    await caller.hears("advisor-1")
    await phone.hears("caller")


async def test_phone_that_hangs_up_before_bridge_is_reported_as_hung_up(rig: GatewayRig) -> None:
    """A phone that hangs up before the Bridge is reported as hung up, and a later Bridge raises UnknownLeg."""
    caller, phone, orders = await ringing(rig)
    await phone.answers()
    assert await rig.heard.next(caller.call_id) == port.LegAnswered(call_id=caller.call_id, leg="advisor-1")
    await phone.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg="advisor-1")
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Bridge, other="advisor-1")
    await caller.hears("music")
    assert rig.heard.unread(caller.call_id) == []


@pytest.mark.parametrize(("status", "cause"), [(486, "busy"), (603, "declined")])
async def test_a_phone_that_refuses_says_how(rig: GatewayRig, status: int, cause: port.LegFailure) -> None:
    """The signal distinguishes busy from declined, and the leg is gone."""
    phone = await rig.phone("advisor-1")
    caller, orders = await called(rig, phone)
    await phone.refuses(status)
    assert await rig.heard.next(caller.call_id) == failed(caller, cause)
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Bridge, other="advisor-1")
    assert rig.gateway.holds(caller.call_id)


async def test_a_phone_is_not_rung_for_ever(rig: GatewayRig) -> None:
    """The phone stops ringing at the timeout of the Ring, and the signal reports no answer."""
    phone = await rig.phone("advisor-1")
    caller, _ = await called(rig, phone, timeout_s=1.0)
    await phone.rings()
    assert isinstance(await rig.heard.next(caller.call_id), port.LegRinging)
    await phone.stays_unanswered()
    assert await rig.heard.next(caller.call_id) == failed(caller, "no_answer")
    await phone.ended()


async def test_a_phone_that_is_nowhere_is_unreachable(rig: GatewayRig) -> None:
    """A Ring of an address without a listener is reported as unreachable, at the latest at its timeout."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    await orders.send(port.Ring, leg="advisor-1", address=rig.unreachable_address(), timeout_s=1.0)
    await rig.let_address_fail(caller.call_id, "advisor-1")
    assert await rig.heard.next(caller.call_id) == failed(caller, "unreachable")


async def test_another_phone_can_be_called_after_one_refused(rig: GatewayRig) -> None:
    """After a refusal another phone can be called, on a leg of its own."""
    busy, free = await rig.phone("advisor-1"), await rig.phone("advisor-2")
    caller, orders = await called(rig, busy)
    await busy.refuses(486)
    assert await rig.heard.next(caller.call_id) == failed(caller, "busy")
    await orders.send(port.Ring, leg="advisor-2", address=free.address, timeout_s=30.0)
    await free.rings()
    assert await rig.heard.next(caller.call_id) == port.LegRinging(call_id=caller.call_id, leg="advisor-2")
    await free.answers()
    assert await rig.heard.next(caller.call_id) == port.LegAnswered(call_id=caller.call_id, leg="advisor-2")
    await orders.send(port.Bridge, other="advisor-2")
    await caller.hears("advisor-2")


async def test_a_ring_sent_again_rings_once(rig: GatewayRig) -> None:
    """A Ring sent again after a crash does not call the phone a second time."""
    phone = await rig.phone("advisor-1")
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    ring: port.Ring = orders.make_command(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
    await rig.gateway.send(ring)
    await rig.gateway.send(ring)
    await phone.rings()
    assert await rig.heard.next(caller.call_id) == port.LegRinging(call_id=caller.call_id, leg="advisor-1")
    await phone.answers()
    assert await rig.heard.next(caller.call_id) == port.LegAnswered(call_id=caller.call_id, leg="advisor-1")
    assert rig.heard.unread(caller.call_id) == []


async def test_the_caller_leaves_while_the_phone_rings(rig: GatewayRig) -> None:
    """If the caller hangs up, the phone rings until a Hangup, which ends the call."""
    caller, phone, orders = await ringing(rig)
    await caller.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=port.CALLER)
    assert rig.gateway.holds(caller.call_id)
    await orders.send(port.Hangup, leg="advisor-1")
    await phone.ended()
    assert not rig.gateway.holds(caller.call_id)


async def test_the_caller_hangs_up_in_talk(rig: GatewayRig) -> None:
    """If the caller hangs up, the advisor's leg stays up in silence until a Hangup."""
    caller, phone, orders = await bridged(rig)
    await caller.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=port.CALLER)
    await phone.hears()
    await orders.send(port.Hangup, leg="advisor-1")
    await phone.ended()
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_the_advisor_hangs_up_in_talk(rig: GatewayRig) -> None:
    """If the advisor hangs up, the caller stays up and can hear a Play."""
    caller, phone, orders = await bridged(rig)
    await phone.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg="advisor-1")
    await caller.hears()
    await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")


async def test_unbridge_parts_two_legs_that_stay_up(rig: GatewayRig) -> None:
    """Unbridge separates two legs, which hear silence and can be bridged again."""
    caller, phone, orders = await bridged(rig)
    await orders.send(port.Unbridge)
    await caller.hears()
    await phone.hears()
    await orders.send(port.Bridge, other="advisor-1")
    await caller.hears("advisor-1")


async def test_a_leg_on_hold_hears_the_music_and_is_not_heard(rig: GatewayRig) -> None:
    """A leg on hold hears music and is not heard; after the retrieval both hear each other."""
    caller, phone, orders = await bridged(rig)
    await orders.send(port.Hold, sound="hold-music")
    await caller.hears("hold-music")
    await phone.hears()
    await orders.send(port.Hold, held=False)
    await caller.hears("advisor-1")
    await phone.hears("caller")


async def test_a_muted_leg_hears_but_is_not_heard(rig: GatewayRig) -> None:
    """A muted leg hears and is not heard, until it is unmuted."""
    caller, phone, orders = await bridged(rig)
    await orders.send(port.Mute, leg="advisor-1")
    await caller.hears()
    await phone.hears("caller")
    await orders.send(port.Mute, leg="advisor-1", muted=False)
    await caller.hears("advisor-1")


async def test_hold_and_mute_do_not_know_each_other(rig: GatewayRig) -> None:
    """Hold and mute are independent: the end of a hold keeps a mute, and an unmute works during a hold."""
    caller, phone, orders = await bridged(rig)
    await orders.send(port.Hold, sound="hold-music")
    await orders.send(port.Mute, leg="advisor-1")
    await caller.hears("hold-music")
    await phone.hears()
    await orders.send(port.Hold, held=False)
    await caller.hears()
    await phone.hears("caller")
    await orders.send(port.Hold, sound="hold-music")
    await orders.send(port.Mute, leg="advisor-1", muted=False)
    await caller.hears("hold-music")
    await orders.send(port.Hold, held=False)
    await caller.hears("advisor-1")
    await phone.hears("caller")


@pytest.mark.parametrize("leaver", ["caller", "advisor-1"])
async def test_hangup_of_other_leg_ends_call_if_either_side_hangs_up_during_hold(rig: GatewayRig, leaver: str) -> None:
    """If either side hangs up during a hold, a Hangup of the other leg ends the call."""
    caller, phone, orders = await bridged(rig)
    await orders.send(port.Hold, sound="hold-music")
    await caller.hears("hold-music")
    first, second, other = (caller, phone, "advisor-1") if leaver == "caller" else (phone, caller, port.CALLER)
    await first.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=leaver)
    await orders.send(port.Hangup, leg=other)
    await second.ended()
    assert not rig.gateway.holds(caller.call_id)


async def test_digits_are_sent_to_the_far_end(rig: GatewayRig) -> None:
    """SendDigits reaches the called phone, for example a menu behind it, or the caller; no other leg gets the keys."""
    if port.SendDigits not in port.ABILITIES[rig.gateway.kind]:
        pytest.skip(f"the gateway {rig.gateway.kind} sends no digits")
    caller, phone, orders = await bridged(rig)
    await orders.send(port.SendDigits, leg="advisor-1", digits="1207")
    await phone.received_digits("1207")
    await orders.send(port.SendDigits, leg=port.CALLER, digits="35*#")
    await caller.received_digits("35*#")
    await phone.received_digits("1207")


async def test_keys_in_talk_reach_the_other_side(rig: GatewayRig) -> None:
    """Keys that the caller presses in a conversation reach the advisor's phone, and no later Collect."""
    caller, phone, orders = await bridged(rig)
    await caller.press("9")
    await phone.received_digits("9")
    await orders.send(port.Unbridge)
    collect = await orders.send(port.Collect)
    await caller.press("5")
    ended = port.DigitsCollected(call_id=caller.call_id, command_id=collect, digits="5", ended="complete")
    assert await rig.heard.next(caller.call_id) == ended


async def test_a_call_of_ours_begins_with_the_advisor_and_ends_with_the_last_leg(rig: GatewayRig) -> None:
    """An outgoing call rings the advisor, plays a sound, dials and bridges the caller, and ends with the last leg."""
    advisor, caller = await rig.phone("advisor-1"), await rig.phone(port.CALLER)
    orders = CommandSender(rig.gateway, "one-of-ours")
    await orders.send(port.Ring, leg="advisor-1", address=advisor.address, timeout_s=30.0, opens=True)
    assert rig.gateway.holds("one-of-ours")
    await advisor.rings()
    assert isinstance(await rig.heard.next("one-of-ours"), port.LegRinging)
    await advisor.answers()
    assert await rig.heard.next("one-of-ours") == port.LegAnswered(call_id="one-of-ours", leg="advisor-1")
    await orders.send(port.Play, leg="advisor-1", sounds=("greeting",))
    await advisor.hears("greeting")
    await orders.send(port.Dial, address=caller.address)
    await caller.rings()
    await caller.answers()
    while await rig.heard.next("one-of-ours") != port.LegAnswered(call_id="one-of-ours", leg=port.CALLER):
        pass
    await orders.send(port.Bridge, other="advisor-1")
    await advisor.hears("caller")
    await caller.hears("advisor-1")
    await orders.send(port.Hangup, leg="advisor-1")
    await orders.send(port.Hangup)
    await caller.ended()
    assert not rig.gateway.holds("one-of-ours")


async def test_only_a_ring_that_may_opens_a_call(rig: GatewayRig) -> None:
    """A Ring without ``opens`` does not create a call, so a call that has ended rings no phone."""
    phone = await rig.phone("advisor-1")
    orders = CommandSender(rig.gateway, "one-that-is-over")
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
    assert not rig.gateway.holds("one-that-is-over")


async def test_two_advisors_talk_while_the_caller_is_on_hold(rig: GatewayRig) -> None:
    """A Bridge with a new leg leaves the former one, which hears only its hold music."""
    caller, phone, orders = await bridged(rig)
    other = await rig.phone("advisor-2")
    await orders.send(port.Hold, sound="hold-music")
    await orders.send(port.Ring, leg="advisor-2", address=other.address, timeout_s=30.0)
    await other.rings()
    await other.answers()
    while await rig.heard.next(caller.call_id) != port.LegAnswered(call_id=caller.call_id, leg="advisor-2"):
        pass
    await orders.send(port.Bridge, leg="advisor-1", other="advisor-2")
    await phone.hears("advisor-2")
    await other.hears("advisor-1")
    await caller.hears("hold-music")
    await orders.send(port.Hangup, leg="advisor-1")
    await orders.send(port.Hold, held=False)
    await orders.send(port.Bridge, other="advisor-2")
    await caller.hears("advisor-2")
    await other.hears("caller")
