"""Recordings of legs: their sound, their silences, and the WAV file.

Owns recordings and their files. The sound is synthetic: one tone for the leg's own voice, another for what it hears.
Source: https://www.twilio.com/docs/voice/api/recording (states, PauseBehavior, Twilio.CURRENT, the two channels) and
.../recording#recordingstatuscallback. Assumed: a recording continues during every event of its leg, and is complete at
the leg's end.
"""

import io
import math
import struct
import uuid
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from tests.support.twilio.clock import rfc2822

if TYPE_CHECKING:
    from tests.support.twilio.exchange import Exchange
    from tests.support.twilio.legs import Leg

RATE = 8000
OWN_HZ, OTHERS_HZ = 400, 1000  # whole waves in a hundredth of a second, so pieces join without a click
_SHORTEST_S = 0.5
_LOUD = 8000


class NotRecordable(Exception):
    """The leg cannot be recorded now."""


@dataclass(eq=False)
class Recording:
    """A recording.

    Attributes:
        spans: the length of each part, in seconds of the emulator's clock, and whether it has sound.
        skips: a pause leaves no silence.
    """

    sid: str
    leg: "Leg"
    channels: int
    source: str
    url: str
    method: str
    events: frozenset[str]
    began: datetime
    since: float
    status: Literal["in-progress", "paused", "stopped", "completed", "absent"] = "in-progress"
    spans: list[tuple[float, bool]] = field(default_factory=list)
    skips: bool = False
    duration: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it may still grow."""
        return self.status in ("in-progress", "paused")

    def turn(self, now: float) -> None:
        """End a part of the recording."""
        if self.status == "in-progress" or not self.skips:
            self.spans.append((max(0.0, now - self.since), self.status == "in-progress"))
        self.since = now

    def wav(self) -> bytes:
        """Return the file: 16 bit at 8 kHz, the leg's voice left and what it hears right, or both in one channel."""
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(self.channels)
            out.setsampwidth(2)
            out.setframerate(RATE)
            for seconds, sounds in self._laid_out():
                out.writeframes(_stretch(round(seconds * 100), self.channels) if sounds else self._silence(seconds))
        return file.getvalue()

    def _silence(self, seconds: float) -> bytes:
        return bytes(2 * self.channels * (RATE // 100) * round(seconds * 100))

    def _laid_out(self) -> list[tuple[float, bool]]:
        """Return the parts, each long enough to be found in the file even if a test took no time."""
        return [(max(seconds, _SHORTEST_S), sounds) for seconds, sounds in self.spans]


def _stretch(hundredths: int, channels: int) -> bytes:
    samples = range(RATE // 100)
    own = [int(_LOUD * math.sin(2 * math.pi * OWN_HZ * n / RATE)) for n in samples]
    others = [int(_LOUD * math.sin(2 * math.pi * OTHERS_HZ * n / RATE)) for n in samples]
    frames = [(o, t) if channels == 2 else ((o + t) // 2,) for o, t in zip(own, others, strict=True)]
    return b"".join(struct.pack(f"<{channels}h", *frame) for frame in frames) * hundredths


class Recorder:
    """Every recording of the account.

    Attributes:
        works: ``absent`` records nothing and says so in the callback; ``refused`` begins nothing.
    """

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange
        self.all: dict[str, Recording] = {}
        self.works: Literal["works", "absent", "refused"] = "works"

    def begin(
        self, leg: "Leg", *, channels: int, url: str, events: Sequence[str], source: str, method: str = "POST"
    ) -> Recording:
        """Record a leg.

        Raises:
            NotRecordable: it is not up, or the test forbids it.
        """
        if self.works == "refused" or not leg.is_up:
            raise NotRecordable
        clock = self._exchange.clock
        recording = Recording(
            f"RE{uuid.uuid4().hex}", leg, channels, source, url, method, frozenset(events), clock.now(), clock.seconds()
        )
        self.all[recording.sid] = recording
        self._post_callback(recording)
        return recording

    def recordings_of(self, leg: "Leg") -> list[Recording]:
        """Return a leg's recordings."""
        return [recording for recording in self.all.values() if recording.leg is leg]

    def pause(self, recording: Recording, *, skips: bool) -> None:
        """Pause a recording, with silence or without."""
        recording.turn(self._exchange.clock.seconds())
        recording.status, recording.skips = "paused", skips

    def go_on(self, recording: Recording) -> None:
        """Resume a recording."""
        recording.turn(self._exchange.clock.seconds())
        recording.status = "in-progress"

    def stop(self, recording: Recording) -> None:
        """Complete a recording."""
        recording.turn(self._exchange.clock.seconds())
        recording.duration = max(1, round(sum(seconds for seconds, _ in recording.spans)))
        recording.status = "completed" if self.works == "works" else "absent"
        self._post_callback(recording)

    def leg_ends(self, leg: "Leg") -> None:
        """Complete the open recordings of an ended leg."""
        for recording in self.recordings_of(leg):
            if recording.is_open:
                self.stop(recording)

    def _post_callback(self, recording: Recording) -> None:
        if not recording.url or recording.status not in recording.events:
            return
        exchange = self._exchange
        params = {
            "AccountSid": exchange.account,
            "CallSid": recording.leg.sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": f"{exchange.base}/2010-04-01/Accounts/{exchange.account}/Recordings/{recording.sid}",
            "RecordingStatus": recording.status,
            "RecordingDuration": str(recording.duration),
            "RecordingChannels": str(recording.channels),
            "RecordingStartTime": rfc2822(recording.began),
            "RecordingSource": recording.source,
            "RecordingTrack": "both",
            "ErrorCode": "0",
        }
        exchange.callbacks.post(recording.sid, recording.url, recording.method, params)
