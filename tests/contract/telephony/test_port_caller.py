"""The port's contract, the caller's side: offer, answer, sounds, digits, silence, hang-up."""

import pytest

from telephony import port
from tests.support.gateways.gateway_rig import Caller, CommandSender, GatewayRig

CONTINUOUS_DTMF_KINDS = frozenset({"fake", "asterisk", "pyvoip"})
"""Gateways that hear keys whenever they are pressed; the others while they collect, and in silence."""


async def answered(rig: GatewayRig) -> tuple[Caller, CommandSender]:
    """A caller who has been picked up."""
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
    """The signal that a Collect ended."""
    return port.DigitsCollected(call_id=caller.call_id, command_id=command_id, digits=digits, ended=ended)


def played(caller: Caller, command_id: str, ended: port.PlaybackEnd = "finished") -> port.AnySignal:
    """The signal that a Play ended."""
    return port.PlaybackEnded(call_id=caller.call_id, command_id=command_id, ended=ended)


@pytest.mark.parametrize("line", ["bogota", "nacional", "quejas"])
async def test_a_call_is_offered_with_its_line_and_its_holder(rig: GatewayRig, line: str) -> None:
    """The first signal names the line that was dialled and the instance that holds the call, and refuses nothing."""
    caller = await rig.dial(line)
    offer = await rig.heard.next(caller.call_id)
    assert isinstance(offer, port.CallOffered)
    assert (offer.line, offer.gateway, offer.refused) == (line, rig.gateway.name, None)
    assert offer.caller
    assert rig.gateway.holds(caller.call_id)


async def test_two_calls_have_two_ids(rig: GatewayRig) -> None:
    """No two calls are taken for one another."""
    one, other = await rig.dial("bogota"), await rig.dial("bogota")
    assert one.call_id != other.call_id


async def test_nothing_is_heard_before_a_sound_is_asked_for(rig: GatewayRig) -> None:
    """An answered caller hears silence until we play something."""
    caller, _ = await answered(rig)
    await caller.hears()


async def test_a_play_is_heard_and_says_when_it_is_over(rig: GatewayRig) -> None:
    """PlaybackEnded names the Play that finished; then there is silence."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("beep",))
    await caller.hears("beep")
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await caller.hears()


async def test_a_second_play_takes_the_place_of_the_first(rig: GatewayRig) -> None:
    """The leg hears the newer Play only."""
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")
    await orders.send(port.Play, sounds=("music",))
    await caller.hears("music")


async def test_stop_play_interrupts(rig: GatewayRig) -> None:
    """StopPlay ends the Play at once, and the Play says that it was interrupted."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",))
    await caller.hears("greeting")
    await orders.send(port.StopPlay)
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    await caller.hears()


async def test_stop_play_without_a_play_is_harmless(rig: GatewayRig) -> None:
    """There may be nothing to stop any more."""
    caller, orders = await answered(rig)
    await orders.send(port.StopPlay)
    await caller.hears()
    assert rig.heard.unread(caller.call_id) == []


async def test_music_goes_on_until_it_is_stopped(rig: GatewayRig) -> None:
    """Music repeats, and an empty key stops it; it gives no signal."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    await orders.send(port.Music, sound="")
    await caller.hears()
    assert rig.heard.unread(caller.call_id) == []


async def test_a_play_ends_the_music(rig: GatewayRig) -> None:
    """After the Play there is silence: the music does not come back by itself."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    play = await orders.send(port.Play, sounds=("beep",))
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await caller.hears()


async def test_digits_complete_a_collect(rig: GatewayRig) -> None:
    """So many digits as were asked for end the Collect."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=3)
    await caller.press("407")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "407")


async def test_every_key_of_a_phone_is_understood(rig: GatewayRig) -> None:
    """The twelve keys come through, the star and, where it does not terminate, the square too."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=12, terminator="")
    await caller.press("1234567890*#")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1234567890*#")


async def test_the_terminator_ends_a_collect_and_is_not_a_digit(rig: GatewayRig) -> None:
    """What was pressed before the terminator is the answer."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=10, terminator="#")
    await caller.press("52#")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "52", "terminator")


async def test_a_digit_interrupts_a_play_that_may_be_interrupted(rig: GatewayRig) -> None:
    """Barge-in: first the Play ends, then the digit counts."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    collect = await orders.send(port.Collect)
    await caller.hears("greeting")
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1")
    await caller.hears()


async def test_a_digit_does_not_interrupt_a_notice(rig: GatewayRig) -> None:
    """A Play that may not be interrupted is heard on; the digit counts all the same."""
    _needs_all_keys(rig)
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("greeting",))
    collect = await orders.send(port.Collect)
    await caller.hears("greeting")
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "1")
    await caller.hears("greeting")


async def test_digits_pressed_ahead_count(rig: GatewayRig) -> None:
    """Type-ahead: who knows the menu need not wait for it."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("greeting",), interruptible=True)
    await caller.hears("greeting")
    await caller.press("2")
    assert await rig.heard.next(caller.call_id) == played(caller, play, "interrupted")
    collect = await orders.send(port.Collect)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "2")


async def test_a_collect_starts_from_nothing_after_another(rig: GatewayRig) -> None:
    """A digit counts once."""
    caller, orders = await answered(rig)
    first = await orders.send(port.Collect)
    await caller.press("1")
    assert await rig.heard.next(caller.call_id) == collected(caller, first, "1")
    second = await orders.send(port.Collect, most=2)
    await caller.press("34")
    assert await rig.heard.next(caller.call_id) == collected(caller, second, "34")


async def test_digits_beyond_a_collect_count_for_the_next(rig: GatewayRig) -> None:
    """Who knows both menus may press both keys at once."""
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
    """Who presses nothing is not waited for."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, first_digit_s=0.2)
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "", "timeout")


async def test_silence_after_a_digit_ends_a_collect_with_it(rig: GatewayRig) -> None:
    """What was pressed before the silence is kept."""
    caller, orders = await answered(rig)
    collect = await orders.send(port.Collect, most=5, first_digit_s=30.0, between_digits_s=0.4)
    await caller.press("7")
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "7", "timeout")


async def test_silence_counts_from_the_end_of_the_play(rig: GatewayRig) -> None:
    """The caller has the whole time after the menu was read, however long it is."""
    caller, orders = await answered(rig)
    play = await orders.send(port.Play, sounds=("beep",))
    collect = await orders.send(port.Collect, first_digit_s=0.1)
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, play)
    await rig.let_collect_time_out(caller)
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "", "timeout")


async def test_the_same_id_is_carried_out_once(rig: GatewayRig) -> None:
    """A command sent again after a crash changes nothing: the Collect that has ended does not begin anew."""
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
    """Idempotence holds for what is over, too."""
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
    """What the leg hears goes on when the next sound does not exist."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hears("music")
    with pytest.raises(port.UnknownSound):
        await orders.send(command, **fields)
    await caller.hears("music")


async def test_a_leg_that_never_was_is_refused(rig: GatewayRig) -> None:
    """A command for a leg or a call that is not here says so."""
    _, orders = await answered(rig)
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Play, leg="advisor-9", sounds=("beep",))
    with pytest.raises(port.UnknownLeg):
        await CommandSender(rig.gateway, "no-such-call").send(port.Play, sounds=("beep",))


async def test_a_caller_hangs_up(rig: GatewayRig) -> None:
    """The caller's own end is told, and the call is not held any more."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, sound="music")
    await caller.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg=port.CALLER)
    assert not rig.gateway.holds(caller.call_id)
    with pytest.raises(port.UnknownLeg):
        await orders.send(port.Play, sounds=("beep",))


async def test_a_caller_leaves_before_the_answer(rig: GatewayRig) -> None:
    """An offer that the caller takes back ends like any leg."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    await caller.hang_up()
    hung_up = await rig.heard.next(caller.call_id)
    assert isinstance(hung_up, port.LegHungUp)
    assert hung_up.leg == port.CALLER
    assert not rig.gateway.holds(caller.call_id)


async def test_we_hang_up(rig: GatewayRig) -> None:
    """Hangup ends the caller's leg at the far end, and no LegHungUp follows, for we know."""
    caller, orders = await answered(rig)
    await orders.send(port.Hangup)
    assert await caller.ended() == 0
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


@pytest.mark.parametrize("status", [480, 486, 503])
async def test_a_call_is_rejected_with_its_status(rig: GatewayRig, status: int) -> None:
    """Reject turns the caller away unanswered, with the status that it names."""
    caller = await rig.dial()
    await rig.heard.next(caller.call_id)
    await CommandSender(rig.gateway, caller.call_id).send(port.Reject, status=status)
    assert await caller.ended() == rig.refusal_status(status)
    assert not rig.gateway.holds(caller.call_id)
    assert rig.heard.unread(caller.call_id) == []


async def test_a_call_beyond_capacity_is_refused_and_told(rig: GatewayRig) -> None:
    """The third call of a gateway for two is turned away with 503, and counted by an offer that says why."""
    callers = [await rig.dial(), await rig.dial()]
    refused = await rig.dial_refused()
    offer = await rig.heard.next(refused.call_id)
    assert isinstance(offer, port.CallOffered)
    assert offer.refused == "capacity"
    assert await refused.ended() == rig.refusal_status(503)
    assert not rig.gateway.holds(refused.call_id)
    assert all(rig.gateway.holds(caller.call_id) for caller in callers)


async def test_room_is_made_by_a_call_that_ends(rig: GatewayRig) -> None:
    """Capacity counts the calls that are here, not those that were."""
    for _ in range(3):
        caller, orders = await answered(rig)
        await orders.send(port.Hangup)
        assert await caller.ended() == 0


async def test_a_question_that_nobody_foresaw_forgets_what_was_pressed_before(rig: GatewayRig) -> None:
    """A key pressed in the music answers no Collect that begins afresh; one pressed after it does."""
    caller, orders = await answered(rig)
    await orders.send(port.Play, sounds=("music",), interruptible=True)
    await caller.press("1")
    assert isinstance(await rig.heard.next(caller.call_id), port.PlaybackEnded)
    collect = await orders.send(port.Collect, most=1, afresh=True)
    assert rig.heard.unread(caller.call_id) == []
    await caller.press("2")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "2")
