"""Effects of a loss on the calls in talk: the connection to Asterisk, our own process, Asterisk itself."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.transport import AriSettings, ServerTransport
from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.node import sip_dialogs
from telephony.asterisk.node.health import HealthProbe
from telephony.asterisk.node.predecessor import last_gateway
from telephony.asterisk.recording.controller import RecordingFolders
from telephony.metrics.meter import ProbeResult
from tests.support.gateways.gateway_rig import DEADLINE_S, SOUNDS, VOICES, CommandSender, SignalLog
from tests.support.gateways.sip_party import LINES, SipParty, Tones
from tests.support.programs import free_ports
from tests.support.servers.asterisk import PASSWORD, AsteriskNode
from tests.support.servers.flaky_proxy import FlakyProxy
from tests.support.sip.sip_phone import SipPhone

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]

APOLOGY = "apology"


class AsteriskNodeRig:
    """A node of our own, joined with us by a cable that can be pulled, and phones.

    Attributes:
        cable: to the node's ARI, or from the node to us.
        listens_at: the port where the node reaches us; 0 where we dial it.
        recordings: the folder for finished recordings; None where calls are not recorded.
    """

    def __init__(
        self, node: AsteriskNode, cable: FlakyProxy, listens_at: int = 0, recordings: Path | None = None
    ) -> None:
        self.node, self.cable, self._listens_at, self.recordings = node, cable, listens_at, recordings
        self.ami_port = node.ami_port
        self.spare = 0.05
        self._phones: list[SipPhone] = []
        self._gateways: list[AsteriskGateway] = []

    async def gateway(
        self,
        heard: SignalLog,
        name: str = "",
        adopts: bool = False,
        lost_after_s: float = 15.0,
        way: AriSettings | ServerTransport | None = None,
    ) -> AsteriskGateway:
        """Start a gateway."""
        gateway = AsteriskGateway(
            node="nodo",
            name=name,
            adopts_calls=adopts,
            ari=way or self.way(),
            lines=LINES.get,
            sounds=Tones(),
            sound_keys=SOUNDS,
            media_folder=self.node.media_folder,
            recording_folders=self.recordings
            and RecordingFolders(self.recordings, self.recordings / "nodo", self.spare),
            loss_timeout_s=lost_after_s,
        )
        self._gateways.append(gateway)
        await gateway.start(heard)
        return gateway

    async def kill(self, gateway: AsteriskGateway) -> None:
        """End a gateway as if its process were killed: it sends nothing more to the node."""
        self.cable.disconnect()
        await gateway._link.close()
        self.cable.restore()

    def way(self) -> AriSettings | ServerTransport:
        """Return the direction of the connection between gateway and node."""
        if not self._listens_at:
            return AriSettings(port=self.cable.port, ami_port=self.ami_port, password=PASSWORD)
        return ServerTransport("127.0.0.1", self._listens_at, node="nodo", ari=self.node.ari)

    async def phone(self, name: str) -> SipParty:
        """Open a phone with a voice of its own."""
        phone = await SipPhone(VOICES[name]).open()
        self._phones.append(phone)
        return SipParty(phone)

    async def caller(self, heard: SignalLog, gateway: AsteriskGateway) -> tuple[SipParty, CommandSender]:
        """Dial as a caller whom the gateway picks up."""
        caller = await self.phone("caller")
        caller.sip.dial(self.node.sip_port, "bogota")
        caller.call_id = await heard.next_offered()
        await heard.next(caller.call_id)
        orders = CommandSender(gateway, caller.call_id)
        await orders.send(port.Answer)
        return caller, orders

    async def talk(self, heard: SignalLog, gateway: AsteriskGateway) -> tuple[SipParty, SipParty, CommandSender]:
        """Connect a caller and advisor-1, who hear each other."""
        caller, orders = await self.caller(heard, gateway)
        phone = await self.phone("advisor-1")
        await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
        await phone.rings()
        await phone.answers()
        while not isinstance(await heard.next(caller.call_id), port.LegAnswered):
            pass
        await orders.send(port.Bridge, other="advisor-1")
        assert await heard.next(caller.call_id) == port.LegBridged(call_id=caller.call_id, leg="advisor-1")
        await caller.hears("advisor-1")
        await phone.hears("caller")
        return caller, phone, orders

    async def end(self) -> None:
        """Stop the processes and the phones."""
        self.cable.restore()
        for gateway in self._gateways:
            await gateway.stop()
        for phone in self._phones:
            phone.close()


LINE = [LineRoute(line="bogota", numbers=("bogota",), apology=APOLOGY)]
WHO_DIALS = pytest.mark.parametrize("node_rig", ["we dial", "Asterisk dials"], indirect=True)


@pytest_asyncio.fixture
async def node_rig(request: pytest.FixtureRequest) -> AsyncIterator[AsteriskNodeRig]:
    """Start a node that a test may kill, with its cable."""
    if getattr(request, "param", "we dial") == "we dial":
        node = AsteriskNode("nodo", LINE).start()
        cable = await FlakyProxy(node.ari_port).open()
        node_rig = AsteriskNodeRig(node, cable)
    else:
        (port_of_ours,) = free_ports(1)
        cable = await FlakyProxy(port_of_ours).open()
        node = AsteriskNode("nodo", LINE, ari_dials=f"ws://127.0.0.1:{cable.port}").start()
        node_rig = AsteriskNodeRig(node, cable, port_of_ours)
    yield node_rig
    await node_rig.end()
    cable.close()
    node.remove()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not is_so():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.02)


@WHO_DIALS
async def test_connection_loss_of_five_seconds_keeps_talk(node_rig: AsteriskNodeRig) -> None:
    """For five seconds without a connection both hear each other, and a hang-up meanwhile is reported afterwards."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, phone, orders = await node_rig.talk(heard, gateway)
    node_rig.cable.disconnect()
    for _ in range(5):
        await asyncio.sleep(1.0)
        await caller.hears("advisor-1")
        await phone.hears("caller")
    await orders.send(port.Hold, sound="hold-music")  # asked for now, done as soon as possible
    node_rig.cable.restore()
    await caller.hears("hold-music")
    await phone.hears()
    node_rig.cable.disconnect()
    await node_rig.cable.wait_until_refused()  # events at that instant may crash Asterisk
    await phone.hang_up()
    assert heard.unread(caller.call_id) == []
    node_rig.cable.restore()
    hung_up = await heard.next(caller.call_id)
    assert hung_up == port.LegHungUp(call_id=caller.call_id, leg="advisor-1")
    assert gateway.holds(caller.call_id)


async def test_phone_answered_without_connection_is_hung_up_or_signalled(node_rig: AsteriskNodeRig) -> None:
    """Asterisk hangs the phone up once it knows of the loss: a failure, not the advisor's; the caller stays."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, orders = await node_rig.caller(heard, gateway)
    phone = await node_rig.phone("advisor-1")
    await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30.0)
    await phone.rings()
    assert isinstance(await heard.next(caller.call_id), port.LegRinging)
    node_rig.cable.disconnect()
    await phone.answers()
    await asyncio.sleep(1.0)
    node_rig.cable.restore()
    outcome = await heard.next(caller.call_id)
    if outcome == port.LegAnswered(call_id=caller.call_id, leg="advisor-1"):  # the gateway has not noticed the loss yet
        await orders.send(port.Hangup, leg="advisor-1")
    else:
        assert outcome == port.LegFailed(call_id=caller.call_id, leg="advisor-1", cause="failed")
    await phone.ended()
    await orders.send(port.Music, sound="music")
    await caller.hears("music")


@WHO_DIALS
@pytest.mark.parametrize("is_held", [False, True], ids=["in talk", "on hold"])
async def test_talk_is_adopted_by_next_process(node_rig: AsteriskNodeRig, is_held: bool) -> None:
    """When the process that holds the calls dies, they go on, and a process of the same name finds them as they are."""
    heard = SignalLog()
    first = await node_rig.gateway(heard)
    caller, phone, orders = await node_rig.talk(heard, first)
    if is_held:
        await orders.send(port.Hold, sound="hold-music")
        await caller.hears("hold-music")
    await node_rig.kill(first)
    way = node_rig.way()
    assert await last_gateway(way) == first.name
    if not is_held:
        await caller.hears("advisor-1")
    later = SignalLog()
    second = await node_rig.gateway(later, name=first.name, adopts=True, way=way)
    assert {call: set(legs) for call, legs in second.legs.items()} == {caller.call_id: {"caller", "advisor-1"}}
    after = CommandSender(second, caller.call_id)
    await after.send(port.Hold, held=False)
    await caller.hears("advisor-1")
    await phone.hears("caller")
    await caller.hang_up()
    while await later.next(caller.call_id) != port.LegHungUp(call_id=caller.call_id, leg="caller"):
        pass
    await after.send(port.Hangup, leg="advisor-1")
    await phone.ended()
    assert not second.holds(caller.call_id)


async def listening(node_rig: AsteriskNodeRig, heard: SignalLog, orders: CommandSender) -> SipParty:
    """Add a supervisor who hears the talk, and whom the advisor hears."""
    supervisor = await node_rig.phone("supervisor")
    await orders.send(port.Ring, leg="supervisor", address=supervisor.address, timeout_s=30.0)
    await supervisor.rings()
    await supervisor.answers()
    while await heard.next(orders.call_id) != port.LegAnswered(call_id=orders.call_id, leg="supervisor"):
        pass
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1", mode="whisper")
    await supervisor.hears("caller", "advisor-1")
    return supervisor


async def channels_of(gateway: AsteriskGateway) -> list[str]:
    """Return the channels that Asterisk holds."""
    answer = await gateway._link.request_first(rest.list_channels())
    return [channel.id for channel in events.read_channels(answer.message_body)]


@WHO_DIALS
async def test_supervised_talk_is_adopted_with_supervisor(node_rig: AsteriskNodeRig) -> None:
    """A whisper goes on, the next process can change the mode, and at the end no channel is left."""
    heard = SignalLog()
    first = await node_rig.gateway(heard)
    caller, phone, orders = await node_rig.talk(heard, first)
    supervisor = await listening(node_rig, heard, orders)
    await node_rig.kill(first)
    way = node_rig.way()
    assert await last_gateway(way) == first.name
    second = await node_rig.gateway(SignalLog(), name=first.name, adopts=True, way=way)
    assert set(second.legs[caller.call_id]) == {"caller", "advisor-1", "supervisor"}
    await phone.hears("caller", "supervisor")
    await caller.hears("advisor-1")
    after = CommandSender(second, caller.call_id)
    after._count = itertools.count(100)
    await after.send(port.Join, leg="supervisor", other="advisor-1")
    await caller.hears("advisor-1", "supervisor")
    await after.send(port.Snoop, leg="supervisor", target="advisor-1")
    await phone.hears("caller")
    await supervisor.hears("caller", "advisor-1")
    for leg in ("caller", "advisor-1", "supervisor"):
        await after.send(port.Hangup, leg=leg)
    await supervisor.ended()
    for _ in range(2_000):
        if not (channels := await channels_of(second)):
            break
        await asyncio.sleep(0.02)
    assert channels == []


async def test_a_connection_lost_for_a_moment_leaves_a_supervision_as_it_was(node_rig: AsteriskNodeRig) -> None:
    """The gateway compares both sides and repeats no command."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, phone, orders = await node_rig.talk(heard, gateway)
    supervisor = await listening(node_rig, heard, orders)
    before = await channels_of(gateway)
    node_rig.cable.disconnect()
    await until(lambda: not gateway._link.is_up)
    node_rig.cable.restore()
    await until(lambda: gateway._link.is_up)
    await phone.hears("caller", "supervisor")
    await supervisor.hears("caller", "advisor-1")
    assert await channels_of(gateway) == before
    await orders.send(port.Hangup, leg="supervisor")
    await phone.hears("caller")
    await caller.hears("advisor-1")


@WHO_DIALS
async def test_renamed_gateway_hangs_up_listening_supervisor(node_rig: AsteriskNodeRig) -> None:
    """The talk goes on, but the log no longer knows it, so a leg that only listens is hung up."""
    heard = SignalLog()
    first = await node_rig.gateway(heard)
    caller, phone, orders = await node_rig.talk(heard, first)
    supervisor = await listening(node_rig, heard, orders)
    await node_rig.kill(first)
    second = await node_rig.gateway(SignalLog())
    await supervisor.ended()
    await phone.hears("caller")
    await caller.hears("advisor-1")
    assert second.calls == 0


@WHO_DIALS
async def test_calls_that_log_has_ended_have_no_owner(
    node_rig: AsteriskNodeRig,
) -> None:
    """Calls that the log has ended have no owner: a talk is not cut off, and waiting callers hear the apology."""
    heard = SignalLog()
    first = await node_rig.gateway(heard)
    caller, phone, _ = await node_rig.talk(heard, first)
    waiting, orders = await node_rig.caller(heard, first)
    await orders.send(port.Music, sound="music")
    await waiting.hears("music")
    await node_rig.kill(first)
    second = await node_rig.gateway(SignalLog())
    await waiting.hears(APOLOGY)
    await waiting.ended()
    await caller.hears("advisor-1")
    await phone.hears("caller")
    assert second.calls == 0


async def test_a_node_that_is_killed_takes_its_calls_along_and_says_so(node_rig: AsteriskNodeRig) -> None:
    """Each leg ends with a technical cause, not the caller's, and a restarted node is served at once."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, _, _ = await node_rig.talk(heard, gateway)
    node_rig.node.stop(signal.SIGKILL)
    node_rig.node.start()
    signals = [await heard.next(caller.call_id) for _ in range(2)]
    assert signals == [
        port.LegHungUp(call_id=caller.call_id, leg=leg, cause="shutdown") for leg in ("caller", "advisor-1")
    ]
    assert gateway.calls == 0
    await until(lambda: gateway._link.is_up)
    again, _ = await node_rig.caller(heard, gateway)
    await again.hang_up()


@pytest.mark.parametrize("away_s", [0.0, 1.0])
async def test_the_legs_of_a_node_that_was_killed_get_a_bye(
    node_rig: AsteriskNodeRig, away_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both phones leave the silent talk once the node is back, even where its calls were given up before."""
    monkeypatch.setattr(sip_dialogs, "READ_INTERVAL_S", 0.1)
    heard = SignalLog()
    gateway = await node_rig.gateway(heard, lost_after_s=0.5)
    caller, phone, _ = await node_rig.talk(heard, gateway)
    await until(lambda: sum(dialog is not None for dialog in gateway._dialogs._dialogs.values()) == 2)
    node_rig.node.stop(signal.SIGKILL)
    await asyncio.sleep(away_s)
    node_rig.node.start()
    await asyncio.gather(caller.ended(), phone.ended())


async def test_calls_of_absent_node_are_given_up(node_rig: AsteriskNodeRig) -> None:
    """After a while the owner of its calls learns that they are lost."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard, lost_after_s=0.5)
    caller, _, _ = await node_rig.talk(heard, gateway)
    node_rig.node.stop(signal.SIGKILL)
    assert await heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg="caller", cause="shutdown")
    await until(lambda: gateway.calls == 0)


async def test_both_legs_of_talk_are_measured_with_their_jitter_in_seconds(node_rig: AsteriskNodeRig) -> None:
    """Both legs of a talk are measured, with their jitter in seconds; without a link the node counts as down."""
    heard = SignalLog()
    gateway = await node_rig.gateway(heard)
    caller, _, _ = await node_rig.talk(heard, gateway)
    health_probe = HealthProbe(gateway)
    health = await health_probe()
    async with asyncio.timeout(DEADLINE_S):
        while len(health.media) < 2 or any(media.received <= 20 for media in health.media):
            await asyncio.sleep(0.2)
            health = await health_probe()
    assert health.up
    assert health.lag_s is not None
    assert health.lag_s < DEADLINE_S  # in seconds
    assert {media.leg.partition("~")[0] for media in health.media} == {caller.call_id}
    assert len(health.media) == 2
    for media in health.media:
        assert media.lost <= media.received // 10
        assert media.jitter_s is not None
        assert 0.0 <= media.jitter_s < 0.5
    node_rig.cable.disconnect()
    await until(lambda: not gateway.link.is_up)
    assert await health_probe() == ProbeResult(up=False)
