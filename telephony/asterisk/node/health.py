"""How a node does: how soon it answers, what arrives of its calls' voices, and what room is left to record them.

Owns which questions are asked, and how many: one ping, and the statistics of at most LEGS_A_TURN legs, each time the
next ones, so that many calls cost the link no more than few. It must not change anything.

Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Asterisk_REST_Interface/Channels_REST_API/
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.events import Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.call.legs import channel_id_of
from telephony.asterisk.recording.files import recording_space
from telephony.metrics.meter import LegMediaStats, ProbeResult, RecordingSpace
from telephony.port import CALLER

LEGS_PER_PROBE: Final = 16
PROBE_TIMEOUT_S: Final = 2.0


class ProbedGateway(Protocol):
    """A gateway of a node."""

    @property
    def link(self) -> AriLink:
        """To the node."""

    @property
    def legs(self) -> dict[str, tuple[str, ...]]:
        """The legs of each call that is held."""


class _Statistics(msgspec.Struct, frozen=True):
    """Of ARI's RTPstat; the jitter is in seconds."""

    rxcount: int = 0
    rxploss: int = 0
    rxjitter: float | None = None


_STATISTICS = msgspec.json.Decoder(_Statistics, strict=False)


class HealthProbe:
    """Asks one node.

    Args:
        node: whose calls they are.
        intake: where its recordings lie until they are taken in; None where it records nothing.
    """

    def __init__(self, node: ProbedGateway, intake: Path | None = None) -> None:
        self._node, self._intake, self._next_index = node, intake, 0

    async def __call__(self) -> ProbeResult:
        """How it does now."""
        room = self._recording_space()
        if not self._node.link.is_up:
            return ProbeResult(up=False, recording_space=room)
        clock = asyncio.get_running_loop().time
        began, pinged = clock(), self._node.link.request(rest.ping())
        done, _ = await asyncio.wait({pinged}, timeout=PROBE_TIMEOUT_S)
        if not done or pinged.exception() is not None:
            return ProbeResult(up=False, recording_space=room)
        return ProbeResult(lag_s=clock() - began, media=await self._media(), recording_space=room)

    def _recording_space(self) -> RecordingSpace | None:
        """A memory file system answers at once, so it is asked without a thread."""
        try:
            return None if self._intake is None else recording_space(self._intake)
        except OSError:  # it is not made yet, or is gone; whoever records says so
            return None

    async def _media(self) -> tuple[LegMediaStats, ...]:
        answers = {channel: self._node.link.request(rest.rtp_statistics(channel)) for channel in self._next_channels()}
        if answers:
            await asyncio.wait(answers.values(), timeout=PROBE_TIMEOUT_S)
        complete = (
            (channel, answer) for channel, answer in answers.items() if answer.done() and not answer.exception()
        )
        return tuple(
            media for channel, answer in complete if (media := read_leg_media(channel, answer.result())) is not None
        )

    def _next_channels(self) -> Sequence[str]:
        """The channels whose turn it is."""
        channels = [_channel(call, leg) for call, legs in self._node.legs.items() for leg in legs]
        first = self._next_index if self._next_index < len(channels) else 0
        self._next_index = first + LEGS_PER_PROBE
        return channels[first : self._next_index]


def read_leg_media(channel: str, answer: Response) -> LegMediaStats | None:
    """What an answer says of a channel; None where it has no RTP, as one that rings."""
    if not answer.is_success:
        return None
    try:
        statistics = _STATISTICS.decode(answer.message_body)
    except msgspec.DecodeError:
        return None
    return LegMediaStats(
        leg=channel, received=statistics.rxcount, lost=max(statistics.rxploss, 0), jitter_s=statistics.rxjitter
    )


def _channel(call_id: str, leg: str) -> str:
    return call_id if leg == CALLER else channel_id_of(call_id, leg)
