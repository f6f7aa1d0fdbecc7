"""Pauses of recordings on a real Asterisk: no file contains the words of a pause, in any failure."""

import asyncio
import errno
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.recording.files import RecordingFolder
from tests.integration.telephony.asterisk.test_losses import AsteriskNodeRig, until
from tests.support.gateways.gateway_rig import SignalLog
from tests.support.gateways.recorded_talk import ADVISOR, CALLER, TONES, recorded_talk, recording_node, wait_until_lost
from tests.support.servers.flaky_proxy import FlakyProxy
from tests.support.sip.recorded_audio import LEFT, RIGHT

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]


@pytest_asyncio.fixture
async def node_rig() -> AsyncIterator[AsteriskNodeRig]:
    """Start a node that records and may be killed."""
    async with recording_node() as node_rig:
        yield node_rig


async def test_a_pause_is_silence_of_its_length(node_rig: AsteriskNodeRig) -> None:
    """The sound after a pause keeps its distance from the sound before it, and the file has nothing of the pause."""
    heard, clock = SignalLog(), asyncio.get_running_loop().time
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    began = clock()
    await talk.orders.send(port.PauseRecording)
    await talk.orders.send(port.PauseRecording)
    await asyncio.sleep(1.5)
    paused_s = clock() - began
    await talk.orders.send(port.PauseRecording, paused=False)
    await talk.grows(1.0)
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    for channel, hertz in ((LEFT, CALLER), (RIGHT, ADVISOR)):
        (since, until_s) = max(sound.silences(channel), key=lambda silence: silence[1] - silence[0])
        assert until_s - since >= paused_s - 0.05
        assert sound.tones(channel, since - 0.6, since - 0.1, TONES) == {hertz}
        assert sound.tones(channel, until_s + 0.1, until_s + 0.6, TONES) == {hertz}


async def test_a_recording_that_is_stopped_is_as_long_as_the_conversation(node_rig: AsteriskNodeRig) -> None:
    """A recording that stops while its leg goes on is complete at once and has nothing of what follows."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.grows(1.5)
    stopped_at = datetime.now(UTC) - timedelta(seconds=0.7)
    recorded_s = talk.recorded / 32_000
    await talk.orders.send(port.StopRecording, since=stopped_at)
    sound = await talk.stored(heard)
    assert recorded_s - 1.2 <= sound.seconds <= recorded_s
    assert sound.tones(LEFT, 0.2, sound.seconds - 0.1, TONES) == {CALLER}
    await talk.orders.send(port.Hangup)


async def test_speech_after_calls_ended_is_in_no_call(node_rig: AsteriskNodeRig) -> None:
    """The process is dead for longer than its calls are held, and the rest of the talk is in no call of the log."""
    heard, later = SignalLog(), SignalLog()
    first = await node_rig.gateway(heard)
    talk = await recorded_talk(node_rig, heard, first)
    await talk.grows(2.0)
    node_rig.cable.disconnect()  # as if the process were killed
    await first._link.close()
    await first._recording_controller.close()
    assert node_rig.recordings is not None
    seen_at = time.time() - 10.0 - 1.5
    os.utime(node_rig.recordings / "nodo", (seen_at, seen_at))
    written_s = talk.recorded / 32_000
    node_rig.cable.restore()
    await node_rig.gateway(later)
    sound = await talk.stored(later)
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    assert sound.seconds < written_s - 0.2


async def test_pause_without_recording_link_keeps_speech_out(
    node_rig: AsteriskNodeRig,
) -> None:
    """The recording link is down when the pause begins: Asterisk goes on, but the file has nothing of the pause."""
    heard = SignalLog()
    cable = await FlakyProxy(node_rig.node.ami_port).open()
    node_rig.ami_port = cable.port
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    cable.disconnect()
    await talk.orders.send(port.PauseRecording)
    await talk.grows(1.0)
    cable.restore()
    await talk.orders.send(port.PauseRecording, paused=False)
    await talk.grows(1.0)
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    cable.close()
    since, until_s = max(sound.silences(LEFT), key=lambda silence: silence[1] - silence[0])
    assert until_s - since > 0.9
    assert sound.is_silent(RIGHT, since + 0.05, until_s - 0.05)
    assert sound.tones(LEFT, until_s + 0.1, until_s + 0.6, TONES) == {CALLER}


async def test_a_slow_link_keeps_nothing_of_a_pause(node_rig: AsteriskNodeRig) -> None:
    """Asterisk begins and ends its part late: the part is no longer than the time from its beginning to the pause."""
    heard = SignalLog()
    cable = await FlakyProxy(node_rig.node.ami_port).open()
    node_rig.ami_port = cable.port
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.orders.send(port.PauseRecording)
    await until(lambda: not talk.is_written)
    await asyncio.sleep(0.5)
    cable.delay_s = 0.4
    requested_s = time.monotonic()
    await talk.orders.send(port.PauseRecording, paused=False)
    await talk.grows(2.0)
    paused_s = time.monotonic()
    await talk.orders.send(port.PauseRecording)
    await until(lambda: not talk.is_written)
    await asyncio.sleep(2 * cable.delay_s)  # the end is confirmed
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    cable.close()
    begins_s = max(sound.silences(LEFT)[:-1], key=lambda silence: silence[1] - silence[0])[1]
    ends_s = sound.silences(LEFT)[-1][0]
    assert ends_s - begins_s <= paused_s - requested_s - cable.delay_s + 0.05


async def test_a_pause_that_we_hear_of_late_counts_from_when_it_was_asked_for(node_rig: AsteriskNodeRig) -> None:
    """The process died between the log's fact and the command, and the file has nothing said since the fact."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.grows(1.0)
    await talk.orders.send(port.PauseRecording, since=datetime.now(UTC) - timedelta(seconds=0.7))
    await asyncio.sleep(0.5)
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    for channel in (LEFT, RIGHT):
        assert sound.is_silent(channel, sound.seconds - 1.1, sound.seconds)


async def test_a_pause_that_cannot_be_marked_takes_the_stretch_with_it(
    node_rig: AsteriskNodeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss of the recording is reported; the whole part before it stays, and the secret is in no file."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.orders.send(port.PauseRecording)
    await until(lambda: not talk.is_written)
    before_s = talk.recorded / 32_000
    await talk.orders.send(port.PauseRecording, paused=False)
    await talk.grows(1.0)

    def broken(*_: object) -> Path:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(RecordingFolder, "pause", broken)
    await talk.orders.send(port.PauseRecording)
    await wait_until_lost(heard, talk)
    sound = await talk.stored(heard)
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    assert sound.is_silent(LEFT, before_s + 0.3, sound.seconds)
    await talk.orders.send(port.Hangup)


async def test_lost_link_ends_file_at_pause(node_rig: AsteriskNodeRig) -> None:
    """The link is lost for good while a secret is spoken, and the file ends where the pause began."""
    heard = SignalLog()
    cable = await FlakyProxy(node_rig.node.ami_port).open()
    node_rig.ami_port = cable.port
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.orders.send(port.PauseRecording)
    await until(lambda: not talk.is_written)  # Asterisk has received the pause
    recorded_s = talk.recorded / 32_000
    cable.disconnect()
    await talk.orders.send(port.PauseRecording, paused=False)
    await wait_until_lost(heard, talk)
    sound = await talk.stored(heard)
    cable.close()
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    assert sound.is_silent(LEFT, recorded_s + 0.5, sound.seconds)
