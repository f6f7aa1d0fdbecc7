"""Rendering child process: read orders from standard input, write a WAV for each, and exit.

Owns the steps from a recipe to samples. It must not decide which sounds are needed nor where they are stored.
"""

import ctypes
import os
import signal
import sys
import wave
from functools import lru_cache
from pathlib import Path

import msgspec

from config.site.calls.queues import BUILT_IN_MUSIC
from ivr.errors import IvrError, RenderingFailed
from ivr.espeak import Espeak
from ivr.music import waiting_music
from ivr.renderer import Recipe, RenderOrder, Speech, Voice
from ivr.sound_measures import TAIL_MS, telephone_samples
from ivr.waveform import read_wav, resample, write_wav

COMPOSITIONS = {BUILT_IN_MUSIC: waiting_music}

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> int:
    """Execute the orders and return the exit code; the last line on standard error is the reason of a failure."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    try:
        for order in msgspec.json.decode(sys.stdin.buffer.read(), type=list[RenderOrder]):
            _write(Path(order.target), write_wav(samples_of(order.recipe)))
    except (IvrError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def samples_of(recipe: Recipe) -> list[float]:
    """Return the samples of a recipe, at 8,000 Hz.

    Raises:
        RenderingFailed: the synthesiser failed, or a file of the recipe is missing.
    """
    if isinstance(recipe, Speech):
        speaker = _synthesizer()
        samples = resample(speaker.synthesize(recipe.text, recipe.voice), speaker.rate)
        return telephone_samples(samples, recipe.tail_ms)
    if isinstance(recipe, Voice):
        return _read_voice(recipe)
    if recipe.key not in COMPOSITIONS:
        raise RenderingFailed(f"no hay una música «{recipe.key}»")
    return COMPOSITIONS[recipe.key]()


def _read_voice(recipe: Voice) -> list[float]:
    try:
        file = read_wav(Path(recipe.path).read_bytes())
    except (EOFError, wave.Error) as error:
        raise RenderingFailed(f"no se puede oír {recipe.path}: {error}") from error
    return telephone_samples(resample(file.samples, file.rate), None if recipe.looped else TAIL_MS)


@lru_cache(maxsize=1)
def _synthesizer() -> Espeak:
    return Espeak()


def _write(target: Path, content: bytes) -> None:
    """Write atomically, because another process may read or write the same file."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)


if __name__ == "__main__":
    sys.exit(main())
