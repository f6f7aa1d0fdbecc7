"""The audio that a leg is played: a play, music, hold music, and outgoing digits. Pure.

Owns their priority, and how one ends another. It returns frames of 20 ms and has no clock.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from telephony.pyvoip.media.g711 import Law
from telephony.pyvoip.media.telephone_events import EventFrame, key_frames
from telephony.pyvoip.media.tones import dtmf
from telephony.pyvoip.media.track import Track

_MAX_QUEUED_KEYS = 64  # the newest; only a flood sends more


@dataclass(frozen=True, slots=True)
class PlayingTrack:
    """A running Play."""

    command_id: str
    track: Track
    interruptible: bool


class Playout:
    """The audio of one leg, by priority: tones of digits, the play, hold music, music."""

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
        """The current play, if any."""
        return self._playing

    @property
    def is_idle(self) -> bool:
        """Whether nothing replaces the voice of the other leg."""
        return not (self._playing or self._music or self._is_held or self._tone_track or self._event or self._keys)

    def start(self, playing: PlayingTrack | None) -> PlayingTrack | None:
        """Start a play, or none, and end the music; return the interrupted play."""
        interrupted, self._playing = self._playing, playing
        self._music = None
        return interrupted

    def end(self) -> PlayingTrack | None:
        """End the play only, and return it."""
        track, self._playing = self._playing, None
        return track

    def music(self, track: Track | None) -> None:
        """Set the music, or none."""
        self._music = track

    def hold(self, is_held: bool, track: Track | None) -> None:
        """Begin or end hold with its music."""
        self._is_held, self._hold_music = is_held, track

    def send(self, keys: str) -> None:
        """Queue keys."""
        self._keys.extend(keys)

    def event_frame(self) -> EventFrame | None:
        """Return the next frame of keys sent as telephone events, or None if voice may be sent."""
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
        """Return the next frame of audio in a G.711 law, or empty; ``tones`` sends keys within the voice."""
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
