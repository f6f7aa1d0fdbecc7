"""What a leg is being played: one play, music, hold music, digits on their way out. Pure.

Owns which of them is heard when several are there, and how one ends another. Frames of 20 ms come out; it has no clock.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from telephony.pyvoip.media.g711 import Law
from telephony.pyvoip.media.telephone_events import EventFrame, key_frames
from telephony.pyvoip.media.tones import dtmf
from telephony.pyvoip.media.track import Track

_MAX_QUEUED_KEYS = 64  # the newest; more come only from a flood


@dataclass(frozen=True, slots=True)
class PlayingTrack:
    """A Play under way."""

    command_id: str
    track: Track
    interruptible: bool


class Playout:
    """What is played to one leg, in this order: digits' tones, the play, hold music, music."""

    __slots__ = ("_event", "_hold_music", "_is_held", "_keys", "_music", "_playing", "_tone_track")

    def __init__(self) -> None:
        self._playing: PlayingTrack | None = None
        self._music: Track | None = None
        self._hold_music: Track | None = None
        self._is_held = False
        self._keys: deque[str] = deque(maxlen=_MAX_QUEUED_KEYS)
        self._event: Iterator[EventFrame | None] | None = None
        self._tone_track: Track | None = None

    @property
    def playing(self) -> PlayingTrack | None:
        """The play that is heard, if any."""
        return self._playing

    @property
    def is_idle(self) -> bool:
        """Whether nothing goes over the voice of the other leg."""
        return not (self._playing or self._music or self._is_held or self._tone_track or self._event or self._keys)

    def start(self, playing: PlayingTrack | None) -> PlayingTrack | None:
        """Begin a play, or none; music ends with it. Returns the play that this interrupts."""
        interrupted, self._playing = self._playing, playing
        self._music = None
        return interrupted

    def end(self) -> PlayingTrack | None:
        """End the play alone. Returns it."""
        track, self._playing = self._playing, None
        return track

    def music(self, track: Track | None) -> None:
        """Play music, or none."""
        self._music = track

    def hold(self, is_held: bool, track: Track | None) -> None:
        """Play hold music and nothing of the other leg, or no longer."""
        self._is_held, self._hold_music = is_held, track

    def send(self, keys: str) -> None:
        """Send keys, after those that wait."""
        self._keys.extend(keys)

    def event_frame(self) -> EventFrame | None:
        """The next frame of keys sent as telephone events, or None if voice may pass."""
        if self._event is None:
            if not self._keys:
                return None
            self._event = key_frames(self._keys.popleft())
        frame = next(self._event, _OVER)
        if frame is not _OVER:
            return frame
        self._event = None
        return self.event_frame()

    def frame(self, law: Law, tones: bool) -> bytes:
        """The next frame of what is played, or empty if there is nothing.

        Args:
            law: which G.711 to give.
            tones: whether keys are sent as tones within the voice.
        """
        track = self._track(tones)
        return b"" if track is None else track.frame(law)

    def _track(self, tones: bool) -> Track | None:
        if self._tone_track is not None and self._tone_track.is_over:
            self._tone_track = None
        if tones and self._keys and self._tone_track is None:
            self._tone_track = Track((dtmf(self._keys.popleft()),), "PCMU")
        if self._tone_track is not None:
            return self._tone_track
        if self._playing is not None:
            return self._playing.track
        return self._hold_music if self._is_held else self._music


_OVER = EventFrame(b"", False)
