"""Codes of municipalities as DANE gives them (DIVIPOLA): two figures of the department, three of its own. Pure.

Owns the departments and, in `divipola.txt`, which says where they come from, the municipalities: all of both. A
municipality that is founded is a line there.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

DEPARTMENTS: Final[dict[str, str]] = {
    "05": "Antioquia",
    "08": "Atlántico",
    "11": "Bogotá, D. C.",
    "13": "Bolívar",
    "15": "Boyacá",
    "17": "Caldas",
    "18": "Caquetá",
    "19": "Cauca",
    "20": "Cesar",
    "23": "Córdoba",
    "25": "Cundinamarca",
    "27": "Chocó",
    "41": "Huila",
    "44": "La Guajira",
    "47": "Magdalena",
    "50": "Meta",
    "52": "Nariño",
    "54": "Norte de Santander",
    "63": "Quindío",
    "66": "Risaralda",
    "68": "Santander",
    "70": "Sucre",
    "73": "Tolima",
    "76": "Valle del Cauca",
    "81": "Arauca",
    "85": "Casanare",
    "86": "Putumayo",
    "88": "Archipiélago de San Andrés, Providencia y Santa Catalina",
    "91": "Amazonas",
    "94": "Guainía",
    "95": "Guaviare",
    "97": "Vaupés",
    "99": "Vichada",
}
_FILE: Final = Path(__file__).with_name("divipola.txt")
_FORM: Final = re.compile(r"[0-9]{5}")
_LINE: Final = re.compile(r"^([0-9]{5}) (.+?)(?: -> ([0-9]{5}))?$", re.MULTILINE)
_LINES: Final = _LINE.findall(_FILE.read_text(encoding="utf-8"))

MUNICIPALITIES: Final[Mapping[str, str]] = MappingProxyType({code: name for code, name, _ in _LINES})
"""Their names by code; those that DANE withdrew, too, which records of before may bear."""
SUCCESSORS: Final[Mapping[str, str]] = MappingProxyType({code: now for code, _, now in _LINES if now})
"""Of those that DANE withdrew: the code of the municipality that the place is, or lies in, since."""


def is_well_formed(code: str) -> bool:
    """Whether a code is written as a municipality's is: five figures."""
    return bool(_FORM.fullmatch(code))


def is_municipality(code: str) -> bool:
    """Whether a code is a municipality's, or was."""
    return code in MUNICIPALITIES


def municipality_name(code: str) -> str | None:
    """A place's name with its department's, which is not said twice: «Soacha, Cundinamarca»; None for no place's."""
    name, department = MUNICIPALITIES.get(code), DEPARTMENTS.get(code[:2], "")
    return name if name is None or name == department else f"{name}, {department}"


def place_label(code: str) -> str:
    """A place as it is shown; a code that nobody gave is shown as it is."""
    return municipality_name(code) or f"{DEPARTMENTS.get(code[:2], '')} ({code})".lstrip()
