"""Compare a street address as people say it with the registered one. Pure.

Owns the abbreviations of Colombian streets and the optional parts of an address. It must not know whose address it is.
"""

import re
from collections.abc import Iterator
from typing import Final

from agent_api.kit.text import fold_accents

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_ABBREVIATIONS: Final = {
    **dict.fromkeys(("cl", "cll", "cle"), "calle"),
    **dict.fromkeys(("cr", "cra", "kr", "kra", "crr", "krr", "carr"), "carrera"),
    **dict.fromkeys(("av", "avda", "avd"), "avenida"),
    **dict.fromkeys(("dg", "diag"), "diagonal"),
    **dict.fromkeys(("tv", "transv", "trans", "tr"), "transversal"),
    **dict.fromkeys(("ap", "apt", "apto", "aptos", "dpto"), "apartamento"),
    **dict.fromkeys(("mz", "mza", "mzna"), "manzana"),
    **dict.fromkeys(("cs",), "casa"),
    **dict.fromkeys(("int",), "interior"),
    **dict.fromkeys(("to", "torr"), "torre"),
    **dict.fromkeys(("bl", "blq"), "bloque"),
    **dict.fromkeys(("br", "barr"), "barrio"),
    **dict.fromkeys(("vda",), "vereda"),
    **dict.fromkeys(("kilometro", "kms"), "km"),
}
_COMPOUND_ABBREVIATIONS: Final = {"ac": ("avenida", "calle"), "ak": ("avenida", "carrera")}
_FILLERS: Final = frozenset({"no", "nro", "num", "numero", "n", "de", "la", "el", "con", "y", "guion", "raya"})
_CORE: Final = 3  # numbers that locate a house: street, crossing and plate


def matches_address(answer: str, expected: str) -> bool:
    """Return whether the answer has the same street, crossing and plate; what follows them is optional.

    Example answers: «kra 7 no. 45-12», «Carrera 7 numero 45 12».
    """
    one, other = list(_parts(answer)), list(_parts(expected))
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer[: len(shorter)] == shorter and sum(each.isdecimal() for each in shorter) >= _CORE


def _parts(address: str) -> Iterator[str]:
    for token in _TOKEN.findall(fold_accents(address)):
        if token in _COMPOUND_ABBREVIATIONS:
            yield from _COMPOUND_ABBREVIATIONS[token]
        elif token not in _FILLERS:
            yield _ABBREVIATIONS.get(token, token)
