"""Measures of a WAV file, and complaints that must be mended before callers hear it. Pure.

Owns the measures of a recording, the complaints about them in Spanish, and its conversion to a telephone sound. The
limits are the site's (`config.site.calls.prompts.VoiceRules`). It must not know where a sound is stored or played.
"""

import audioop
from array import array
from math import inf
from typing import Final, Literal, NamedTuple

import msgspec

from config.site.calls.prompts import VoiceRules
from ivr.audio.loudness import TARGET_LUFS, integrated_loudness, normalize_loudness, peak_db
from ivr.audio.waveform import (
    FULL_SCALE,
    RATE,
    PcmFile,
    Samples,
    from_pcm,
    read_wav,
    remove_offset,
    resample,
    to_pcm,
    trim,
    write_wav,
)

TAIL_MS: Final = 250
"""Silence after a spoken sound."""
TOLERANCE_LU: Final = 1.0
"""How much quieter than the others a sound may be, where its peaks leave no room."""
INAUDIBLE_LUFS: Final = -50.0
_CLIPPED_SAMPLES: Final = 4
"""Samples in a row at the highest value of the file that count as a cut peak."""
_MOST_CLIPPED_RUNS: Final = 2
_CLIPPED_FROM: Final = FULL_SCALE // 2
"""No microphone cuts peaks below half of full scale (-6 dBFS)."""
_SILENT_BELOW_PEAK: Final = 0.01
"""Part of the highest value below which a frame is silence: 40 dB."""
_FRAME_MS: Final = 20
_WAVE_POINTS: Final = 120

Fault = Literal["rate", "width", "short", "long", "clipped", "silence_start", "silence_end", "inaudible", "uneven"]


class SoundMeasures(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of a WAV file.

    Attributes:
        loudness_lufs: of the whole sound as the telephone band carries it, by ITU-R BS.1770-4; None for silence.
        peak_db: its highest sample, in dB of full scale; None for silence.
        clipped_runs: cut peaks.
        offset_percent: mean of the samples, in percent of full scale.
        telephone_lufs: loudness after conversion to a telephone sound; None for silence.
        wave: the highest value of each part of the converted sound, from 0 to 1, for a picture of it.
    """

    rate_hz: int
    channels: int
    bits: int
    length_ms: int
    loudness_lufs: float | None
    peak_db: float | None
    clipped_runs: int
    silence_start_ms: int
    silence_end_ms: int
    offset_percent: float
    telephone_lufs: float | None
    wave: list[float]


class SoundComplaint(NamedTuple):
    """A fault of a recording, as a code and as a sentence."""

    fault: Fault
    text: str


class TelephoneSound(msgspec.Struct, frozen=True):
    """A recording as callers hear it: a WAV of 8,000 Hz, 16 bit, mono, and the measures of the original."""

    wav: bytes
    measures: SoundMeasures


def convert(content: bytes, *, is_looped: bool = False, tail_ms: int = TAIL_MS) -> TelephoneSound:
    """Measure a WAV file and convert it; music that loops is kept to the sample, speech is trimmed and gets a tail.

    Raises as `ivr.audio.waveform.read_wav`.
    """
    file = read_wav(content)
    original = resample(file.mono, file.rate)
    sound = telephone_samples(original, tail_ms=None if is_looped else 0)
    tail = [] if is_looped else _pause(tail_ms)
    return TelephoneSound(write_wav([*sound, *tail]), _measure(file, original, sound))


def telephone_samples(samples: Samples, tail_ms: int | None) -> list[float]:
    """Trim a sound and give it the loudness of all; without ``tail_ms`` its length stays."""
    # Trimmed first: the silence around a short word is part of its only block.
    sound = remove_offset(samples)
    return normalize_loudness(sound) if tail_ms is None else normalize_loudness(trim(sound, 0)) + _pause(tail_ms)


def find_complaints(measures: SoundMeasures, rules: VoiceRules, *, is_looped: bool = False) -> list[SoundComplaint]:
    """Return what is wrong with a recording; music may be longer and begin softly."""
    complaints = [*_format_complaints(measures, rules)]
    if measures.length_ms < rules.shortest_ms:
        complaints.append(SoundComplaint("short", f"Dura {_seconds(measures.length_ms)}: es demasiado corto."))
    if measures.length_ms > rules.longest_s * 1000 and not is_looped:
        text = f"Dura {_seconds(measures.length_ms)}: lo máximo son {rules.longest_s} segundos."
        complaints.append(SoundComplaint("long", text))
    if measures.clipped_runs > _MOST_CLIPPED_RUNS:
        text = f"Está saturado en {measures.clipped_runs} puntos: grábelo de nuevo, más lejos del micrófono."
        complaints.append(SoundComplaint("clipped", text))
    if measures.telephone_lufs is None or (measures.loudness_lufs or -inf) < INAUDIBLE_LUFS:
        complaints.append(SoundComplaint("inaudible", "No se oye nada: revise el micrófono y el volumen."))
    elif measures.telephone_lufs < TARGET_LUFS - TOLERANCE_LU:
        missing = TARGET_LUFS - measures.telephone_lufs
        text = f"Quedaría {missing:.0f} dB más suave que los demás, por unos golpes fuertes: quítelos o grabe de nuevo."
        complaints.append(SoundComplaint("uneven", text))
    return complaints if is_looped else [*complaints, *_silence_complaints(measures, rules)]


def draw_wave(pcm: bytes, points: int = _WAVE_POINTS) -> list[float]:
    """Return the highest value of each part of a sound, from 0 to 1."""
    size = max(2, len(pcm) // points // 2 * 2)
    return [round(audioop.max(pcm[at : at + size], 2) / FULL_SCALE, 2) for at in range(0, len(pcm) - size + 1, size)]


def _format_complaints(measures: SoundMeasures, rules: VoiceRules) -> list[SoundComplaint]:
    complaints = []
    if measures.rate_hz < rules.lowest_rate_hz:
        text = f"Tiene {measures.rate_hz} muestras por segundo: se necesitan {rules.lowest_rate_hz} o más."
        complaints.append(SoundComplaint("rate", text))
    if measures.bits < 16:
        complaints.append(SoundComplaint("width", "Es de 8 bits y se oye con ruido: expórtelo como WAV de 16 bits."))
    return complaints


def _silence_complaints(measures: SoundMeasures, rules: VoiceRules) -> list[SoundComplaint]:
    if measures.telephone_lufs is None:
        return []
    ends: tuple[tuple[Fault, str, int], ...] = (
        ("silence_start", "Empieza", measures.silence_start_ms),
        ("silence_end", "Termina", measures.silence_end_ms),
    )
    return [
        SoundComplaint(fault, f"{where} con {_seconds(length)} de silencio: recórtelo.")
        for fault, where, length in ends
        if length > rules.longest_silence_ms
    ]


def _measure(file: PcmFile, original: Samples, sound: Samples) -> SoundMeasures:
    start, end = _silences(original)
    return SoundMeasures(
        rate_hz=file.rate,
        channels=file.channels,
        bits=file.width * 8,
        length_ms=len(file.pcm) // (2 * file.channels) * 1000 // file.rate,
        loudness_lufs=_rounded(integrated_loudness(original)),
        peak_db=_rounded(peak_db(from_pcm(file.pcm))),
        clipped_runs=sum(_clipped_runs(each, file.width) for each in _channels(file)),
        silence_start_ms=start,
        silence_end_ms=end,
        offset_percent=round(100 * sum(original) / len(original) / FULL_SCALE, 2) if original else 0.0,
        telephone_lufs=_rounded(integrated_loudness(sound)),
        wave=draw_wave(to_pcm(sound)),
    )


def _channels(file: PcmFile) -> list[bytes]:
    if file.channels == 1:
        return [file.pcm]
    return [audioop.tomono(file.pcm, 2, 1, 0), audioop.tomono(file.pcm, 2, 0, 1)]


def _clipped_runs(pcm: bytes, width: int) -> int:
    """Return the number of cut peaks: some samples in a row at the highest value, or one 16 bit step below it.

    Eight bits have few values, and so their peaks always look cut.
    """
    highest = audioop.max(pcm, 2)
    if highest < _CLIPPED_FROM or width == 1:
        return 0
    runs = row = 0
    for sample in array("h", pcm):
        row = row + 1 if abs(sample) >= highest - 1 else 0
        runs += row == _CLIPPED_SAMPLES
    return runs


def _silences(samples: Samples) -> tuple[int, int]:
    """Return the silence before and after a sound, in ms; a silent sound is all silence before."""
    pcm, size = to_pcm(samples), RATE * _FRAME_MS // 1000 * 2
    peaks = [audioop.max(pcm[at : at + size], 2) for at in range(0, len(pcm), size)]
    limit = max(peaks, default=0) * _SILENT_BELOW_PEAK
    loud = [index for index, peak in enumerate(peaks) if peak > limit]
    if not loud:
        return len(peaks) * _FRAME_MS, 0
    return loud[0] * _FRAME_MS, (len(peaks) - 1 - loud[-1]) * _FRAME_MS


def _pause(length_ms: int) -> list[float]:
    return [0.0] * (RATE * length_ms // 1000)


def _rounded(value: float) -> float | None:
    return None if value == -inf else round(value, 1)


def _seconds(length_ms: int) -> str:
    return f"{length_ms / 1000:.1f} s".replace(".", ",")
