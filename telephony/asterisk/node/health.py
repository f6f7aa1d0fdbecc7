"""Health probe of a node: its response time, the voice received on its legs, and its space for recordings.

Owns the requests: one ping, and the statistics of at most `LEGS_PER_PROBE` legs, in rotation, so that the cost does
not grow with the calls. It must not change anything.

Source:
https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Asterisk_REST_Interface/Channels_REST_API/
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
    """The part of a gateway that the probe reads."""

    @property
    def link(self) -> AriLink:
        """The link to the node."""

    @property
    def legs(self) -> dict[str, tuple[str, ...]]:
        """The names of the legs of each held call."""


class _Statistics(msgspec.Struct, frozen=True):
    """ARI's RTPstat; the jitter is in seconds."""

    rxcount: int = 0
    rxploss: int = 0
    rxjitter: float | None = None


_STATISTICS = msgspec.json.Decoder(_Statistics, strict=False)


class HealthProbe:
    """Probes one node; ``intake`` is None if it records nothing."""

    def __init__(self, node: ProbedGateway, intake: Path | None = None) -> None:
        self._node, self._intake, self._next_index = node, intake, 0

    async def __call__(self) -> ProbeResult:
        """Probe the node once."""
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
        """Read the free space. A memory file system answers at once, so no thread is needed."""
        try:
            return None if self._intake is None else recording_space(self._intake)
        except OSError:  # not created yet, or gone; the recorder reports it
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
        channels = [_channel(call, leg) for call, legs in self._node.legs.items() for leg in legs]
        first = self._next_index if self._next_index < len(channels) else 0
        self._next_index = first + LEGS_PER_PROBE
        return channels[first : self._next_index]


def read_leg_media(channel: str, answer: Response) -> LegMediaStats | None:
    """Return the statistics of a channel; None if it has no RTP, as while it rings."""
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
