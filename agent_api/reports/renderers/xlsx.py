"""A report as a workbook (XLSX): one sheet a section, numbers as numbers.

Owns sheets, formats and names. A percentage is stored as printed, rounded once and half up, because spreadsheets round
longer numbers differently; the CSV has the exact fraction. Text is always stored as text, so no cell is a formula
(OWASP, CSV injection). The output is deterministic.
"""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from agent_api.reports.renderers.pdf import cover_lines
from metrics.reports import number_format
from metrics.reports.document import Report, ReportCell, Row, Section, Table, tables_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_PLACES: Final = {"percent": 4, "points": 4, "seconds": 2, "decimal": 2, "count": 0, "span": 0}
_FORMATS: Final = {
    "percent": "0.00%",
    "points": "+0.00%;-0.00%;0.00%",
    "seconds": '#,##0.00" s"',
    "decimal": "#,##0.00",
    "count": "#,##0",
    "span": "[h]:mm:ss",
}
_DAY_S: Final = 86_400
_MAX_WIDTH: Final = 60
_MAX_NAME_LENGTH: Final = str.maketrans("", "", "[]:*?/\\'")


def xlsx_of(report: Report) -> bytes:
    """Return the report as a workbook."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = report.made_at.replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": f"{report.title}: {report.period}", "author": report.entity, "created": made})
        _cover_sheet(book, report)
        for name, tables in _by_section(report):
            _sheet(book, name, tables)
    return file.getvalue()


def _by_section(report: Report) -> list[tuple[str, list[Table]]]:
    sections: dict[str, tuple[Section, list[Table]]] = {}
    for section, table in tables_of(report):
        sections.setdefault(section.id, (section, []))[1].append(table)
    return [(section.title.translate(_MAX_NAME_LENGTH)[:31], tables) for section, tables in sections.values()]


def _cover_sheet(book: "Workbook", report: Report) -> None:
    sheet = book.add_worksheet("Portada")
    sheet.set_column(0, 0, 110)
    bold, wrapped = book.add_format({"bold": True, "font_size": 15}), book.add_format({"text_wrap": True})
    sheet.write_string(0, 0, report.entity)
    sheet.write_string(1, 0, report.title, bold)
    sheet.write_string(2, 0, report.period)
    for row, line in enumerate(cover_lines(report), 4):
        sheet.write_string(row, 0, line, wrapped)


def _sheet(book: "Workbook", name: str, tables: Iterable[Table]) -> None:
    sheet = book.add_worksheet(name)
    widths: dict[int, int] = {}
    at = 0
    for table in tables:
        at = _table(book, sheet, at, table, widths) + 2
    for column, width in widths.items():
        sheet.set_column(column, column, min(width + 2, _MAX_WIDTH))


def _table(book: "Workbook", sheet: "Worksheet", at: int, table: Table, widths: dict[int, int]) -> int:
    """Write a table from row ``at`` on; return the row after it."""
    head = {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}
    sheet.write_string(at, 0, table.title, book.add_format({"bold": True, "font_size": 12}))
    for column, each in enumerate(table.columns):
        sheet.write_string(
            at + 1, column, each.name, book.add_format({**head, "align": "right" if each.numeric else "left"})
        )
        widths[column] = max(widths.get(column, 8), min(len(each.name), 18))
    for index, row in enumerate(table.rows, at + 2):
        _row(book, sheet, index, row, widths)
    last = at + 2 + len(table.rows)
    for note in filter(None, (table.note, "" if table.rows else table.empty)):
        sheet.write_string(last, 0, note, book.add_format({"italic": True}))
        last += 1
    return last


def _row(book: "Workbook", sheet: "Worksheet", at: int, row: Row, widths: dict[int, int]) -> None:
    marks: dict[str, Any] = {"alarm": {"bold": True, "font_color": "#A3121F"}, "total": {"bold": True}, "": {}}
    for column, cell in enumerate(row.cells):
        number = number_of(cell)
        looks = _format(
            book,
            {
                **marks["alarm" if cell.alarm else row.mark],
                **({"num_format": _FORMATS[cell.kind]} if number is not None else {}),
            },
        )
        if number is None:
            sheet.write_string(at, column, cell.text, looks)
        else:
            sheet.write_number(at, column, number, looks)
        widths[column] = max(widths.get(column, 8), len(cell.text))


def _format(book: "Workbook", looks: dict[str, Any]) -> "Format":
    return book.add_format(looks)


def number_of(cell: ReportCell) -> float | None:
    """Return a cell's number in the workbook; None for text or missing values.

    A percentage is a fraction of one, a duration a fraction of a day.
    """
    if cell.kind == "words" or not cell.denominator or cell.numerator is None:
        return None
    places = _PLACES[cell.kind]
    rounded = number_format.round_half_up(cell.numerator, cell.denominator, places)
    return rounded / _DAY_S if cell.kind == "span" else rounded / 10**places
