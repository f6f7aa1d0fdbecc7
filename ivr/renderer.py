"""Recipes of sounds, and the folder that caches the rendered ones.

Owns the recipes, the names of the cached files (a digest of the recipe, so another text or voice is another file), and
the rendering child processes. `ivr.renderer_process` renders in a separate process because the synthesiser is not
thread-safe and a fault in it must not reach our memory.
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
from ivr.audio.waveform import read_cached_wav
from ivr.errors import RenderingFailed
from ivr.synthesis.synthesisers import ESPEAK

EDITION = 3
"""Increase it when the same recipe must sound different: new voice, level, filter or composition."""

LOCK = ".lock"
MAX_PROCESSES = 4
RENDER_TIMEOUT_S = 300
"""Timeout of the children, far beyond any real rendering."""


class Speech(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Spanish text to synthesise, followed by ``tail_ms`` of silence.

    Attributes:
        voice: a variant of the synthesiser's voice, such as ``f2``; empty for the one of the prompts.
        synthesiser: its name.
        revision: of the synthesiser (`Synthesiser.revision`), so that another voice is another file.
    """

    text: str
    tail_ms: int
    voice: str = ""
    synthesiser: str = ESPEAK
    revision: str = ""


class Voice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """WAV file of the entity; its SHA-256 names the cached sound, wherever the file is.

    ``looped`` marks music, kept to the sample so that it loops; speech is trimmed.
    """

    path: str
    digest: str
    looped: bool = False


class Composition(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Music of our own."""

    key: str


Recipe = Speech | Voice | Composition


class RenderOrder(msgspec.Struct, frozen=True):
    """Order to a child process: the recipe and the path of the WAV to write."""

    recipe: Recipe
    target: str


def cached_name(recipe: Recipe) -> str:
    """Return the name of a recipe's cached file."""
    named = msgspec.structs.replace(recipe, path="") if isinstance(recipe, Voice) else recipe
    content = msgspec.json.encode((EDITION, named), order="deterministic")
    return f"{hashlib.sha256(content).hexdigest()[:32]}.wav"


def render(recipes: Iterable[Recipe], cache: Path) -> dict[Recipe, bytes]:
    """Return the sounds of recipes as 16 bit native PCM, 8,000 Hz, mono; render missing ones into the cache.

    Raises:
        RenderingFailed: the synthesiser failed, or the folder cannot be written.
    """
    recipes_left = set(recipes)
    sounds = _cached(recipes_left, cache)
    if recipes_left - sounds.keys():
        with _cache_lock(cache):  # a process that waited here finds the sounds that the other one rendered
            sounds |= _cached(recipes_left - sounds.keys(), cache)
            _render_missing(sorted(recipes_left - sounds.keys(), key=_weight, reverse=True), cache)
        sounds |= _cached(recipes_left - sounds.keys(), cache)
    if len(sounds) < len(recipes_left):
        raise RenderingFailed(f"faltan sonidos en {cache} después de generarlos; borre esa carpeta e intente de nuevo")
    return sounds


def count_missing(recipes: Iterable[Recipe], cache: Path) -> int:
    """Return the number of sounds that `render` would have to render."""
    return sum(not (cache / cached_name(recipe)).exists() for recipe in set(recipes))


def _cached(recipes: Iterable[Recipe], cache: Path) -> dict[Recipe, bytes]:
    """Read the cached sounds; an invalid file counts as missing."""
    sounds = {}
    for recipe in recipes:
        with suppress(OSError, EOFError, wave.Error):
            sounds[recipe] = read_cached_wav((cache / cached_name(recipe)).read_bytes())
    return sounds


def _weight(recipe: Recipe) -> int:
    """Return a recipe's approximate work in characters of speech."""
    return len(recipe.text) if isinstance(recipe, Speech) else 500


@contextmanager
def _cache_lock(cache: Path) -> Iterator[None]:
    """Let one process render at a time; the kernel releases the lock of a process that dies."""
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
        start_new_session=True,  # Ctrl-C reaches only the parent
    )


def _send_orders(process: subprocess.Popen[bytes], orders: list[RenderOrder]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # the child ended early: _wait_for reads the reason
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
