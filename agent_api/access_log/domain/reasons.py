"""The reason of a row of the access log in words. Pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from agent_api.kit import labels
from config.spanish_dates import spoken_day

_REFUSALS: Final = {
    "password": "La contraseña no es la de la cuenta",
    "second_factor": "El código del segundo factor no sirve",
    "disabled": "La cuenta está inhabilitada",
    "expired": "Su contraseña temporal venció",
}
_RIGHTS: Final = {"roles": "Roles", "enable": "Habilitar de nuevo la cuenta", "token": "Responder por un token"}
_READ: Final = {"data": "Sus datos", "changes": "Los cambios de sus datos"}
_FIELDS: Final = {
    "document": "documento",
    "number": "número de cliente",
    "name": "nombre",
    "phone": "teléfono",
    "words": "palabras",
}


def _wait(seconds: str) -> str:
    return f"Espera de {seconds} s"


def _sessions(number: str) -> str:
    return "1 sesión" if number == "1" else f"{number} sesiones"


def _fields(names: str) -> str:
    return f"Por {', '.join(_FIELDS.get(each, each) for each in names.split(','))}" if names else ""


_WORDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "SignInRefused": lambda code: _REFUSALS.get(code, code),
        "SignInLocked": _wait,
        "SessionRevoked": _sessions,
        "SecondFactorChanged": lambda code: "Activado" if code == "active" else "Retirado",
        "RoleGranted": lambda role: labels.ROLES.get(role, role),
        "RoleWithdrawn": lambda role: labels.ROLES.get(role, role),
        "RightsAsked": lambda kind: _RIGHTS.get(kind, kind),
        "TokenIssued": lambda permissions: f"Con permiso para: {permissions.replace(' ', ', ')}",
        "AccountDormancyWarned": lambda day: f"Se inhabilita desde el {spoken_day(day)}",
        "DormantAccountDisabled": lambda day: f"Sin uso desde el {spoken_day(day)}",
        "CustomerRead": lambda part: _READ.get(part, part),
        "CustomersSearched": _fields,
        "SearchMade": _fields,
    }
)


def reason_in_words(movement: str, reason: str) -> str:
    """Return the reason of a movement; empty if it has none."""
    words = _WORDS.get(movement)
    return words(reason) if words and reason else ""
