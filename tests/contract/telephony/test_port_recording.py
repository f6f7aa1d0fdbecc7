"""Contract of the port for recordings, for gateways that can record."""

import pytest

from telephony import port
from tests.contract.telephony.test_port_abilities import talking
from tests.contract.telephony.test_port_caller import answered, collected, played
from tests.support.gateways.gateway_rig import CommandSender, GatewayRig


@pytest.fixture(autouse=True)
def _records(rig: GatewayRig) -> None:
    if port.Record not in port.ABILITIES[rig.gateway.kind]:
        pytest.skip(f"the gateway {rig.gateway.kind} does not record")


async def recorded(rig: GatewayRig, *, able: bool = True) -> CommandSender:
    """Connect a caller and advisor-1 and record the caller's leg, if the gateway is able to."""
    if not able:
        rig.disable_recording()
    caller = await rig.dial()
    orders = CommandSender(rig.gateway, caller.call_id)
    await talking(rig, orders, caller)
    await orders.send(port.Bridge, other="advisor-1")
    assert await rig.heard.next(caller.call_id) == port.LegBridged(call_id=caller.call_id, leg="advisor-1")
    await orders.send(port.Record, recording_id=f"{caller.call_id}.0-1")
    return orders


async def stored(rig: GatewayRig, orders: CommandSender) -> str:
    """Wait for the next complete recording, and return its id."""
    while not isinstance(signal := await rig.heard.next(orders.call_id), port.RecordingStored):
        pass
    return signal.recording_id


async def test_a_recording_is_complete_when_its_leg_ends(rig: GatewayRig) -> None:
    """RecordingStored names a recording once, after its leg ends, even if it was paused."""
    orders = await recorded(rig)
    await orders.send(port.PauseRecording)
    await orders.send(port.PauseRecording, paused=False)
    await orders.send(port.Hangup, leg="advisor-1")
    await orders.send(port.Hangup)
    assert await stored(rig, orders) == f"{orders.call_id}.0-1"
    assert rig.heard.unread(orders.call_id) == []


async def test_a_recording_may_end_before_its_leg(rig: GatewayRig) -> None:
    """A stopped recording is complete while its leg goes on; a second stop and the leg's end send no signal."""
    orders = await recorded(rig)
    await orders.send(port.StopRecording)
    await orders.send(port.StopRecording)
    assert await stored(rig, orders) == f"{orders.call_id}.0-1"
    assert rig.gateway.holds(orders.call_id, "caller")
    await orders.send(port.Hangup, leg="advisor-1")
    await orders.send(port.Hangup)
    assert rig.heard.unread(orders.call_id) == []


async def test_the_next_recording_ends_the_one_before(rig: GatewayRig) -> None:
    """A leg has one recording at a time: a second Record, such as that of another campaign, ends the first."""
    orders = await recorded(rig)
    await orders.send(port.Record, recording_id=f"{orders.call_id}.1-1")
    assert await stored(rig, orders) == f"{orders.call_id}.0-1"
    await orders.send(port.Hangup)
    assert await stored(rig, orders) == f"{orders.call_id}.1-1"


async def test_caller_alone_is_recorded_after_music_and_tone_until_they_press_key(rig: GatewayRig) -> None:
    """A caller alone is recorded after music and a tone until they press a key; then a Rescue ends the call."""
    caller, orders = await answered(rig)
    await orders.send(port.Music, leg=port.CALLER, sound="music")
    await caller.hears("music")
    invited = await orders.send(port.Play, sounds=("beep",))
    await caller.hears("beep")
    await rig.finish_sound(caller)
    assert await rig.heard.next(caller.call_id) == played(caller, invited)
    await orders.send(port.Record, recording_id=f"{caller.call_id}.0-1")
    collect = await orders.send(port.Collect, most=1, first_digit_s=30.0, terminator="#", afresh=True)
    await caller.hears()
    await caller.press("#")
    assert await rig.heard.next(caller.call_id) == collected(caller, collect, "", "terminator")
    await orders.send(port.PauseRecording)
    await orders.send(port.Rescue, sounds=("apology",))
    await caller.hears("apology")
    await rig.finish_sound(caller)
    await caller.ended()


async def test_not_recorded_reports_recording_once(rig: GatewayRig) -> None:
    """NotRecorded reports the recording once; later commands for it are no error, and the conversation goes on."""
    orders = await recorded(rig, able=False)
    while not isinstance(signal := await rig.heard.next(orders.call_id), port.NotRecorded):
        pass
    assert signal == port.NotRecorded(call_id=orders.call_id, recording_id=f"{orders.call_id}.0-1", leg="caller")
    await orders.send(port.PauseRecording)
    await orders.send(port.PauseRecording, paused=False)
    assert rig.gateway.holds(orders.call_id, "advisor-1")
    await orders.send(port.Hangup, leg="advisor-1")
    await orders.send(port.Hangup)
    assert rig.heard.unread(orders.call_id) == []
