"""CSV file of customers, and the CSV report of its refused rows.

Owns the format: UTF-8 with or without a byte order mark, separated by commas, or by semicolons as Spanish spreadsheets
do. `import_rows` parses the cells.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from agent_api.customers.domain.import_rows import (
    COLUMNS,
    REQUIRED_COLUMNS,
    ParsedRow,
    RowRefusal,
    missing_columns,
    read_row,
)

REPORT_HEADING: Final = ("fila", "columna", "motivo")
_TOO_MANY: Final = "La fila tiene más columnas que el encabezado."
_TOO_FEW: Final = "La fila tiene menos columnas que el encabezado."
_NO_TEXT: Final = "La fila no está en UTF-8: guarde el archivo como «CSV UTF-8»."
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
"""A browser writes it for each letter that it could not decode."""


class InvalidFile(ValueError):
    """The whole file is unreadable; the text is a Spanish sentence for people."""


class CustomerFile:
    """A file of customers.

    Args:
        source: path of the file, or its content.
        today: latest valid birth date.

    Raises:
        InvalidFile: its heading lacks a column, repeats one or has an unknown one.
        OSError: it cannot be read.
    """

    def __init__(self, source: Path | bytes, today: date) -> None:
        self.source, self.today = source, today
        with self._open_text() as file:
            first = file.readline()
        self.delimiter = ";" if first.count(";") > first.count(",") else ","
        self.heading = [cell.strip().lower() for cell in next(csv.reader([first], delimiter=self.delimiter), [])]
        _check_heading(self.heading)

    def digest(self) -> str:
        """Return the SHA-256 of the file, in hexadecimal."""
        with self._open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[ParsedRow]:
        """Yield every non-empty row, parsed or refused.

        Raises:
            InvalidFile: the file stops being CSV at some row.
        """
        with self._open_text() as file:
            table = csv.reader(file, delimiter=self.delimiter)
            next(table, None)
            number = 1
            try:
                for number, cells in enumerate(table, start=2):
                    if any(cells):
                        yield self._row(number, cells)
            except csv.Error as error:
                raise InvalidFile(f"El archivo no se puede leer desde la fila {number + 1}: no es CSV.") from error

    def _open(self) -> io.BufferedReader | io.BytesIO:
        return self.source.open("rb") if isinstance(self.source, Path) else io.BytesIO(self.source)

    def _open_text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._open(), encoding="utf-8-sig", errors="surrogateescape", newline="")

    def _row(self, number: int, cells: list[str]) -> ParsedRow:
        if len(cells) != len(self.heading):
            return [RowRefusal(number, "", _TOO_MANY if len(cells) > len(self.heading) else _TOO_FEW)]
        if not "".join(cells).isascii() and not _is_utf8(cells):
            return [RowRefusal(number, "", _NO_TEXT)]
        return read_row(number, dict(zip(self.heading, cells, strict=True)), self.today)


class RefusalReport:
    """Report that receives refused rows one by one; it replaces an earlier report."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._table = csv.writer(self._file)
        self._table.writerow(REPORT_HEADING)

    def refuse(self, refusal: RowRefusal) -> None:
        """Write a refusal."""
        self._table.writerow((refusal.row, refusal.column, refusal.reason))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _check_heading(heading: list[str]) -> None:
    if missing := missing_columns(heading):
        raise InvalidFile(
            f"Al encabezado le falta «{missing[0]}»: necesita {', '.join(REQUIRED_COLUMNS)}. "
            "«atencion customers template» escribe uno completo."
        )
    if unknown := [name for name in heading if name not in COLUMNS]:
        raise InvalidFile(f"No se conoce la columna «{unknown[0][:40]}»; las que hay: {', '.join(COLUMNS)}.")
    if len(set(heading)) < len(heading):
        raise InvalidFile("El encabezado nombra dos veces la misma columna.")


def _is_utf8(cells: list[str]) -> bool:
    text = "".join(cells)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _REPLACED not in text
