"""The sounds of a node: files that Asterisk plays as they are, in both laws, so that nothing is converted in a call.

Owns the folder ``data/sounds/atencion`` of a node: for each key a folder with the sound as ``.ulaw`` and ``.alaw``,
and ``classes.conf``, a class of music for each. It must not know where sounds come from.
"""

from collections.abc import Iterable
from pathlib import Path

from telephony.asterisk.node import classes_of, file_name
from telephony.port import Sounds

_CLASSES = "classes.conf"


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
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        _write(place / f"{name}.ulaw", sounds.ulaw(key))
        _write(place / f"{name}.alaw", sounds.alaw(key))
    folder.mkdir(parents=True, exist_ok=True)
    return _write(folder / _CLASSES, classes_of(keys, str(folder.resolve())).encode())


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
