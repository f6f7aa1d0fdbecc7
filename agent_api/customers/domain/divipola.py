"""Municipality codes of DANE (DIVIPOLA): two digits of the department, three of the municipality. Pure.

Owns all departments and, in `divipola.txt` (which names its source), all municipalities. Add a line there for a new
municipality.
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
"""Names by code, including withdrawn codes that old records may have."""
SUCCESSORS: Final[Mapping[str, str]] = MappingProxyType({code: now for code, _, now in _LINES if now})
"""For each code that DANE withdrew: the municipality that replaced or absorbed the place."""


def is_well_formed(code: str) -> bool:
    """Return whether a code has five digits."""
    return bool(_FORM.fullmatch(code))


def is_municipality(code: str) -> bool:
    """Return whether a code belongs to a municipality, current or withdrawn."""
    return code in MUNICIPALITIES


def municipality_name(code: str) -> str | None:
    """Return a municipality with its department, without repetition: «Soacha, Cundinamarca»; None if unknown."""
    name, department = MUNICIPALITIES.get(code), DEPARTMENTS.get(code[:2], "")
    return name if name is None or name == department else f"{name}, {department}"


def place_label(code: str) -> str:
    """Return the display name of a place; an unknown code stays visible."""
    return municipality_name(code) or f"{DEPARTMENTS.get(code[:2], '')} ({code})".lstrip()
