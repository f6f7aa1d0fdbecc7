"""A list as CSV (RFC 4180) or as a workbook (XLSX). Pure.

Owns both formats. A text that a spreadsheet could read as a formula is escaped in CSV (OWASP, CSV injection); in a
workbook every text is stored as text.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from agent_api.kit.text import escape_formula
from config.timezone import COLOMBIA
from eventlog.facts.export import ExportFormat

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | datetime | None
"""A cell; a moment is written in local time."""
MEDIA_TYPES: Final[dict[ExportFormat, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DATE_FORMATS: Final = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss"}
_COLUMN_WIDTH: Final = 20
_NOTES_SHEET: Final = "Acerca de este archivo"


class ExportTable(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a list as the screen shows them.

    Attributes:
        notes: what the file says of itself, such as its period and its source: a sheet of the workbook, and rows at the
            foot of a CSV after an empty one, so that its first row is the headings.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[tuple[str, Cell]] = ()


def encode_table(table: ExportTable, file_format: ExportFormat) -> bytes:
    """Return the table as a file."""
    return _csv_of(table) if file_format == "csv" else _xlsx_of(table)


def _csv_of(table: ExportTable) -> bytes:
    """Return CSV in UTF-8 with a byte order mark, which spreadsheets open directly."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.headings)
    writer.writerows([_csv_cell(each) for each in row] for row in table.rows)
    if table.notes:
        writer.writerow(())
        writer.writerows([_csv_cell(each) for each in note] for note in table.notes)
    return file.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(COLOMBIA).isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case str():
            return escape_formula(cell)
    return cell


def _xlsx_of(table: ExportTable) -> bytes:
    from xlsxwriter import Workbook

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet(table.title[:31])
        formats: dict[type, Format] = {
            kind: book.add_format({"num_format": text}) for kind, text in _DATE_FORMATS.items()
        }
        sheet.write_row(0, 0, table.headings, book.add_format({"bold": True, "bottom": 1}))
        sheet.set_column(0, max(len(table.headings) - 1, 0), _COLUMN_WIDTH)
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                _write_cell(sheet, at, column, cell, formats)
        if table.notes:
            about = book.add_worksheet(_NOTES_SHEET)
            about.set_column(0, 1, _COLUMN_WIDTH * 2)
            for at, (name, cell) in enumerate(table.notes):
                about.write_string(at, 0, name, book.add_format({"bold": True}))
                _write_cell(about, at, 1, cell, formats)
    return file.getvalue()


def _write_cell(sheet: "Worksheet", at: int, column: int, cell: Cell, formats: Mapping[type, "Format"]) -> None:
    match cell:
        case datetime():
            local = cell.astimezone(COLOMBIA).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(at, column, local, formats[datetime])
        case date():
            sheet.write_datetime(at, column, cell, formats[date])
        case int():
            sheet.write_number(at, column, cell)
        case str():
            sheet.write_string(at, column, cell)
