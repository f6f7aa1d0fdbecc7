"""The ring of data keys: which one encrypts, which others still decrypt, and the key of the prints. Pure.

Owns the text of the ring. A line is one of three: `data KEY` encrypts and decrypts, `prints KEY` makes the keyed prints
by which equal values are found, and a KEY alone (what a new system starts with) does both. The first key of data is in
force, the others only decrypt. Prints are of one key for ever, since every equal value must have one print: so a ring
without a lone KEY must have a line `prints`.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

_DATA: Final = "data"
_PRINTS: Final = "prints"


class KeyRingInvalid(ValueError):
    """A text is no ring; the message says why, in Spanish, and holds nothing of a key."""


class KeyRing(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a system.

    Attributes:
        data_keys: from the one in force to the oldest, 32 bytes each.
        blind_index_key: the key of the prints itself; None derives it from `lone_key`.
        lone_key: the lone key, of which the key of the prints is derived; None once it is gone.
    """

    data_keys: tuple[bytes, ...]
    blind_index_key: bytes | None = None
    lone_key: bytes | None = None


def parse_key_ring(text: str, decode: Callable[[str], bytes]) -> KeyRing:
    """Read a ring.

    Args:
        text: of the ring.
        decode: makes 32 bytes of the base64 of a key; what it raises passes through.

    Raises:
        KeyRingInvalid: a line is none, two are of a kind that there is once, or prints have no key.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()] or [[""]]
    if any(len(words) > 2 or (len(words) == 2 and words[0] not in (_DATA, _PRINTS)) for words in lines):
        raise KeyRingInvalid("cada línea debe ser «data LLAVE», «prints LLAVE» o una llave sola")
    kinds = [words[0] if len(words) == 2 else "" for words in lines]
    keys = [decode(words[-1]) for words in lines]
    data = tuple(key for kind, key in zip(kinds, keys, strict=True) if kind != _PRINTS)
    print_keys, plain_keys = _keys_of_kind(_PRINTS, kinds, keys), _keys_of_kind("", kinds, keys)
    if len(print_keys) > 1 or len(plain_keys) > 1 or not data:
        raise KeyRingInvalid(
            "debe haber al menos una llave de datos, una sola línea «prints» y una sola llave sin nombre"
        )
    if not print_keys and not plain_keys:
        raise KeyRingInvalid(
            "falta la línea «prints»: sin ella no se encuentra a nadie por su documento ni su teléfono"
        )
    return KeyRing(data_keys=data, blind_index_key=next(iter(print_keys), None), lone_key=next(iter(plain_keys), None))


def _keys_of_kind(kind: str, kinds: Sequence[str], keys: Sequence[bytes]) -> list[bytes]:
    return [key for each, key in zip(kinds, keys, strict=True) if each == kind]


def format_key_ring(keys: KeyRing, encode: Callable[[bytes], str]) -> str:
    """Return the text of a ring, a line a key."""
    lines = [encode(key) if key == keys.lone_key else f"{_DATA} {encode(key)}" for key in keys.data_keys]
    return "\n".join([*lines, *([f"{_PRINTS} {encode(keys.blind_index_key)}"] if keys.blind_index_key else [])]) + "\n"
