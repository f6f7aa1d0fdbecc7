"""Recordings on a real Asterisk: which voice is on which channel, and what is left when a process dies."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from telephony import port
from tests.integration.telephony.asterisk.test_losses import AsteriskNodeRig, listening, until
from tests.support.gateways.gateway_rig import VOICES, CommandSender, SignalLog
from tests.support.gateways.recorded_talk import (
    ADVISOR,
    CALLER,
    TONES,
    Talk,
    is_clean,
    recorded_talk,
    recording_node,
    wait_until_lost,
)
from tests.support.servers.flaky_proxy import FlakyProxy
from tests.support.sip.recorded_audio import LEFT, RIGHT

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]

MOST_MARGIN = 256 * 1024 * 1024


@pytest_asyncio.fixture
async def node_rig() -> AsyncIterator[AsteriskNodeRig]:
    """Start a node that records and may be killed."""
    async with recording_node() as node_rig:
        yield node_rig


async def test_recording_separates_both_parties(node_rig: AsteriskNodeRig) -> None:
    """Each voice is found by its frequency on its own channel only, and again after the two were apart."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await talk.orders.send(port.Hold, sound="hold-music")
    await talk.grows(1.0)
    await talk.orders.send(port.Hold, held=False)
    await talk.grows(2.0)
    await talk.orders.send(port.Hangup, leg="advisor-1")
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    assert sound.tones(RIGHT, 0.2, 0.8, TONES) == {ADVISOR}
    assert sound.tones(LEFT, sound.seconds - 0.6, sound.seconds, TONES) == {CALLER}
    assert sound.tones(RIGHT, sound.seconds - 0.8, sound.seconds - 0.2, TONES) == {ADVISOR}
    assert ADVISOR not in sound.tones(RIGHT, 1.6, 2.0, TONES)


async def test_file_holds_what_asterisk_had_written_when_node_is_killed_while_it_records(
    node_rig: AsteriskNodeRig,
) -> None:
    """When the node is killed while it records, the file holds what Asterisk had written, to the second."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    written_s = talk.recorded / 32_000
    node_rig.node.stop(signal.SIGKILL)
    node_rig.node.start()
    sound = await talk.stored(heard)
    assert sound.seconds >= written_s
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
    assert sound.tones(RIGHT, 0.2, 0.8, TONES) == {ADVISOR}


async def test_recording_excludes_whisper_and_includes_barge(node_rig: AsteriskNodeRig) -> None:
    """The recording has what the caller hears: no whisper, and then the supervisor's voice beside the advisor's."""
    heard = SignalLog()
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    await listening(node_rig, heard, talk.orders)
    whispered_at_s = talk.recorded / 32_000
    await talk.grows(2.0)
    await talk.orders.send(port.Join, leg="supervisor", other="advisor-1")
    await talk.grows(2.0)
    for leg in ("supervisor", "advisor-1", "caller"):
        await talk.orders.send(port.Hangup, leg=leg)
    sound = await talk.stored(heard)
    assert sound.tones(LEFT, whispered_at_s + 0.2, whispered_at_s + 1.2, TONES) == {CALLER}
    assert sound.tones(RIGHT, whispered_at_s + 0.2, whispered_at_s + 1.2, TONES) == {ADVISOR}
    assert sound.tones(LEFT, sound.seconds - 0.8, sound.seconds - 0.3, TONES) == {CALLER}
    assert sound.tones(RIGHT, sound.seconds - 0.8, sound.seconds - 0.3, TONES) == {ADVISOR, VOICES["supervisor"]}


async def test_a_recording_is_taken_up_by_the_next_process(node_rig: AsteriskNodeRig) -> None:
    """After the process dies, its successor pauses and ends the recording, and does not restart it."""
    heard, later = SignalLog(), SignalLog()
    first = await node_rig.gateway(heard)
    talk = await recorded_talk(node_rig, heard, first)
    node_rig.cable.disconnect()  # as if the process were killed
    await first._link.close()
    await first._recording_controller._ami.close()
    node_rig.cable.restore()
    second = await node_rig.gateway(later, name=first.name, adopts=True)
    after = CommandSender(second, talk.orders.call_id)
    await after.send(port.Record, recording_id=talk.recording)
    await talk.grows(1.0)
    await after.send(port.PauseRecording)
    await after.send(port.Hangup)
    sound = await talk.stored(later)
    assert sound.seconds >= 2.0
    for channel, hertz in ((LEFT, CALLER), (RIGHT, ADVISOR)):
        assert sound.tones(channel, 0.2, 0.8, TONES) == {hertz}
        assert sound.tones(channel, sound.seconds - 0.8, sound.seconds - 0.3, TONES) == {hertz}


async def test_recording_of_abandoned_talk_is_finished(node_rig: AsteriskNodeRig) -> None:
    """Under another name the call has ended in the log: the talk goes on, and its recording is finished at once."""
    heard, later = SignalLog(), SignalLog()
    first = await node_rig.gateway(heard)
    talk = await recorded_talk(node_rig, heard, first)
    node_rig.cable.disconnect()
    await first._link.close()
    await first._recording_controller._ami.close()
    node_rig.cable.restore()
    await node_rig.gateway(later)
    assert (await talk.stored(later)).tones(LEFT, 0.2, 0.8, TONES) == {CALLER}


async def test_loss_is_reported_if_recording_link_does_not_answer(node_rig: AsteriskNodeRig) -> None:
    """If the recording link does not answer, the loss is reported in time, both are heard, and there is no file."""
    heard, clock = SignalLog(), asyncio.get_running_loop().time
    cable = await FlakyProxy(node_rig.node.ami_port).open()
    cable.disconnect()
    node_rig.ami_port = cable.port
    caller, phone, orders = await node_rig.talk(heard, await node_rig.gateway(heard))
    talk = Talk(node_rig, heard, orders)
    began = clock()
    await talk.record()
    await wait_until_lost(heard, talk)
    assert clock() - began < port.RECORDING_START_TIMEOUT_S + 2
    await caller.hears("advisor-1")
    await phone.hears("caller")
    await orders.send(port.Hangup)
    await is_clean(node_rig)
    cable.close()


async def test_unwritable_recording_is_reported_although_asterisk_reports_success(node_rig: AsteriskNodeRig) -> None:
    """Asterisk reports success although it cannot create the file there, and the loss is reported all the same."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    _, _, orders = await node_rig.talk(heard, gateway)
    talk = Talk(node_rig, heard, orders)
    send_action = gateway._recording_controller._ami.send_action
    answers: list[asyncio.Future[Mapping[str, str]]] = []

    def elsewhere(action: str, **fields: str) -> "asyncio.Future[Mapping[str, str]]":
        if action != "MixMonitor":
            return send_action(action, **fields)
        answers.append(send_action(action, **{**fields, "File": f"{fields['File']}/no/folder.raw"}))
        return answers[-1]

    await talk.record()  # the first one opens the link, which restarts the recording once it is open
    gateway._recording_controller._ami.send_action = elsewhere  # type: ignore[method-assign]
    await wait_until_lost(heard, talk)
    assert [(await answer)["Response"] for answer in answers] == ["Success"]
    await orders.send(port.Hangup)
    await is_clean(node_rig)


async def test_a_link_that_goes_away_while_it_records_is_no_loss(node_rig: AsteriskNodeRig) -> None:
    """Asterisk goes on writing by itself: no loss is reported, and the file is whole."""
    heard = SignalLog()
    cable = await FlakyProxy(node_rig.node.ami_port).open()
    node_rig.ami_port = cable.port
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    cable.disconnect()
    await talk.grows(port.RECORDING_START_TIMEOUT_S + 1.0)
    await talk.orders.send(port.Hangup)
    sound = await talk.stored(heard)
    cable.close()
    assert sound.seconds > port.RECORDING_START_TIMEOUT_S + 1.0
    assert not any(isinstance(each, port.NotRecorded) for each in heard.all)


async def test_a_talk_that_is_over_before_we_hear_of_it_is_no_loss(node_rig: AsteriskNodeRig) -> None:
    """The caller hung up and Asterisk closed the file before we look: only the end of the recording is reported."""
    heard = SignalLog()
    caller, _, orders = await node_rig.talk(heard, await node_rig.gateway(heard))
    talk = Talk(node_rig, heard, orders)
    await talk.record()
    await until(lambda: talk.is_written)
    await asyncio.sleep(0.3)
    node_rig.cable.disconnect()
    await caller.hang_up()
    await until(lambda: not talk.is_written)
    await asyncio.sleep(port.RECORDING_START_TIMEOUT_S)
    assert not any(isinstance(each, port.NotRecorded) for each in heard.all)
    node_rig.cable.restore()
    assert (await talk.stored(heard)).tones(LEFT, 0.0, 0.3, TONES) == {CALLER}


async def test_where_there_is_no_room_nothing_is_begun(node_rig: AsteriskNodeRig) -> None:
    """With less free than the reserve, the loss is reported at once and no file is created."""
    heard = SignalLog()
    node_rig.spare = 1.0
    _, _, orders = await node_rig.talk(heard, await node_rig.gateway(heard))
    talk = Talk(node_rig, heard, orders)
    await talk.record()
    assert talk.recorded == 0
    await wait_until_lost(heard, talk)
    await orders.send(port.Hangup)
    await is_clean(node_rig)


async def test_recording_up_to_full_disk_is_kept(node_rig: AsteriskNodeRig) -> None:
    """When the memory file system fills up during a talk, the loss is reported and the file is whole until then."""
    heard = SignalLog()
    assert node_rig.recordings is not None
    size = shutil.disk_usage(node_rig.recordings)
    margin = min(MOST_MARGIN, size.free // 4)
    node_rig.spare = (size.free - margin) / size.total
    talk = await recorded_talk(node_rig, heard, await node_rig.gateway(heard))
    assert not any(isinstance(each, port.NotRecorded) for each in heard.all)
    with (node_rig.recordings / "other").open("wb") as other:
        os.posix_fallocate(other.fileno(), 0, 2 * margin)
    await wait_until_lost(heard, talk)
    sound = await talk.stored(heard)
    assert sound.seconds >= 1.0
    assert sound.tones(LEFT, 0.2, 0.8, TONES) == {CALLER}
