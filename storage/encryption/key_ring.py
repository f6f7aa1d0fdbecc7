"""The ring of data keys: the key that encrypts, those that still decrypt, and the key of the blind indexes. Pure.

Owns the text of the ring. A line has one of three forms: `data KEY` encrypts and decrypts, `prints KEY` makes the blind
indexes that find equal values, and a KEY alone (as a new system has) does both. The first data key is current, the
others only decrypt. The key of the blind indexes can never change, because equal values must have equal indexes: so a
ring without a lone KEY must have a `prints` line.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

_DATA: Final = "data"
_PRINTS: Final = "prints"


class KeyRingInvalid(ValueError):
    """A text is no ring; the message says why, in Spanish, and contains no part of a key."""


class KeyRing(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a system.

    Attributes:
        data_keys: from the current to the oldest, 32 bytes each.
        blind_index_key: None derives it from `lone_key`.
        lone_key: from which the key of the blind indexes is derived; None after its removal.
    """

    data_keys: tuple[bytes, ...]
    blind_index_key: bytes | None = None
    lone_key: bytes | None = None


def parse_key_ring(text: str, decode: Callable[[str], bytes]) -> KeyRing:
    """Parse a ring; `decode` converts a key from base64 to 32 bytes, and its exceptions propagate.

    Raises:
        KeyRingInvalid: a line is malformed, a unique kind appears twice, or the key of the blind indexes is missing.
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
    """Return the text of a ring, one key in each line."""
    lines = [encode(key) if key == keys.lone_key else f"{_DATA} {encode(key)}" for key in keys.data_keys]
    return "\n".join([*lines, *([f"{_PRINTS} {encode(keys.blind_index_key)}"] if keys.blind_index_key else [])]) + "\n"
