"""Unlisted callers of an open Asterisk: they are limited separately, and no voice is sent to an unheard caller."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest
import pytest_asyncio

from config.site.calls.sources import OPEN_SOURCES, SourceLimits
from telephony import port
from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.node.media_files import MediaFolder
from telephony.port import AnySignal
from tests.support.gateways.gateway_rig import SOUNDS
from tests.support.gateways.sip_party import LINES, Tones
from tests.support.servers.asterisk import AsteriskNode
from tests.support.sip.sip_stranger import Stranger, StrangerCall, header, rtp_port, silence_packet, status, to_tag

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]

LIMITS = SourceLimits(invites_per_s=50, unacknowledged=3)
ENDS_WITHIN_S = 45.0
LONGER_THAN_ANSWER_S = 1.0
"""Answer() of the dialplan itself waits half a second for voice."""


@pytest.fixture(scope="module")
def node() -> Iterator[AsteriskNode]:
    """Start a node that accepts unlisted callers."""
    line = LineRoute(line="bogota", numbers=("bogota",), apology="apology")
    node = AsteriskNode("nodo-abierto", [line], sources=OPEN_SOURCES).start()
    yield node
    node.remove()


class Line:
    """A gateway that answers every call and plays a long sound."""

    def __init__(self, node: AsteriskNode, limits: SourceLimits) -> None:
        self.node, self.signals = node, list[AnySignal]()
        self.ended = asyncio.Event()
        self.gateway = AsteriskGateway(
            node="nodo-abierto",
            ari=node.ari,
            lines=LINES.get,
            sounds=Tones(),
            sound_keys=SOUNDS,
            media_folder=node.media_folder,
            auto_answers=True,
            limits=lambda: limits,
        )

    async def take(self, signal: AnySignal) -> None:
        """Answer an offered call."""
        self.signals.append(signal)
        if isinstance(signal, port.CallOffered):
            of = signal.call_id
            await self.gateway.send(port.Answer(id=f"{of}/1", call_id=of))
            await self.gateway.send(port.Play(id=f"{of}/2", call_id=of, leg=port.CALLER, sounds=("greeting",) * 20))
        elif isinstance(signal, port.LegHungUp):
            self.ended.set()

    @property
    def offered(self) -> int:
        """The number of offered calls."""
        return sum(isinstance(signal, port.CallOffered) for signal in self.signals)


@pytest_asyncio.fixture
async def line(node: AsteriskNode) -> AsyncIterator[Line]:
    """Start a gateway."""
    line = Line(node, LIMITS)
    await line.gateway.start(line.take)
    yield line
    await line.gateway.stop()


@pytest_asyncio.fixture
async def people() -> AsyncIterator[tuple[Stranger, Stranger]]:
    """Open two strangers on different hosts."""
    both = await Stranger().open("127.0.0.8"), await Stranger().open("127.0.0.9")
    yield both
    for each in both:
        each.close()


async def _speak(stranger: Stranger, answer: str) -> None:
    for sequence in range(8):
        stranger.send(silence_packet(sequence), rtp_port(answer))
        await asyncio.sleep(0.02)


async def _hears(stranger: Stranger, least: int) -> None:
    async with asyncio.timeout(30):
        while stranger.bytes_out["rtp"] < least:  # noqa: ASYNC110 - another process sends it
            await asyncio.sleep(0.02)


async def test_a_source_has_no_more_unheard_calls_than_the_site_says(
    line: Line, people: tuple[Stranger, Stranger]
) -> None:
    """One call too many gets 503 without becoming a call, is counted in a report, and affects no other source."""
    flooder, other = people
    calls = [StrangerCall(flooder) for _ in range(5)]
    for call in calls:
        flooder.send(call.invite, line.node.sip_port)
    statuses = sorted([status(await flooder.final(call)) for call in calls])
    assert statuses == [200, 200, 200, 503, 503]
    assert line.offered == 3
    (report,) = line.gateway.take_refused_traffic(flush=True)
    assert (report.source, report.reason, report.line, report.calls) == ("127.0.0.8", "unacknowledged", "bogota", 2)
    honest = StrangerCall(other)
    other.send(honest.invite, line.node.sip_port)
    assert status(await other.final(honest)) == 200


async def test_caller_who_acknowledges_and_speaks_is_no_longer_counted(
    line: Line, people: tuple[Stranger, Stranger]
) -> None:
    """A caller who acknowledges and speaks is no longer counted, and the delayed sound is played."""
    caller, _ = people
    for _ in range(LIMITS.unacknowledged + 2):
        call = StrangerCall(caller)
        caller.send(call.invite, line.node.sip_port)
        answer = await caller.final(call)
        assert status(answer) == 200
        caller.send(call.text("ACK", to_tag(answer)), line.node.sip_port)
        heard = caller.bytes_out["rtp"]
        await _speak(caller, answer)
        await _hears(caller, heard + 1720)
        await _until_heard(line, caller)


async def _until_heard(line: Line, caller: Stranger) -> None:
    async with asyncio.timeout(30):
        while line.gateway._unlisted_callers._silent_callers:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


async def test_unacknowledged_answer_sends_no_voice_and_is_counted_apart(
    line: Line, people: tuple[Stranger, Stranger]
) -> None:
    """The victim named in SDP gets no packet, and the call is reported as anomalous before it ends."""
    source, victim = people
    call = StrangerCall(source, media=(victim.host, victim.port))
    source.send(call.invite, line.node.sip_port)
    assert status(await source.final(call)) == 200
    async with asyncio.timeout(ENDS_WITHIN_S):
        await line.ended.wait()
    assert victim.packets == 0
    assert source.bytes_out["rtp"] == 0
    signals = [signal for signal in line.signals if isinstance(signal, port.NotAcknowledged | port.LegHungUp)]
    assert [type(signal) for signal in signals] == [port.NotAcknowledged, port.LegHungUp]
    assert cast(port.NotAcknowledged, signals[0]).source == "127.0.0.8"


async def test_voice_comes_to_its_sender_and_not_to_the_host_that_sdp_names(
    line: Line, people: tuple[Stranger, Stranger]
) -> None:
    """A third address never gets the stream of a caller who was heard from their own."""
    caller, victim = people
    call = StrangerCall(caller, media=(victim.host, victim.port))
    caller.send(call.invite, line.node.sip_port)
    answer = await caller.final(call)
    caller.send(call.text("ACK", to_tag(answer)), line.node.sip_port)
    await _speak(caller, answer)
    await _hears(caller, 1720)
    assert victim.packets == 0
    assert header(answer, "Call-ID") == call.id


async def test_a_flood_of_one_source_is_refused_and_another_caller_is_answered(
    line: Line, people: tuple[Stranger, Stranger]
) -> None:
    """Beyond the rate no INVITE becomes a call, and one report has their number."""
    flooder, other = people
    calls = [StrangerCall(flooder) for _ in range(4 * LIMITS.invites_per_s)]
    honest = StrangerCall(other)
    for number, call in enumerate(calls):
        flooder.send(call.invite, line.node.sip_port)
        if number == len(calls) // 2:
            other.send(honest.invite, line.node.sip_port)
        await asyncio.sleep(0.002)
    assert status(await other.final(honest)) == 200
    statuses = [status(await flooder.final(call)) for call in calls]
    (report,) = line.gateway.take_refused_traffic(flush=True)
    assert statuses.count(503) == report.calls == len(calls) - LIMITS.unacknowledged
    assert line.offered == LIMITS.unacknowledged + 1


async def test_apology_of_node_without_gateway_waits_for_voice(
    node: AsteriskNode, people: tuple[Stranger, Stranger]
) -> None:
    """The dialplan itself sends nothing to a host named in SDP."""
    MediaFolder(node.media_folder).write_sounds(SOUNDS, Tones())
    caller, victim = people
    call = StrangerCall(caller, media=(victim.host, victim.port))
    caller.send(call.invite, node.sip_port)
    answer = await caller.final(call)
    assert status(answer) == 200
    caller.send(call.text("ACK", to_tag(answer)), node.sip_port)
    await asyncio.sleep(LONGER_THAN_ANSWER_S)
    await _speak(caller, answer)
    await _hears(caller, 1720)
    assert victim.packets == 0
