"""Callers' numbers as networks and phones write them, brought to one form. Pure.

Owns what counts as a number (E.164, with the Colombian numbering plan of ten digits) and what is hidden. It must not
know whose number it is.
"""

import re
from typing import Final

_HIDDEN: Final = frozenset({"", "anonymous", "unavailable", "unknown", "restricted", "private", "anonimo", "anónimo"})
_DRESS = re.compile(r"[\s().\-]")
_COLOMBIAN = re.compile(r"[36]\d{9}")  # mobile 3xx, landline 60x
_E164 = re.compile(r"[1-9]\d{7,14}")
_TOLL_FREE_PREFIX: Final = "018000"


def user_part(caller: str) -> str:
    """The user part of a SIP or tel address, without parameters; other text as it is."""
    bare = re.sub(r"\A<?(?:sips?|tel):", "", caller.strip(), flags=re.IGNORECASE)
    return re.split(r"[@;>]", bare, maxsplit=1)[0].strip()


def is_hidden(caller: str) -> bool:
    """Whether the network gave no number (RFC 3323, RFC 3325: ``anonymous``, ``restricted``...)."""
    return user_part(caller).lower() in _HIDDEN


def to_e164(caller: str) -> str | None:
    """The E.164 number that a caller's identity means, as seen from Colombia.

    Args:
        caller: a number or SIP address, as the network gave it.

    Returns:
        ``+`` and digits, or None: hidden, an extension, a name, or a number that cannot be.
    """
    bare = _DRESS.sub("", user_part(caller))
    if not re.fullmatch(r"\+?[0-9]+", bare, re.ASCII) or bare.startswith(_TOLL_FREE_PREFIX):
        return None
    if bare.startswith("+"):
        return _international(bare[1:])
    if bare.startswith("00"):
        return _international(bare[2:])
    if _COLOMBIAN.fullmatch(bare):
        return f"+57{bare}"
    return _international(bare) if bare.startswith("57") and len(bare) == 12 else None


def _international(digits: str) -> str | None:
    """Digits with their country code; of our own country, only what its plan has."""
    if digits.startswith("57") and not _COLOMBIAN.fullmatch(digits[2:]):
        return None
    return f"+{digits}" if _E164.fullmatch(digits) else None
