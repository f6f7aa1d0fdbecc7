"""The sound files of a node, in both G.711 laws, so that no call needs transcoding.

Owns the folder ``data/sounds/atencion`` of a node. It holds a folder per key with the sound as ``.ulaw`` and
``.alaw``, and their music classes in ``classes.conf``; and a folder per early prompt with its sounds in order and a
silence, and their music classes in ``first_words.conf``. It must not know where sounds come from.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from telephony.asterisk.configuration import EARLY_PROMPT_PREFIX, NO_PROMPT, file_name, music_classes
from telephony.asterisk.recording.timeline import RATE
from telephony.port import Sounds

_CLASSES, _MORE_CLASSES = "classes.conf", "first_words.conf"
_SILENCE = {"ulaw": b"\xff", "alaw": b"\xd5"}
"""One sample of silence in each law (ITU-T G.711)."""
_SILENCE_S = 4
"""Seconds of silence between two repetitions of an early prompt."""


def write_media(folder: Path, keys: Iterable[str], sounds: Sounds) -> bool:
    """Write the sound files of a node, and return whether its music classes changed and must be reloaded.

    Raises:
        UnknownSound: one of the keys has no sound.
        OSError: a file cannot be written.
    """
    keys = sorted(keys)
    for key in keys:
        name = file_name(key)
        path = folder / name
        path.mkdir(parents=True, exist_ok=True)
        replace_file(path / f"{name}.ulaw", sounds.ulaw(key))
        replace_file(path / f"{name}.alaw", sounds.alaw(key))
    (folder / NO_PROMPT).mkdir(parents=True, exist_ok=True)
    for law, sample in _SILENCE.items():
        replace_file(folder / NO_PROMPT / f"{NO_PROMPT}.{law}", sample * RATE * _SILENCE_S)
    classes = music_classes([file_name(key) for key in keys], str(folder.resolve()))
    return replace_file(folder / _CLASSES, classes.encode()) | _write_prompt_classes(folder)


def write_early_prompt(folder: Path, name: str, keys: Sequence[str]) -> None:
    """Write an early prompt: links to installed sounds in order, and then to silence.

    Raises:
        OSError: a file cannot be written, or one of the sounds is missing.
    """
    path = folder / name
    path.mkdir(exist_ok=True)
    for number, sound in enumerate([*map(file_name, keys), NO_PROMPT]):
        for law in _SILENCE:
            link = path / f"{number:02}.{law}"
            if not link.is_symlink():
                link.symlink_to(Path("..", sound, f"{sound}.{law}"))
            link.stat()
    _write_prompt_classes(folder)


def _write_prompt_classes(folder: Path) -> bool:
    names = sorted(path.name for path in folder.glob(f"{EARLY_PROMPT_PREFIX}*"))
    return replace_file(folder / _MORE_CLASSES, music_classes(names, str(folder.resolve())).encode())


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
