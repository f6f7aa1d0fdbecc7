"""Synthesisers: Spanish text in, a WAV file out. Another package adds one by the entry point `GROUP`.

Owns the port and the names. Ours need no entry point, so that a start never depends on the metadata of an installation.
"""

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol

from ivr.errors import RenderingFailed

GROUP: Final = "atencion.synthesisers"
ESPEAK: Final = "espeak"
_OURS: Final = (
    EntryPoint(ESPEAK, "ivr.synthesis.espeak:Espeak", GROUP),
    EntryPoint("command", "ivr.synthesis.command_synthesiser:CommandSynthesiser", GROUP),
)


class Synthesiser(Protocol):
    """A synthesiser; each rendering process creates its own, without arguments."""

    @classmethod
    def revision(cls) -> str:
        """Return what makes the same text sound otherwise, such as a voice or a version; it is part of cached names.

        Raises:
            RenderingFailed: the synthesiser is not configured.
        """
        ...

    def synthesise(self, text: str, voice: str = "") -> bytes:
        """Return a PCM WAV of the text, of any rate; ``voice`` is a variant, which a synthesiser may ignore.

        Raises:
            RenderingFailed: it refused the text, or failed.
        """
        ...


def synthesiser_names() -> tuple[str, ...]:
    """Return the names of the installed synthesisers, ours first."""
    return tuple(_installed())


def load_synthesiser(name: str) -> type[Synthesiser]:
    """Return the class of a synthesiser.

    Raises:
        RenderingFailed: none has this name, or it cannot be loaded.
    """
    point = _installed().get(name)
    if point is None:
        raise RenderingFailed(f"no hay un sintetizador «{name}»; los instalados son: {', '.join(_installed())}")
    try:
        synthesiser: type[Synthesiser] = point.load()
    except (ImportError, AttributeError) as error:
        raise RenderingFailed(f"no se pudo cargar el sintetizador «{name}»: {error}") from error
    return synthesiser


@lru_cache(maxsize=1)
def _installed() -> dict[str, EntryPoint]:
    points = {point.name: point for point in (*entry_points(group=GROUP), *_OURS)}
    return dict(sorted(points.items(), key=lambda item: item[1] not in _OURS))
