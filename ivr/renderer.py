"""Recipes of sounds, and the folder that keeps what was rendered from them.

Owns the recipes, the names of the cached files (a digest of the recipe: another text or voice is another file), and the
children that render what is missing. The rendering itself happens in `ivr.renderer_process`, a process of its own, for
the synthesiser is neither safe among threads nor to be trusted with our memory.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import wave
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from config.os_errors import describe_os_error
from ivr.errors import RenderingFailed
from ivr.waveform import read_cached_wav

EDITION = 1
"""Raised when the same recipe is to sound different: voice, level, filter or composition changed."""

LOCK = ".lock"
MAX_PROCESSES = 4
RENDER_TIMEOUT_S = 300
"""How long the children may take before they are ended: far beyond any real rendering."""


class Speech(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A text for the synthesiser.

    Attributes:
        text: Spanish.
        tail_ms: length of the pause that follows.
    """

    text: str
    tail_ms: int


class Voice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A WAV of the entity.

    Attributes:
        path: of the file.
        digest: SHA-256 of its content; the sound is named by it, wherever the file lies.
        looped: music is kept to the sample, so that it can go round; speech is trimmed.
    """

    path: str
    digest: str
    looped: bool = False


class Composition(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Music of our own, by its key."""

    key: str


Recipe = Speech | Voice | Composition


class RenderOrder(msgspec.Struct, frozen=True):
    """What a child is asked to do.

    Attributes:
        recipe: of the sound.
        target: path of the WAV to write.
    """

    recipe: Recipe
    target: str


def cached_name(recipe: Recipe) -> str:
    """Name of the file that keeps a sound."""
    named = msgspec.structs.replace(recipe, path="") if isinstance(recipe, Voice) else recipe
    content = msgspec.json.encode((EDITION, named), order="deterministic")
    return f"{hashlib.sha256(content).hexdigest()[:32]}.wav"


def render(recipes: Iterable[Recipe], cache: Path) -> dict[Recipe, bytes]:
    """The sounds of recipes, from the cache or rendered into it.

    Args:
        recipes: what is needed.
        cache: a folder, made if need be.

    Returns:
        16 bit native PCM, 8,000 Hz, one channel.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
    """
    recipes_left = set(recipes)
    sounds = _cached(recipes_left, cache)
    if recipes_left - sounds.keys():
        with _cache_lock(cache):  # who waited here finds what the other process rendered
            sounds |= _cached(recipes_left - sounds.keys(), cache)
            _render_missing(sorted(recipes_left - sounds.keys(), key=_weight, reverse=True), cache)
        sounds |= _cached(recipes_left - sounds.keys(), cache)
    if len(sounds) < len(recipes_left):
        raise RenderingFailed(f"faltan sonidos en {cache} después de generarlos; borre esa carpeta e intente de nuevo")
    return sounds


def _cached(recipes: Iterable[Recipe], cache: Path) -> dict[Recipe, bytes]:
    """What the cache has; a file that is not what we write is as good as missing."""
    sounds = {}
    for recipe in recipes:
        with suppress(OSError, EOFError, wave.Error):
            sounds[recipe] = read_cached_wav((cache / cached_name(recipe)).read_bytes())
    return sounds


def _weight(recipe: Recipe) -> int:
    """How much work a recipe is, roughly, in characters of speech."""
    return len(recipe.text) if isinstance(recipe, Speech) else 500


@contextmanager
def _cache_lock(cache: Path) -> Iterator[None]:
    """One process renders at a time; the kernel frees the place of one that dies."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / LOCK).open("ab")
    except OSError as error:
        raise RenderingFailed(f"no se puede escribir en la carpeta {cache}: {describe_os_error(error)}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _render_missing(recipes: Sequence[Recipe], cache: Path) -> None:
    count = min(MAX_PROCESSES, os.cpu_count() or 1, len(recipes))
    orders = [RenderOrder(recipe, str(cache / cached_name(recipe))) for recipe in recipes]
    children = [_start_process() for _ in range(count)]
    try:
        for index, child in enumerate(children):
            _send_orders(child, orders[index::count])
        for child in children:
            _wait_for(child)
    finally:
        for child in children:
            child.kill()
            child.wait()


def _start_process() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", "ivr.renderer_process"]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches only who waits for it
    )


def _send_orders(process: subprocess.Popen[bytes], orders: list[RenderOrder]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it ended already: why is read in _await
        process.stdin.write(msgspec.json.encode(orders))
        process.stdin.close()
    process.stdin = None  # communicate() must not close it again


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    try:
        _, words = process.communicate(timeout=RENDER_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed("la generación de sonidos tardó demasiado") from error
    if process.returncode:
        last = words.decode(errors="replace").strip().splitlines()[-1:] or [f"terminó con código {process.returncode}"]
        raise RenderingFailed(f"no se pudieron generar los sonidos: {last[0]}")
