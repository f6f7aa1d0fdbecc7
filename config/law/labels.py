"""Spanish labels of legal terms: kinds, certainty of a value, and state of a term. Pure.

Owns the words only, not their layout.
"""

from collections.abc import Mapping
from types import MappingProxyType

from config.law.regimes import Clock, LegalKind, SourceStatus
from config.law.terms import Color

KIND_LABELS: Mapping[LegalKind, str] = MappingProxyType(
    {
        "general": "petición general, queja o reclamo",
        "information": "petición de documentos o de información",
        "consulta": "consulta",
        "habeas_data_consulta": "consulta de datos personales (habeas data)",
        "habeas_data_claim": "reclamo por datos personales (habeas data)",
        "congress_or_ombudsman": "solicitud del Congreso o de la Defensoría del Pueblo",
        "between_authorities": "petición entre autoridades",
        "credit_bureau_claim": "reclamo por datos en centrales de riesgo",
    }
)
CLOCK_LABELS: Mapping[Clock, str] = MappingProxyType(
    {
        "completion_request": "Pedir lo que falte",
        "completion": "Completar la petición",
        "transfer": "Trasladar por competencia, si es escrita",
        "silence_copies": "Entregar las copias, si se venció sin respuesta",
        "habeas_data_missing": "Pedir los datos que falten",
        "habeas_data_withdrawal": "Completar el reclamo",
        "habeas_data_mark": "Marcar «reclamo en trámite»",
    }
)
SOURCE_LABELS: Mapping[SourceStatus, str] = MappingProxyType(
    {
        "verified": "[V] verificado en fuente pública",
        "secondary": "[S] de fuente secundaria",
        "unverified": "[M] sin verificar",
    }
)
COLOR_LABELS: Mapping[Color, str] = MappingProxyType(
    {"green": "verde", "yellow": "amarillo", "red": "rojo", "overdue": "vencido"}
)
LIGHT_LABELS: Mapping[Color, str] = MappingProxyType(
    {"green": "A tiempo", "yellow": "Por vencer", "red": "Vence ya", "overdue": "Vencido"}
)
"""Labels that say how urgent a term is; those of `COLOR_LABELS` name the colour."""


def business_days_label(number: int) -> str:
    """Return a number of business days as text: «1 día hábil», «15 días hábiles»."""
    return "1 día hábil" if number == 1 else f"{number} días hábiles"
