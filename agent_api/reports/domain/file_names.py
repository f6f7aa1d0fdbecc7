"""Names and media types of report files. Pure."""

from datetime import date
from typing import Final, Literal

from metrics.reports.document import DocumentKind, Report
from metrics.reports.periods import length_of, period_code

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
    "own_report": "informe-propio",
}


def media_type_of(part: FilePart) -> str:
    """Return the media type of a part, like ``application/pdf``."""
    return _MEDIA_TYPES[part]


def file_stem(kind: DocumentKind, name: str) -> str:
    """Return the file name of a document without its extension; ``name`` is its number or its period."""
    return f"{_NAMES[kind]}-{name}"


def period_stem(kind: DocumentKind, first: date, last: date) -> str:
    """Return the file name of the report of a period without its extension: «informe-de-gestion-2026-11»."""
    return file_stem(kind, period_code(length_of(first, last), first))


def file_name(report: Report, part: FilePart) -> str:
    """Return the name of a report's file: «informe-de-presidencia-2026-11-25.pdf»."""
    return f"{period_stem(report.kind, report.first, report.last)}.{part}"
