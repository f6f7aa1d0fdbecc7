"""Names and media types of report files. Pure."""

from datetime import date
from typing import Final, Literal

from metrics.reports.document import QUARTER_KINDS, DocumentKind, Report
from metrics.reports.periods import quarter_code

FilePart = Literal["pdf", "xlsx", "csv"]
_MEDIA_TYPES: Final[dict[FilePart, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_NAMES: Final[dict[DocumentKind, str]] = {
    "presidency": "informe-de-presidencia",
    "management": "informe-de-gestion",
    "accounts": "informe-de-usuarios",
    "training": "informe-de-capacitacion",
    "large_clients": "informe-de-grandes-clientes",
    "petitions": "informe-de-pqrsd",
    "access": "informe-de-acceso-a-la-informacion",
    "findings": "informe-de-hallazgos",
    "log_review": "revision-de-la-bitacora",
}
_MONTHLY: Final[frozenset[DocumentKind]] = frozenset({"management", "accounts", "training", "large_clients"})


def media_type_of(part: FilePart) -> str:
    """Return the media type of a part, like ``application/pdf``."""
    return _MEDIA_TYPES[part]


def file_stem(kind: DocumentKind, first: str) -> str:
    """Return the file name without its extension.

    Args:
        kind: of report.
        first: first day of the period, ISO 8601, of which a monthly report uses seven characters and a
            quarterly one the quarter; or a number.
    """
    period = first[:7] if kind in _MONTHLY else first
    if kind in QUARTER_KINDS:
        period = quarter_code(date.fromisoformat(first))
    return f"{_NAMES[kind]}-{period}"


def file_name(report: Report, part: FilePart) -> str:
    """Return the name of a report's file: «informe-de-presidencia-2026-11-25.pdf»."""
    return f"{file_stem(report.kind, report.first.isoformat())}.{part}"
