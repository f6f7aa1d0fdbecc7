"""Names and numbers with enough left to be recognised by who knows them, and too little to be learned. Pure.

Owns the forms. It must not know who may see more: the permissions do.
"""

from typing import Final

from agent_api.customers.domain.erasure_notice import is_notice
from telephony.phone_numbers import is_hidden, to_e164, user_part

HIDDEN_NUMBER: Final = "Número oculto"
_VEIL: Final = "***"  # always three: the length of a name tells a lot
_PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa"})


def masked_name(name: str) -> str:
    """Initials, with the little words between them as they are: «M*** de los Á*** C***»."""
    if is_notice(name):
        return name
    return " ".join(word if word in _PARTICLES else f"{word[0]}{_VEIL}" for word in name.split())


def masked_document(number: str) -> str:
    """The last four characters of a document's number; of a short one, the last two."""
    return f"{_VEIL}{number[-4:] if len(number) > 6 else number[-2:]}"


def masked_email(address: str) -> str:
    """Return an e-mail address with the first letter of its name and its whole domain: «c***@ejemplo.com»."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{_VEIL}@{domain}"


def masked_number(caller: str) -> str:
    """The last four digits of a number: «*** *** 4567»; of anything shorter, nothing."""
    if is_notice(caller):
        return caller
    if is_hidden(caller):
        return HIDDEN_NUMBER
    number = to_e164(caller)
    if number is not None:
        return f"{_VEIL} {_VEIL} {number[-4:]}"
    return _VEIL


def shown_number(caller: str) -> str:
    """A number for who may see it: a Colombian one grouped as people say it, others in E.164, the rest as it came."""
    if is_notice(caller):
        return caller
    if is_hidden(caller):
        return HIDDEN_NUMBER
    number = to_e164(caller)
    if number is None:
        return user_part(caller)
    local = number.removeprefix("+57")
    return number if local == number else f"{local[:3]} {local[3:6]} {local[6:]}"
