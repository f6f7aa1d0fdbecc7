"""A report as CSV (RFC 4180), one value a line, for programs and pivot tables. Pure.

Owns the columns. The exact number stands beside the printed text, so that the report can be computed again.
"""

import csv
import io
from collections.abc import Iterator

from agent_api.kit.text import escape_formula
from metrics.reports.document import Report, ReportCell, tables_of

COLUMNS = ("seccion", "tabla", "fila", "columna", "valor", "numerador", "denominador", "clase", "identificador")


def csv_of(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with a byte order mark, which spreadsheets open directly."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(_lines(report))
    return file.getvalue().encode("utf-8-sig")


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    yield from _cover_rows(report)
    for section, table in tables_of(report):
        for row in table.rows:
            name, *cells = row.cells
            for column, cell in zip(table.columns[1:], cells, strict=True):
                yield (
                    section.title,
                    table.title,
                    escape_formula(name.text),
                    column.name,
                    *_cell(cell),
                    escape_formula(row.id),
                )


def _cover_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Yield the rows about the report itself."""
    cover = {
        "Período, primer día": report.first.isoformat(),
        "Período, último día": report.last.isoformat(),
        "Hecho": report.made_at.isoformat(),
        "Registro, último hecho": str(report.origin.seq),
        "Registro, cabeza": report.origin.hash,
        "Versión del sitio": report.origin.site_version,
    }
    if report.digest:
        cover["Contenido, SHA-256"] = report.digest
    for name, value in cover.items():
        yield ("Portada", report.title, name, "", value, "", "", "words", "")


def _cell(cell: ReportCell) -> tuple[str, str, str, str]:
    exact = (str(cell.numerator), str(cell.denominator)) if cell.numerator is not None else ("", "")
    text = cell.text if cell.kind != "words" else escape_formula(cell.text)
    return (text, *exact, cell.kind)
