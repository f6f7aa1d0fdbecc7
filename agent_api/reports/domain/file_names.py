"""Names and media types of report files. Pure."""

from typing import Final, Literal

from metrics.reports.document import DocumentKind, Report

FilePart = Literal["pdf", "xlsx", "csv"]
_MEDIA_TYPES: Final[dict[FilePart, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_NAMES: Final[dict[DocumentKind, str]] = {
    "presidency": "informe-de-presidencia",
    "management": "informe-de-gestion",
    "large_clients": "informe-de-grandes-clientes",
    "findings": "informe-de-hallazgos",
    "access_review": "revision-de-la-bitacora",
}


def media_type_of(part: FilePart) -> str:
    """Return the media type of a part, like ``application/pdf``."""
    return _MEDIA_TYPES[part]


def file_stem(kind: DocumentKind, first: str) -> str:
    """Return the file name without its extension.

    Args:
        kind: of report.
        first: first day of the period, ISO 8601, of which a monthly report uses seven characters; or a number.
    """
    return f"{_NAMES[kind]}-{first[:7] if kind in ('management', 'large_clients') else first}"


def file_name(report: Report, part: FilePart) -> str:
    """Return the name of a report's file: «informe-de-presidencia-2026-11-25.pdf»."""
    return f"{file_stem(report.kind, report.first.isoformat())}.{part}"
