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
from ivr.audio.music import waiting_music
from ivr.audio.sound_measures import TAIL_MS, telephone_samples
from ivr.audio.waveform import read_wav, resample, write_wav
from ivr.errors import IvrError, RenderingFailed
from ivr.renderer import Recipe, RenderOrder, Speech, Voice
from ivr.synthesis.synthesisers import Synthesiser, load_synthesiser

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
        content = _synthesiser(recipe.synthesiser).synthesise(recipe.text, recipe.voice)
        return _convert(content, f"lo que entregó el sintetizador «{recipe.synthesiser}»", recipe.tail_ms)
    if isinstance(recipe, Voice):
        return _convert(Path(recipe.path).read_bytes(), recipe.path, None if recipe.looped else TAIL_MS)
    if recipe.key not in COMPOSITIONS:
        raise RenderingFailed(f"no hay una música «{recipe.key}»")
    return COMPOSITIONS[recipe.key]()


def _convert(content: bytes, name: str, tail_ms: int | None) -> list[float]:
    try:
        file = read_wav(content)
    except (EOFError, wave.Error) as error:
        raise RenderingFailed(f"no se puede oír {name}: {error}") from error
    return telephone_samples(resample(file.mono, file.rate), tail_ms)


@lru_cache(maxsize=4)
def _synthesiser(name: str) -> Synthesiser:
    return load_synthesiser(name)()


def _write(target: Path, content: bytes) -> None:
    """Write atomically, because another process may read or write the same file."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)


if __name__ == "__main__":
    sys.exit(main())
