"""Masked names and numbers: recognizable to people who know them, useless to others. Pure.

Owns the masks. Permissions decide who sees the full value.
"""

from typing import Final

from agent_api.customers.domain.erasure_notice import is_erasure_notice
from telephony.phone_numbers import is_hidden, to_e164, user_part

HIDDEN_NUMBER: Final = "Número oculto"
_MASK: Final = "***"  # always three: the length would help to identify the name
_PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa"})


def mask_name(name: str) -> str:
    """Return initials, and particles unchanged: «M*** de los Á*** C***»."""
    if is_erasure_notice(name):
        return name
    return " ".join(word if word in _PARTICLES else f"{word[0]}{_MASK}" for word in name.split())


def mask_document(number: str) -> str:
    """Return the last four characters of a document's number; of a short one, the last two."""
    return f"{_MASK}{number[-4:] if len(number) > 6 else number[-2:]}"


def mask_email(address: str) -> str:
    """Return an e-mail address with the first letter of its name and its whole domain: «c***@ejemplo.com»."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{_MASK}@{domain}"


def mask_number(caller: str) -> str:
    """Return the last four digits of a number: «*** *** 4567»; no digit of a shorter one."""
    if is_erasure_notice(caller):
        return caller
    if is_hidden(caller):
        return HIDDEN_NUMBER
    number = to_e164(caller)
    if number is not None:
        return f"{_MASK} {_MASK} {number[-4:]}"
    return _MASK


def format_number(caller: str) -> str:
    """Return a number for display: a Colombian one in groups, another in E.164, the rest unchanged."""
    if is_erasure_notice(caller):
        return caller
    if is_hidden(caller):
        return HIDDEN_NUMBER
    number = to_e164(caller)
    if number is None:
        return user_part(caller)
    local = number.removeprefix("+57")
    return number if local == number else f"{local[:3]} {local[3:6]} {local[6:]}"
