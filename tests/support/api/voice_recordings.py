"""Recordings of voices for tests: a tone that swells and fades as syllables do."""

import io
import wave
from math import pi, sin

from ivr.audio.waveform import to_pcm


def recording(seconds: float = 1.0, level: float = 0.3, rate: int = 16_000) -> bytes:
    """Return a WAV of a tone that swells and fades as syllables do."""
    samples = [
        level * 32768 * sin(2 * pi * 440 * at / rate) * (0.55 + 0.45 * sin(2 * pi * 3 * at / rate))
        for at in range(round(seconds * rate))
    ]
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(to_pcm(samples))
    return target.getvalue()
