"""Contract of the port, the caller's side: offer, answer, sounds, digits, silence, hang-up."""

import pytest

from telephony import port
from tests.support.gateways.gateway_rig import Caller, CommandSender, GatewayRig

CONTINUOUS_DTMF_KINDS = frozenset({"fake", "asterisk", "pyvoip"})
"""Gateways that detect keys at any time; the others detect them only during a Collect and in silence."""


async def answered(rig: GatewayRig) -> tuple[Caller, CommandSender]:
    """Dial and answer a call."""
    caller = await rig.dial()
    offer = await rig.heard.next(caller.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused is None
    orders = CommandSender(rig.gateway, caller.call_id)
    await orders.send(port.Answer)
    return caller, orders


def _needs_all_keys(rig: GatewayRig) -> None:
    if rig.gateway.kind not in CONTINUOUS_DTMF_KINDS:
        pytest.skip(f"the gateway {rig.gateway.kind} hears keys only while it collects them")


def collected(caller: Caller, command_id: str, digits: str, ended: port.CollectEnd = "complete") -> port.AnySignal:
    """Build the signal that a Collect ended."""
    return port.DigitsCollected(call_id=caller.call_id, command_id=command_id, digits=digits, ended=ended)


def played(caller: Caller, command_id: str, ended: port.PlaybackEnd = "finished") -> port.AnySignal:
    """Build the signal that a Play ended."""
    return port.PlaybackEnded(call_id=caller.call_id, command_id=command_id, ended=ended)


@pytest.mark.parametrize("line", ["bogota", "nacional", "quejas"])
async def test_a_call_is_offered_with_its_line_and_its_holder(rig: GatewayRig, line: str) -> None:
    """The first signal names the dialled line and the instance that holds the call, and has no refusal."""
    caller = await rig.dial(line)
    offer = await rig.heard.next(caller.call_id)
    assert isinstance(offer, port.CallOffered)
    assert (offer.line, offer.gateway, offer.refused) == (line, rig.gateway.name, None)
    assert offer.caller
    assert rig.gateway.holds(caller.call_id)


async def test_two_calls_have_two_ids(rig: GatewayRig) -> None:
    """Each call has its own id."""
    one, other = await rig.dial("bogota"), await rig.dial("bogota")
    assert one.call_id != other.call_id


async def test_nothing_is_heard_before_a_sound_is_asked_for(rig: GatewayRig) -> None:
    """An answered caller hears silence until a Play."""
    caller, _ = await answered(rig)
    await caller.hears()


async def test_a_play_is_heard_and_says_when_it_is_over(rig: GatewayRig) -> None:
    """A Play is audible; PlaybackEnded names it when it finishes, and silence follows."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("beep",))
    await caller.hears("beep")
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await caller.hears()


async def test_a_second_play_takes_the_place_of_the_first(rig: GatewayRig) -> None:
    """A second Play replaces the first."""
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")
    await orders.send(port.Play, sounds=("music",))
    await caller.hears("music")


async def test_stop_play_interrupts(rig: GatewayRig) -> None:
    """StopPlay ends the Play at once, and PlaybackEnded says that it was interrupted."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")
    await orders.send(port.StopPlay)
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    await caller.hears()


async def test_stop_play_without_a_play_is_harmless(rig: GatewayRig) -> None:
    """StopPlay without a Play has no effect."""
    caller, orders = await answered(rig)
    await orders.send(port.StopPlay)
    await caller.hears()
    assert rig.heard.unread(caller.call_id) == []


async def test_music_goes_on_until_it_is_stopped(rig: GatewayRig) -> None:
    """Music repeats until an empty sound stops it; it sends no signal."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    await orders.send(port.Music, sound="")
    await caller.hears()
    assert rig.heard.unread(caller.call_id) == []


async def test_a_play_ends_the_music(rig: GatewayRig) -> None:
    """A Play ends the music, which does not start again after it."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    play = await orders.send(port.Play, sounds=("beep",))
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await caller.hears()


async def test_digits_complete_a_collect(rig: GatewayRig) -> None:
    """A Collect ends with the requested number of digits."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=3)
    await caller.press("407")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "407")


async def test_every_key_of_a_phone_is_understood(rig: GatewayRig) -> None:
    """All twelve keys are detected, including the star and, if it is not the terminator, the hash."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=12, terminator="")
    await caller.press("1234567890*#")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1234567890*#")


async def test_the_terminator_ends_a_collect_and_is_not_a_digit(rig: GatewayRig) -> None:
    """The terminator ends a Collect, and the result holds the digits before it."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=10, terminator="#")
    await caller.press("52#")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "52", "terminator")


async def test_a_digit_interrupts_a_play_that_may_be_interrupted(rig: GatewayRig) -> None:
    """A digit ends an interruptible Play, and then counts for the Collect."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    collect = await orders.send(port.Collect)
    await caller.hears("greeting")
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1")
    await caller.hears()


async def test_a_digit_does_not_interrupt_a_notice(rig: GatewayRig) -> None:
    """A digit does not end a Play that is not interruptible, but it counts for the Collect."""
    _needs_all_keys(rig)
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("greeting",))
    collect = await orders.send(port.Collect)
    await caller.hears("greeting")
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1")
    await caller.hears("greeting")


async def test_digits_pressed_ahead_count(rig: GatewayRig) -> None:
    """A digit pressed before the Collect counts for it (type-ahead)."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    await caller.hears("greeting")
    await caller.press("2")
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    collect = await orders.send(port.Collect)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "2")


async def test_a_collect_starts_from_nothing_after_another(rig: GatewayRig) -> None:
    """A digit counts for one Collect only."""
    caller, orders = await answered(rig)
    first = await orders.send(port.Collect)
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == collected(caller, first, "1")
    second = await orders.send(port.Collect, most=2)
    await caller.press("34")
    assert await rig.heard.next(caller.call_id) == collected(caller, second, "34")


async def test_digits_beyond_a_collect_count_for_the_next(rig: GatewayRig) -> None:
    """Digits beyond the end of a Collect count for the next one."""
    _needs_all_keys(rig)
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    await caller.hears("greeting")
    await caller.press("12")
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    first = await orders.send(port.Collect)
    assert await rig.heard.next(caller.call_id) == collected(caller, first, "1")
    second = await orders.send(port.Collect)
    assert await rig.heard.next(caller.call_id) == collected(caller, second, "2")


async def test_silence_ends_a_collect_without_digits(rig: GatewayRig) -> None:
    """A Collect times out if the caller presses nothing."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, first_digit_s=0.2)
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "", "timeout")


async def test_silence_after_a_digit_ends_a_collect_with_it(rig: GatewayRig) -> None:
    """A Collect that times out keeps the digits before the silence."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=5, first_digit_s=30.0, between_digits_s=0.4)
    await caller.press("7")
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "7", "timeout")


async def test_silence_counts_from_the_end_of_the_play(rig: GatewayRig) -> None:
    """The timeout of a Collect starts at the end of the Play."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("beep",))
    collect = await orders.send(port.Collect, first_digit_s=0.1)
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "", "timeout")


async def test_the_same_id_is_carried_out_once(rig: GatewayRig) -> None:
    """A command sent again after a crash has no effect: a Collect that has ended does not start again."""
    caller, orders = await answered(rig)
    collect: port.Collect = orders.make_command(port.Collect)
    await rig.gateway.send(collect)
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect.id, "1")
    await rig.gateway.send(collect)
    next_collect = await orders.send(port.Collect)
    await caller.press("2")
    assert await rig.heard.next(caller.call_id) == collected(caller, next_collect, "2")


async def test_a_stopped_play_sent_again_stays_stopped(rig: GatewayRig) -> None:
    """A stopped Play that is sent again does not start again."""
    caller, orders = await answered(rig)
    play: port.Play = orders.make_command(port.Play, sounds=("greeting",))
    await rig.gateway.send(play)
    await caller.hears("greeting")
    await orders.send(port.StopPlay)
    await rig.gateway.send(play)
    await caller.hears()


@pytest.mark.parametrize(
    ("command", "fields"),
    [(port.Play, {"sounds": ("beep", "no-such-sound")}), (port.Music, {"sound": "no-such-sound"})],
    ids=["Play", "Music"],
)
async def test_an_unknown_sound_is_refused_and_changes_nothing(
    rig: GatewayRig, command: type[port.Command], fields: dict[str, object]
) -> None:
    """A command with an unknown sound is refused, and the leg hears the same as before."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    with pytest.raises(port.UnknownSound):
        await orders.send(command, **fields)
    await caller.hears("music")


async def test_a_leg_that_never_was_is_refused(rig: GatewayRig) -> None:
    """A command for an unknown leg or call raises UnknownLeg."""
    _, orders = await answered(rig)
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Play, leg="advisor-9", sounds=("beep",))
    with pytest.raises(port.UnknownLeg):
        await CommandSender(rig.gateway, "no-such-call").send(port.Play, sounds=("beep",))


async def test_a_caller_hangs_up(rig: GatewayRig) -> None:
    """LegHungUp reports that the caller hung up, and the gateway no longer holds the call."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=port.CALLER)
    assert not rig.gateway.holds(caller.call_id)
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Play, sounds=("beep",))


async def test_a_caller_leaves_before_the_answer(rig: GatewayRig) -> None:
    """LegHungUp also reports a caller who hangs up before the answer."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    await caller.hang_up()
    hung_up = await rig.heard.next(caller.call_id)
    assert isinstance(hung_up, port.LegHungUp)
    assert hung_up.leg == port.CALLER
    assert not rig.gateway.holds(caller.call_id)


async def test_we_hang_up(rig: GatewayRig) -> None:
    """Hangup ends the caller's leg at the far end without a LegHungUp."""
    caller, orders = await answered(rig)
    await orders.send(port.Hangup)
    assert await caller.ended() == 0
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


@pytest.mark.parametrize("status", [480, 486, 503])
async def test_a_call_is_rejected_with_its_status(rig: GatewayRig, status: int) -> None:
    """Reject ends an unanswered call with the given status."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    await CommandSender(rig.gateway, caller.call_id).send(port.Reject, status=status)
    assert await caller.ended() == rig.refusal_status(status)
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_call_beyond_gateway_capacity_is_refused_with_503_and_its_offer_says_why(rig: GatewayRig) -> None:
    """A call beyond the gateway's capacity is refused with 503, and its offer says why."""
    callers = [await rig.dial(), await rig.dial()]
    refused = await rig.dial_refused()
    offer = await rig.heard.next(refused.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused == "capacity"
    assert await refused.ended() == rig.refusal_status(503)
    assert not rig.gateway.holds(refused.call_id)
    assert all(rig.gateway.holds(caller.call_id) for caller in callers)


async def test_room_is_made_by_a_call_that_ends(rig: GatewayRig) -> None:
    """Calls that have ended do not count toward the capacity."""
    for _ in range(3):
        caller, orders = await answered(rig)
        await orders.send(port.Hangup)
        assert await caller.ended() == 0


async def test_collect_with_afresh_ignores_digits_pressed_before_it(rig: GatewayRig) -> None:
    """A Collect with ``afresh`` ignores the digits pressed before it."""
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("music",), interruptible=True)
    await caller.press("1")
    assert isinstance(await rig.heard.next(caller.call_id), port.PlaybackEnded)
    collect = await orders.send(port.Collect, most=1, afresh=True)
    assert rig.heard.unread(caller.call_id) == []
    await caller.press("2")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "2")
