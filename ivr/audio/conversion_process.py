"""Conversion of a recording in a process of its own, because it is seconds of arithmetic.

Owns the child process and what it answers. `ivr.audio.sound_measures` measures and converts.
"""

import subprocess
import sys
import wave
from typing import Final

import msgspec

from ivr.audio.sound_measures import TAIL_MS, TelephoneSound, convert
from ivr.errors import RenderingFailed

TIMEOUT_S: Final = 120.0
"""Time for ten minutes of music at 48,000 Hz on a busy machine."""
_NOT_A_WAV: Final = 3


class NotAWav(RenderingFailed):
    """The content is no PCM WAV."""

    code = "not_a_wav"
    retryable = False


class ConversionOrder(msgspec.Struct, frozen=True):
    """The recording that the child converts."""

    content: bytes
    is_looped: bool = False
    tail_ms: int = TAIL_MS


def convert_in_process(order: ConversionOrder) -> TelephoneSound:
    """Measure and convert a WAV; it blocks: call it in a thread.

    Raises:
        NotAWav: it is not one.
        RenderingFailed: the child failed.
    """
    command = [sys.executable, "-W", "ignore", "-m", "ivr.audio.conversion_process"]
    try:
        child = subprocess.run(
            command, input=msgspec.msgpack.encode(order), capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed("la conversión de la grabación tardó demasiado") from error
    if child.returncode == _NOT_A_WAV:
        raise NotAWav("el archivo no es un WAV PCM, mono o estéreo; expórtelo como WAV de 16 bits")
    if child.returncode:
        raise RenderingFailed(f"no se pudo convertir la grabación: terminó con código {child.returncode}")
    return msgspec.msgpack.decode(child.stdout, type=TelephoneSound)


def main() -> int:
    """Convert the order on standard input and return the exit code."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ConversionOrder)
    try:
        sound = convert(order.content, is_looped=order.is_looped, tail_ms=order.tail_ms)
    except (wave.Error, EOFError):
        return _NOT_A_WAV
    sys.stdout.buffer.write(msgspec.msgpack.encode(sound))
    return 0


if __name__ == "__main__":
    sys.exit(main())
