"""The sound files of a node, in both G.711 laws, so that no call needs transcoding.

Owns the folder ``data/sounds/atencion`` of a node. It holds a folder per key with the sound as ``.ulaw`` and
``.alaw``, and their music classes in ``classes.conf``; and a folder per early prompt with its sounds in order and a
silence, and their music classes in ``first_words.conf``. It must not know where sounds come from.
"""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from telephony.asterisk.configuration import EARLY_PROMPT_PREFIX, NO_PROMPT, file_name, music_classes
from telephony.asterisk.recording.timeline import RATE
from telephony.port import Sounds, UnknownSound

_CLASSES, _MORE_CLASSES = "classes.conf", "first_words.conf"
_SILENCE = {"ulaw": b"\xff", "alaw": b"\xd5"}
"""One sample of silence in each law (ITU-T G.711)."""
_SILENCE_S = 4
"""Seconds of silence between two repetitions of an early prompt."""


class MediaFolder:
    """The sound folder of a node. One thread at a time writes it, because each file has one draft beside it.

    A thread reads a sound when its turn has come, so the sound that was chosen last is the one that stays.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._keys: set[str] = set()

    def write_sounds(self, keys: Iterable[str], sounds: Sounds) -> None:
        """Write these sounds and those written before, and the music classes of the folder.

        A sound written before that is not among ``sounds`` any more loses its class.

        Raises:
            UnknownSound: one of the keys has no sound.
            OSError: a file cannot be written.
        """
        keys = frozenset(keys)
        with self._lock:
            self._keys |= keys
            for key in sorted(self._keys):
                try:
                    ulaw, alaw = sounds.ulaw(key), sounds.alaw(key)
                except UnknownSound:
                    self._keys.discard(key)
                    if key in keys:
                        raise
                else:
                    self._write_laws(file_name(key), ulaw, alaw)
            self._write_laws(NO_PROMPT, *(sample * RATE * _SILENCE_S for sample in _SILENCE.values()))
            self._write_classes(_CLASSES, map(file_name, sorted(self._keys)))
            self._write_prompt_classes()

    def write_early_prompt(self, name: str, keys: Sequence[str]) -> None:
        """Write an early prompt: links to installed sounds in order, and then to silence.

        Raises:
            OSError: a file cannot be written, or one of the sounds is missing.
        """
        path = self._path / name
        with self._lock:
            path.mkdir(exist_ok=True)
            for number, sound in enumerate([*map(file_name, keys), NO_PROMPT]):
                for law in _SILENCE:
                    link = path / f"{number:02}.{law}"
                    if not link.is_symlink():
                        link.symlink_to(Path("..", sound, f"{sound}.{law}"))
                    link.stat()
            self._write_prompt_classes()

    def _write_laws(self, name: str, *contents: bytes) -> None:
        path = self._path / name
        path.mkdir(parents=True, exist_ok=True)
        for law, content in zip(_SILENCE, contents, strict=True):
            replace_file(path / f"{name}.{law}", content)

    def _write_prompt_classes(self) -> None:
        self._write_classes(_MORE_CLASSES, sorted(path.name for path in self._path.glob(f"{EARLY_PROMPT_PREFIX}*")))

    def _write_classes(self, file: str, names: Iterable[str]) -> None:
        replace_file(self._path / file, music_classes(list(names), str(self._path.resolve())).encode())


def replace_file(path: Path, content: bytes, mode: int | None = None) -> bool:
    """Replace a file atomically, because Asterisk may be reading it; return whether its content changed.

    Raises:
        OSError: it cannot be written.
    """
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass
    fresh = path.with_name(f".{path.name}")
    if mode is not None:
        fresh.touch(mode=mode)
    fresh.write_bytes(content)
    fresh.replace(path)
    return True
