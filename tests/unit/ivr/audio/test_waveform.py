"""Audio processing, checked by measurement."""

import io
import wave
from math import cos, log10, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.audio.waveform import (
    RATE,
    from_pcm,
    read_cached_wav,
    read_wav,
    remove_offset,
    resample,
    to_pcm,
    trim,
    write_wav,
)
from tests.support.properties import examples


def tone(frequency_hz: float, rate: int = RATE, seconds: float = 0.5, amplitude: float = 8000.0) -> list[float]:
    return [amplitude * sin(2 * pi * frequency_hz * index / rate) for index in range(round(rate * seconds))]


def amplitude_at(frequency_hz: float, samples: list[float]) -> float:
    """Return the amplitude by one Fourier term; the input must be a whole number of periods."""
    angles = [2 * pi * frequency_hz * index / RATE for index in range(len(samples))]
    real = sum(sample * cos(angle) for sample, angle in zip(samples, angles, strict=True))
    imaginary = sum(sample * sin(angle) for sample, angle in zip(samples, angles, strict=True))
    return float(2 * (real**2 + imaginary**2) ** 0.5 / len(samples))


@pytest.mark.parametrize("rate", [11025, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize("frequency_hz", [200, 1000, 3000])
def test_the_voice_band_passes(rate: int, frequency_hz: int) -> None:
    """Telephone-band tones keep their frequency, and their level within half a decibel."""
    middle = resample(to_pcm(tone(frequency_hz, rate)), rate)[800:2400]
    assert abs(20 * log10(amplitude_at(frequency_hz, middle) / 8000)) < 0.5


@pytest.mark.parametrize(("rate", "frequency_hz"), [(22050, 5000), (22050, 7000), (44100, 9000), (48000, 20000)])
def test_nothing_folds_back(rate: int, frequency_hz: int) -> None:
    """Frequencies that 8,000 Hz cannot carry are attenuated by 40 dB, without aliasing."""
    middle = resample(to_pcm(tone(frequency_hz, rate)), rate)[800:2400]
    assert max(map(abs, middle)) < 80


@given(rate=st.integers(4000, 96000), length=st.integers(0, 300))
@settings(max_examples=examples(30), deadline=None)
def test_the_duration_stays(rate: int, length: int) -> None:
    """The duration stays exact to the sample at any input rate."""
    assert len(resample(to_pcm([1.0] * length), rate)) == length * RATE // rate


def test_an_offset_is_removed() -> None:
    """A sound around another value than zero is the same sound around zero; nothing stays nothing."""
    shifted = [sample + 500 for sample in tone(500)]
    assert max(abs(a - b) for a, b in zip(remove_offset(shifted), tone(500), strict=True)) < 0.01
    assert remove_offset([]) == []


def test_silence_around_a_sound_is_cut() -> None:
    """Of a second of silence on each side 20 ms remain, and the pause has the requested length."""
    sound = trim([0.0] * RATE + tone(500, seconds=0.5) + [0.0] * RATE, tail_ms=250)
    assert abs(len(sound) / RATE - (0.5 + 0.04 + 0.25)) < 0.005
    assert sound[0] == 0
    assert trim([0.0] * RATE, tail_ms=100) == [0.0] * 800


def test_wav_goes_there_and_back() -> None:
    """Written samples are read back exactly; a truncated or foreign file is refused."""
    samples = [float(round(sample)) for sample in tone(440)]
    content = write_wav(samples)
    file = read_wav(content)
    assert (file.rate, file.channels, file.width, from_pcm(file.mono)) == (RATE, 1, 2, samples)
    assert from_pcm(read_cached_wav(content)) == samples
    with pytest.raises(EOFError):
        read_cached_wav(content[:-100])
    with pytest.raises((EOFError, wave.Error)):
        read_cached_wav(content[:20])


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_pcm_width_is_read(width: int, channels: int) -> None:
    """8, 16, 24 and 32 bits, mono and stereo, give the same sound."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(16000)
        for sample in tone(440, 16000, 0.1):
            value = round(sample) >> 8 if width == 1 else round(sample) << 8 * (width - 2)
            frame = bytes([value + 128]) if width == 1 else value.to_bytes(width, "little", signed=True)
            sound.writeframes(frame * channels)
    file = read_wav(target.getvalue())
    assert (file.rate, file.channels, file.width) == (16000, channels, width)
    assert max(abs(a - b) for a, b in zip(from_pcm(file.mono), tone(440, 16000, 0.1), strict=True)) <= 260


def test_full_scale_is_held() -> None:
    """Samples beyond 16 bits are clipped, never wrapped."""
    assert from_pcm(to_pcm([1e9, -1e9, 0.4])) == [32767.0, -32768.0, 0.0]
