"""The sounds of a node: files that Asterisk plays as they are, in both laws, so that nothing is converted in a call.

Owns the folder ``data/sounds/atencion`` of a node: for each key a folder with the sound as ``.ulaw`` and ``.alaw``,
and ``classes.conf``, a class of music for each; for first words a folder that names their sounds in their order and a
silence after them, and ``first_words.conf``, a class of music for each. It must not know where sounds come from.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from telephony.asterisk.configuration import EARLY_PROMPT_PREFIX, NO_PROMPT, file_name, music_classes
from telephony.asterisk.recording.timeline import RATE
from telephony.port import Sounds

_CLASSES, _MORE_CLASSES = "classes.conf", "first_words.conf"
_SILENCE = {"ulaw": b"\xff", "alaw": b"\xd5"}
"""One sample of it in each law (ITU-T G.711)."""
_SILENCE_S = 4
"""After first words, seconds: where nobody goes on from there they are said again, and not without a breath."""


def write_media(folder: Path, keys: Iterable[str], sounds: Sounds) -> bool:
    """Bring the files of a node to what these sounds are.

    Args:
        folder: ``data/sounds/atencion`` of the node, seen from here.
        keys: every sound that may be asked for.
        sounds: where they come from.

    Returns:
        Whether the classes of music changed, so that Asterisk must read them anew.

    Raises:
        UnknownSound: one of the keys has no sound.
        OSError: a file cannot be written.
    """
    keys = sorted(keys)
    for key in keys:
        name = file_name(key)
        path = folder / name
        path.mkdir(parents=True, exist_ok=True)
        _write(path / f"{name}.ulaw", sounds.ulaw(key))
        _write(path / f"{name}.alaw", sounds.alaw(key))
    (folder / NO_PROMPT).mkdir(parents=True, exist_ok=True)
    for law, sample in _SILENCE.items():
        _write(folder / NO_PROMPT / f"{NO_PROMPT}.{law}", sample * RATE * _SILENCE_S)
    classes = music_classes([file_name(key) for key in keys], str(folder.resolve()))
    return _write(folder / _CLASSES, classes.encode()) | _write_prompt_classes(folder)


def write_early_prompt(folder: Path, name: str, keys: Sequence[str]) -> None:
    """Bring a node first words: sounds that it has, one after another, and then silence.

    Args:
        folder: as above.
        name: of their class of music, which begins with ``FIRST_WORDS``.
        keys: of the sounds.

    Raises:
        OSError: a file cannot be written, or one of the sounds is not there.
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
    """A class for each of all first words that there are; returns whether they changed."""
    names = sorted(path.name for path in folder.glob(f"{EARLY_PROMPT_PREFIX}*"))
    return _write(folder / _MORE_CLASSES, music_classes(names, str(folder.resolve())).encode())


def _write(path: Path, content: bytes) -> bool:
    """Put a whole file in the place of another one, unless it is the same: a call may be playing it."""
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass
    fresh = path.with_name(f".{path.name}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return True
