"""Measures and complaints of a recording, and its conversion to a telephone sound."""

import io
import wave
from math import pi, sin

import pytest

from config.site.calls.prompts import VoiceRules
from ivr.audio.loudness import TARGET_LUFS, integrated_loudness
from ivr.audio.sound_measures import convert, draw_wave, find_complaints
from ivr.audio.waveform import FULL_SCALE, RATE, from_pcm, read_cached_wav, to_pcm

RULES = VoiceRules()


def voice(seconds: float = 1.0, level: float = 0.3, rate: int = RATE) -> list[float]:
    """Return a tone that swells and fades three times a second, as syllables do."""
    return [
        level * FULL_SCALE * sin(2 * pi * 440 * at / rate) * (0.55 + 0.45 * sin(2 * pi * 3 * at / rate))
        for at in range(round(seconds * rate))
    ]


def wav(samples: list[float], rate: int = RATE, *, channels: int = 1, width: int = 2) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        pcm = to_pcm(samples)
        frames = pcm if width == 2 else bytes((high + 128) % 256 for high in pcm[1::2])
        sound.writeframes(
            frames if channels == 1 else b"".join(frames[i : i + 2] * 2 for i in range(0, len(frames), 2))
        )
    return target.getvalue()


def faults(content: bytes, *, is_looped: bool = False) -> list[str]:
    sound = convert(content, is_looped=is_looped)
    return [each.fault for each in find_complaints(sound.measures, RULES, is_looped=is_looped)]


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16_000, 2), (44_100, 1), (48_000, 2)])
def test_a_good_recording_has_no_complaint(rate: int, channels: int) -> None:
    """A recording at any usual rate becomes 8,000 Hz mono of the common loudness; the measures are the file's."""
    sound = convert(wav(voice(rate=rate), rate, channels=channels))
    assert find_complaints(sound.measures, RULES) == []
    measures = sound.measures
    assert (measures.rate_hz, measures.channels, measures.bits, measures.length_ms) == (rate, channels, 16, 1000)
    assert measures.telephone_lufs == pytest.approx(TARGET_LUFS, abs=0.1)
    assert measures.peak_db == pytest.approx(-10.5, abs=0.5)
    speech = from_pcm(read_cached_wav(sound.wav))[: -RATE // 4]
    assert integrated_loudness(speech) == pytest.approx(TARGET_LUFS, abs=0.1)


def test_each_fault_has_its_complaint() -> None:
    """Rate, width, length, clipping, silence and level are each named; a clip below full scale is one too."""
    quiet, silence = [0.0] * RATE * 3, [0.0] * RATE
    for content, expected in (
        (wav(voice(rate=6000), 6000), ["rate"]),
        (wav(voice(), width=1), ["width"]),
        (wav(voice(0.2)), ["short"]),
        (wav([max(-8000.0, min(20_000.0, sample)) for sample in voice(level=1.2)]), ["clipped"]),
        (wav([*quiet, *voice(), *silence]), ["silence_start"]),
        (wav([*silence, *voice(), *quiet]), ["silence_end"]),
        (wav(silence), ["inaudible"]),
        (wav([*voice(level=0.02), FULL_SCALE - 1.0, *voice(level=0.02)]), ["uneven"]),
    ):
        assert faults(content) == expected
    assert faults(wav([*voice(), *quiet]), is_looped=True) == []


def test_a_long_prompt_is_refused_and_long_music_is_not() -> None:
    """The site's limit of the length is about prompts."""
    rules = VoiceRules(longest_s=5)
    measures = convert(wav(voice(6))).measures
    assert [each.text for each in find_complaints(measures, rules)] == ["Dura 6,0 s: lo máximo son 5 segundos."]
    assert find_complaints(measures, rules, is_looped=True) == []


@pytest.mark.parametrize("content", [b"", b"RIFF", b"\xff\xfb\x90\x00" * 100])
def test_what_is_no_wav_is_refused(content: bytes) -> None:
    """An empty file, a truncated one and an MP3 are no WAV."""
    with pytest.raises((wave.Error, EOFError)):
        convert(content)


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
@pytest.mark.parametrize("offset", [0.0, 0.05])
def test_a_converted_sound_stays_as_it_is(level: float, offset: float) -> None:
    """Converting music twice gives the same samples, give or take one step; speech keeps its loudness."""
    content = wav([sample + offset * FULL_SCALE for sample in voice(0.6, level)])
    music = convert(content, is_looped=True).wav
    again = from_pcm(read_cached_wav(convert(music, is_looped=True).wav))
    assert max(abs(a - b) for a, b in zip(again, from_pcm(read_cached_wav(music)), strict=True)) <= 1
    assert convert(convert(content).wav).measures.telephone_lufs == pytest.approx(TARGET_LUFS, abs=0.15)


def test_the_picture_of_a_sound_has_its_peaks() -> None:
    """The picture has the number of points asked for, quiet where the sound is."""
    points = draw_wave(to_pcm([*voice(1, 0.5), *[0.0] * RATE]), 20)
    assert len(points) == 20
    assert max(points[:10]) == pytest.approx(0.5, abs=0.02)
    assert points[10:] == [0.0] * 10
    assert draw_wave(b"") == []
