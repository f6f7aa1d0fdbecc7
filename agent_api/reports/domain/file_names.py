"""How the files of a report are called, and what they are. Pure."""

from typing import Final, Literal

from metrics.reports.document import Report, ReportKind

FilePart = Literal["pdf", "xlsx", "csv"]
_MEDIA_TYPES: Final[dict[FilePart, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_NAMES: Final[dict[ReportKind, str]] = {"presidency": "informe-de-presidencia", "management": "informe-de-gestion"}


def media_type_of(part: FilePart) -> str:
    """What a form of a report is, like ``application/pdf``."""
    return _MEDIA_TYPES[part]


def file_stem(kind: ReportKind, first: str) -> str:
    """The name of a report's files without their ending.

    Args:
        kind: which report.
        first: first day of its period, ISO 8601; of a month its first seven signs count.
    """
    return f"{_NAMES[kind]}-{first if kind == 'presidency' else first[:7]}"


def file_name(report: Report, part: FilePart) -> str:
    """The name of a file of a report: «informe-de-presidencia-2026-11-25.pdf»."""
    return f"{file_stem(report.kind, report.first.isoformat())}.{part}"
