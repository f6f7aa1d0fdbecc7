"""Sounds split into frames, and the playout of a leg."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.media.g711 import ULAW_TO_ALAW
from telephony.pyvoip.media.playout import PlayingTrack, Playout
from telephony.pyvoip.media.tones import dtmf
from telephony.pyvoip.media.track import Track


def track(letter: bytes, frames: int = 3) -> Track:
    return Track((letter * 160 * frames,), "PCMU")


def play(letter: bytes, frames: int = 3) -> PlayingTrack:
    return PlayingTrack(letter.decode(), track(letter, frames), True)


@given(st.lists(st.binary(max_size=700), max_size=4))
def test_a_track_says_all_of_its_sounds_once(sounds: list[bytes]):
    """Frames have 160 bytes, and all bytes come in order, each sound padded with silence to a whole frame."""
    one = Track(tuple(sounds), "PCMU")
    frames = list(iter(lambda: one.frame("PCMU"), b""))
    assert {len(frame) for frame in frames} <= {160}
    assert b"".join(frames) == b"".join(sound + b"\xff" * (-len(sound) % 160) for sound in sounds)
    assert one.is_over


def test_a_looping_track_never_ends():
    """A looping track restarts at its end; without any sound it ends at once."""
    loop = Track((b"a" * 160, b"b" * 160), "PCMU", is_looping=True)
    assert b"".join(loop.frame("PCMU")[:1] for _ in range(5)) == b"ababa"
    assert Track((b"",), "PCMU", is_looping=True).frame("PCMU") == b""


def test_a_track_is_translated_only_into_another_law():
    """A-law output of a u-law sound is converted; the same law returns the same bytes."""
    sound = bytes(range(160))
    assert Track((sound,), "PCMU").frame("PCMU") == sound
    assert Track((sound,), "PCMU").frame("PCMA") == sound.translate(ULAW_TO_ALAW)


def test_a_play_takes_the_place_of_a_play_and_of_music():
    """The earlier play is returned as interrupted, and the music does not come back."""
    out = Playout()
    out.music(track(b"m"))
    first = play(b"1")
    assert out.start(first) is None
    assert out.start(play(b"2")) is first
    out.end()
    assert out.frame("PCMU", tones=False) == b""


def test_hold_music_is_heard_instead_of_music_and_of_the_other():
    """A held leg hears hold music or silence; after the retrieve its own music continues."""
    out = Playout()
    out.music(track(b"m"))
    out.hold(True, track(b"h"))
    assert out.frame("PCMU", tones=False)[:1] == b"h"
    assert not out.is_idle
    out.hold(True, None)
    assert out.frame("PCMU", tones=False) == b""
    out.hold(False, None)
    assert out.frame("PCMU", tones=False)[:1] == b"m"


def test_keys_go_out_as_tones_one_after_another():
    """For a far end without telephone events, keys are tones and precede other sounds."""
    out = Playout()
    out.start(play(b"1", 1))
    out.send("59")
    frames = [out.frame("PCMU", tones=True) for _ in range(19)]
    assert b"".join(frames[:18]) == dtmf("5") + dtmf("9")
    assert frames[18][:1] == b"1"


def test_keys_go_out_as_events_one_after_another():
    """A key has twelve frames, with voice allowed in the pauses, and then nothing is left."""
    out = Playout()
    out.send("12")
    frames = [out.event_frame() for _ in range(30)]
    assert [n for n, frame in enumerate(frames) if frame and frame.begins] == [0, 12]
    assert frames[24:] == [None] * 6
    assert out.is_idle


def test_a_flood_of_keys_is_bounded():
    """Of a million keys only the newest are kept and sent."""
    out = Playout()
    out.send("1" * 1_000_000)
    begun = sum(1 for _ in range(2000) if (frame := out.event_frame()) and frame.begins)
    assert begun == 64
