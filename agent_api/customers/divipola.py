"""Codes of municipalities as DANE gives them (DIVIPOLA): two figures of the department, three of its own. Pure.

Owns the departments, all of them, and the names of the capitals and of some large municipalities. It knows the name of
no other municipality: of those the form and the department are checked, and nothing is said of the name.
"""

import re
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
NAMED: Final[dict[str, str]] = {
    "05001": "Medellín",
    "05088": "Bello",
    "08001": "Barranquilla",
    "11001": "Bogotá, D. C.",
    "13001": "Cartagena de Indias",
    "15001": "Tunja",
    "17001": "Manizales",
    "18001": "Florencia",
    "19001": "Popayán",
    "20001": "Valledupar",
    "23001": "Montería",
    "25754": "Soacha",
    "27001": "Quibdó",
    "41001": "Neiva",
    "44001": "Riohacha",
    "47001": "Santa Marta",
    "50001": "Villavicencio",
    "52001": "Pasto",
    "54001": "San José de Cúcuta",
    "63001": "Armenia",
    "66001": "Pereira",
    "68001": "Bucaramanga",
    "70001": "Sincelejo",
    "73001": "Ibagué",
    "76001": "Cali",
    "81001": "Arauca",
    "85001": "Yopal",
    "86001": "Mocoa",
    "88001": "San Andrés",
    "91001": "Leticia",
    "94001": "Inírida",
    "95001": "San José del Guaviare",
    "97001": "Mitú",
    "99001": "Puerto Carreño",
}
_FORM = re.compile(r"[0-9]{5}")
_PLACELESS: Final = "000"  # that of a whole department


def is_municipality(code: str) -> bool:
    """Whether a code may be a municipality's: five figures, those of a department first."""
    return bool(_FORM.fullmatch(code)) and code[:2] in DEPARTMENTS and code[2:] != _PLACELESS


def place(code: str) -> str:
    """What is known of a code's name: «Soacha, Cundinamarca», else the department and the code."""
    department = DEPARTMENTS.get(code[:2], "")
    name = NAMED.get(code)
    if name is None:
        return f"{department} ({code})"
    return name if name == department else f"{name}, {department}"
