"""A recorded talk on a real Asterisk, for the tests of recordings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from telephony import port
from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.recording.files import has_writer
from tests.integration.telephony.asterisk.test_losses import AsteriskNodeRig, until
from tests.support.gateways.gateway_rig import SOUNDS, VOICES, CommandSender, SignalLog
from tests.support.memory_folder import memory_folder
from tests.support.servers.asterisk import AsteriskNode
from tests.support.servers.flaky_proxy import FlakyProxy
from tests.support.sip.recorded_audio import RecordedAudio

CALLER, ADVISOR = VOICES["caller"], VOICES["advisor-1"]
TONES = {*VOICES.values(), *(hertz for hertz, _ in SOUNDS.values())}


@asynccontextmanager
async def recording_node() -> AsyncIterator[AsteriskNodeRig]:
    """Start a node that records and may be killed, and a memory file system for finished recordings."""
    lines = [LineRoute(line="bogota", numbers=("bogota",), apology="apology")]
    with memory_folder() as recordings:
        node = AsteriskNode("nodo", lines, records=True).start()
        cable = await FlakyProxy(node.ari_port).open()
        node_rig = AsteriskNodeRig(node, cable, recordings=recordings)
        yield node_rig
        await node_rig.end()
        cable.close()
        node.remove()


class Talk:
    """A talk recorded from its beginning."""

    def __init__(self, node_rig: AsteriskNodeRig, heard: SignalLog, orders: CommandSender) -> None:
        self._node_rig, self.heard, self.orders = node_rig, heard, orders
        self.recording = f"{orders.call_id}.0-1"
        self._folder = node_rig.recordings / "nodo" if node_rig.recordings else Path()

    async def record(self) -> None:
        """Start the recording."""
        await self.orders.send(port.Record, recording_id=self.recording)

    async def grows(self, seconds: float) -> None:
        """Wait for more seconds of recording, by the length of its parts: unrecorded time does not count."""
        due = self.recorded + int(seconds * 32_000)
        await until(lambda: self.recorded >= due)

    @property
    def recorded(self) -> int:
        """Bytes on the memory file system by now; Asterisk writes a second at a time."""
        return sum(file.stat().st_size for file in self._folder.glob("*/*.raw"))

    @property
    def is_written(self) -> bool:
        """Whether Asterisk has a part open for writing."""
        return any(map(has_writer, self._folder.glob("*/*.raw")))

    async def stored(self, heard: SignalLog) -> RecordedAudio:
        """Return the finished recording, after its signal."""
        assert self._node_rig.recordings is not None
        while not isinstance(signal := await heard.next(self.orders.call_id), port.RecordingStored):
            pass
        assert signal == port.RecordingStored(call_id=self.orders.call_id, recording_id=self.recording, leg="caller")
        file = self._node_rig.recordings / f"{self.recording}.wav"
        assert file.stat().st_mode & 0o777 == 0o600
        assert list(self._folder.iterdir()) == []
        return RecordedAudio(file.read_bytes())


async def recorded_talk(node_rig: AsteriskNodeRig, heard: SignalLog, gateway: AsteriskGateway) -> Talk:
    """Connect a caller and an advisor and record them for a second."""
    _, _, orders = await node_rig.talk(heard, gateway)
    talk = Talk(node_rig, heard, orders)
    await talk.record()
    await talk.grows(1.0)
    return talk


async def wait_until_lost(heard: SignalLog, talk: Talk) -> None:
    """Wait until the gateway reports that nothing is recorded."""
    while not isinstance(signal := await heard.next(talk.orders.call_id), port.NotRecorded):
        assert not isinstance(signal, port.RecordingStored)
    assert signal == port.NotRecorded(call_id=talk.orders.call_id, recording_id=talk.recording, leg="caller")


async def is_clean(node_rig: AsteriskNodeRig) -> None:
    """Check that no folder or file of a recording is left."""
    assert node_rig.recordings is not None
    await until(lambda: not any((node_rig.recordings / "nodo").iterdir()))  # type: ignore[operator]
    assert list(node_rig.recordings.glob("*.wav")) == []
