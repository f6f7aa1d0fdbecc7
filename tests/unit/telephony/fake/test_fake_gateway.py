"""Extensions of the fake gateway beyond the port's contract: it survives its driver, and tests control its network."""

import asyncio
from typing import Literal

import pytest

from telephony import port
from telephony.fake import SILENCE, Audio, EventNotPossible, FakeGateway


class Driver:
    """A driver that receives signals and may die of one."""

    def __init__(self, gateway: FakeGateway, dies_at: type[port.Signal] | None = None) -> None:
        self.gateway = gateway
        self.dies_at = dies_at
        self.taken: list[port.AnySignal] = []

    async def __call__(self, signal: port.AnySignal) -> None:
        """Receive a signal."""
        self.taken.append(signal)
        if type(signal) is self.dies_at:
            raise ConnectionError("the driver died")


async def test_a_call_outlives_its_driver() -> None:
    """After the driver's death the call and its music continue, and the next driver's commands work."""
    gateway = FakeGateway()
    await gateway.start(Driver(gateway))
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.send(port.Music(id="2", call_id=call, sound="music"))
    gateway.disconnect_handler()
    await gateway.start(Driver(gateway))
    assert gateway.audible_to(call) == Audio(music="music")
    await gateway.send(port.Music(id="2", call_id=call, sound="music"))
    assert [command.id for command in gateway.executed_commands] == ["1", "2"]


async def test_signals_wait_for_the_next_driver() -> None:
    """Signals without a driver are delivered to the next one, in order, once."""
    gateway = FakeGateway()
    first, second = Driver(gateway), Driver(gateway)
    await gateway.start(first)
    call = await gateway.dial_in("quejas")
    gateway.disconnect_handler()
    await gateway.hang_up(call)
    assert gateway.undelivered(call) == (port.LegHungUp(call_id=call, leg=port.CALLER),)
    await gateway.start(second)
    assert second.taken == [port.LegHungUp(call_id=call, leg=port.CALLER)]
    assert gateway.undelivered(call) == ()


async def test_a_network_may_say_things_only_once() -> None:
    """Signals without a receiver can be lost, so a driver must reconcile by `holds`."""
    gateway = FakeGateway()
    driver = Driver(gateway)
    call = await gateway.dial_in("bogota")
    gateway.lose_signals()
    await gateway.start(driver)
    assert driver.taken == []
    assert gateway.holds(call)


async def test_test_sees_exception_where_it_caused_it_and_signal_is_not_repeated() -> None:
    """The test sees the exception where it caused it, and the signal is not repeated."""
    gateway = FakeGateway()
    await gateway.start(Driver(gateway, dies_at=port.CallOffered))
    with pytest.raises(ConnectionError):
        await gateway.dial_in("bogota")
    (call,) = gateway.calls()
    assert gateway.undelivered(call) == ()


async def test_a_death_over_a_commands_signal_is_kept() -> None:
    """An exception of a driver that the test does not await is still raised."""
    gateway = FakeGateway()
    await gateway.start(Driver(gateway, dies_at=port.PlaybackEnded))
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.send(port.Play(id="2", call_id=call, sounds=("greeting",)))
    await gateway.send(port.StopPlay(id="3", call_id=call))
    for _ in range(3):  # turns of the loop, not time: the delivery runs and ends, and its end is stored
        await asyncio.sleep(0)
    assert [type(failure) for failure in gateway.failures] == [ConnectionError]


async def test_a_command_gives_no_signal_before_it_returns() -> None:
    """A driver that holds a lock while it sends is not called back before the send returns."""
    gateway = FakeGateway()
    driver = Driver(gateway)
    await gateway.start(driver)
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.press(call, "4")
    await gateway.send(port.Collect(id="2", call_id=call))
    assert [type(signal) for signal in driver.taken] == [port.CallOffered]
    await gateway.wait_delivered(call)
    assert driver.taken[-1] == port.DigitsCollected(call_id=call, command_id="2", digits="4", ended="complete")


async def test_a_handler_may_work_the_network_itself() -> None:
    """A handler that answers a phone immediately does not block the call's signals."""
    gateway = FakeGateway()
    signal_types: list[str] = []

    async def answer_at_once(signal: port.AnySignal) -> None:
        signal_types.append(type(signal).__name__)
        if isinstance(signal, port.CallOffered):
            ring = port.Ring(id="1", call_id=signal.call_id, leg="advisor-1", address="sip:a", timeout_s=1)
            await gateway.send(ring)
            await gateway.phone_answers(signal.call_id, "advisor-1")

    await gateway.start(answer_at_once)
    await gateway.dial_in("bogota")
    assert signal_types == ["CallOffered", "LegAnswered"]


async def test_ending_sound_or_silence_that_is_not_active_is_error_of_test() -> None:
    """Ending a sound or a silence that is not active is an error of the test."""
    gateway = FakeGateway()
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    with pytest.raises(EventNotPossible):
        await gateway.finish_playing(call)
    with pytest.raises(EventNotPossible):
        await gateway.time_out_collect(call)
    with pytest.raises(EventNotPossible):
        await gateway.phone_answers(call, port.CALLER)
    assert gateway.audible_to(call) == SILENCE


async def test_silence_does_not_count_while_a_sound_is_heard() -> None:
    """The first-digit time starts at the end of the Play."""
    gateway = FakeGateway()
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.send(port.Play(id="2", call_id=call, sounds=("greeting",)))
    await gateway.send(port.Collect(id="3", call_id=call))
    with pytest.raises(EventNotPossible):
        await gateway.time_out_collect(call)


async def test_a_leg_must_be_answered_before_it_is_played_something() -> None:
    """Playing before the answer is refused, because the caller would not hear it."""
    gateway = FakeGateway()
    call = await gateway.dial_in("bogota")
    with pytest.raises(port.UnknownLeg):
        await gateway.send(port.Play(id="1", call_id=call, sounds=("greeting",)))


async def test_a_recording_is_stored_when_its_leg_ends() -> None:
    """RecordingStored follows the leg's end, whichever side ended it."""
    gateway = FakeGateway()
    driver = Driver(gateway)
    await gateway.start(driver)
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.send(port.Record(id="2", call_id=call, recording_id="r-1"))
    await gateway.send(port.PauseRecording(id="3", call_id=call))
    assert gateway.leg(call).recording_paused
    await gateway.send(port.Hangup(id="4", call_id=call))
    await gateway.wait_delivered(call)
    assert driver.taken[-1] == port.RecordingStored(call_id=call, recording_id="r-1", leg=port.CALLER)


@pytest.mark.parametrize(
    ("mode", "advisor_hears", "caller_hears"),
    [
        ("listen", {"caller"}, {"advisor-1"}),
        ("whisper", {"caller", "supervisor"}, {"advisor-1"}),
        ("barge", {"caller", "supervisor"}, {"advisor-1", "supervisor"}),
    ],
)
async def test_a_supervisor_listens_whispers_or_joins(
    mode: Literal["listen", "whisper", "barge"], advisor_hears: set[str], caller_hears: set[str]
) -> None:
    """A listener hears both sides, a whisper reaches only the advisor, and a barge reaches both."""
    gateway = FakeGateway()
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    for number, leg in enumerate(("advisor-1", "supervisor"), start=2):
        await gateway.send(port.Ring(id=str(number), call_id=call, leg=leg, address=f"sip:{leg}", timeout_s=9))
        await gateway.phone_answers(call, leg)
    await gateway.send(port.Bridge(id="4", call_id=call, other="advisor-1"))
    if mode == "barge":
        await gateway.send(port.Join(id="5", call_id=call, leg="supervisor", other="advisor-1"))
    else:
        await gateway.send(port.Snoop(id="5", call_id=call, leg="supervisor", target="advisor-1", mode=mode))
    assert gateway.audible_to(call, "supervisor").voices == {"caller", "advisor-1"}
    assert gateway.audible_to(call, "advisor-1").voices == advisor_hears
    assert gateway.audible_to(call).voices == caller_hears


async def test_closing_gateway_signals_end_of_every_leg_ringing_ones_included() -> None:
    """Closing the gateway signals the end of every leg, ringing ones included."""
    gateway = FakeGateway()
    driver = Driver(gateway)
    await gateway.start(driver)
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Answer(id="1", call_id=call))
    await gateway.send(port.Ring(id="2", call_id=call, leg="advisor-1", address="sip:a", timeout_s=9))
    await gateway.stop()
    assert driver.taken[1:] == [
        port.LegHungUp(call_id=call, leg=port.CALLER, cause="shutdown"),
        port.LegFailed(call_id=call, leg="advisor-1", cause="cancelled"),
    ]


async def test_a_call_is_rescued_once() -> None:
    """A repeated rescue does not restart; the ringing fallback continues."""
    gateway = FakeGateway()
    call = await gateway.dial_in("bogota")
    await gateway.send(port.Rescue(id="1", call_id=call, sounds=("apology",), fallback="sip:fallback"))
    await gateway.finish_playing(call)
    await gateway.send(port.Rescue(id="2", call_id=call, sounds=("apology",)))
    assert gateway.legs(call) == {"caller": "up", "fallback": "calling"}
    await gateway.phone_answers(call, "fallback")
    assert gateway.audible_to(call).voices == {"fallback"}
