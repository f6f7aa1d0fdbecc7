"""Rows of a CSV file of staff: the columns, the value of each cell, and the faults. Pure.

Owns the format: UTF-8, separated by commas, or by semicolons as Spanish spreadsheets do. `import_plan` says what a row
does to a person.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from agent_api.kit.text import alphanumerics, fold_accents
from agent_api.staff.domain.record import StaffDetails

COLUMNS: Final = (
    *("usuario", "nombre", "documento", "empleador", "cargo", "linea", "canal", "coordinador"),
    *("ingreso", "salida", "motivo"),
)
REQUIRED_COLUMNS: Final = ("usuario", "nombre", "ingreso")
DETAILS: Final[Mapping[str, str]] = {
    "documento": "document",
    "empleador": "employer",
    "cargo": "position",
    "linea": "line",
    "canal": "channel",
    "coordinador": "coordinator",
}
"""The detail that a column says."""
MOST_ROWS: Final = 20_000
LONGEST: Final[Mapping[str, int]] = {
    **{"nombre": 120, "documento": 20, "empleador": 80, "cargo": 80, "linea": 80, "canal": 40, "motivo": 500},
}
_USER: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y")
_UNREADABLE: Final = "\ufffd"


class StaffRowFault(msgspec.Struct, frozen=True):
    """Why a file is refused: the line of a row, its column (empty for the whole row), and a sentence for people."""

    line: int
    column: str
    reason: str


class StaffImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A readable row.

    Attributes:
        absent: the details for which the file has no column; a person keeps theirs.
        begins_on: may be None for a person who is already in the campaign.
    """

    line: int
    user: str
    name: str
    document: str = ""
    details: StaffDetails
    absent: frozenset[str] = frozenset()
    begins_on: date | None = None
    last_day: date | None = None
    reason: str = ""


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The names that a cell may have: the id of each line and channel, by its folded id and its folded name."""

    lines: Mapping[str, str]
    channels: Mapping[str, str]


def index_places(lines: Mapping[str, str], channels: Mapping[str, str]) -> Places:
    """Return what a cell may name, from the names by id."""
    return Places(lines=_by_word(lines), channels=_by_word(channels))


def read_rows(text: str, places: Places) -> tuple[list[StaffImportRow], list[StaffRowFault]]:
    """Read a file; return its readable rows, and the faults of the others and of the heading."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    first = lines[0] if lines else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    table = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[StaffImportRow] = []
    faults: list[StaffRowFault] = []
    try:
        heading = [fold_accents(cell.strip()) for cell in next(table, [])]
        if fault := _heading_fault(heading):
            return [], [StaffRowFault(1, "", fault)]
        for line, cells in _numbered(table):
            if len(rows) + len(faults) >= MOST_ROWS:
                return [], [StaffRowFault(line, "", f"El archivo tiene más de {MOST_ROWS} filas: divídalo.")]
            read = _read_row(line, heading, cells, places)
            if isinstance(read, StaffImportRow):
                rows.append(read)
            else:
                faults += read
    except csv.Error:
        return [], [StaffRowFault(table.line_num, "", "El archivo no se puede leer desde esta línea: no es CSV.")]
    return rows, faults + _repeated(rows)


def _numbered(table: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV reader that is not empty, with the line on which it begins."""
    begins = table.line_num + 1
    for cells in table:
        if any(cell.strip() for cell in cells):
            yield begins, [cell.strip() for cell in cells]
        begins = table.line_num + 1


def _heading_fault(heading: Sequence[str]) -> str:
    if missing := [name for name in REQUIRED_COLUMNS if name not in heading]:
        return f"Al encabezado le falta «{missing[0]}»: necesita {', '.join(REQUIRED_COLUMNS)}."
    if unknown := [name for name in heading if name not in COLUMNS]:
        return f"No se conoce la columna «{unknown[0][:40]}»; las que hay: {', '.join(COLUMNS)}."
    return "El encabezado nombra dos veces la misma columna." if len(set(heading)) < len(heading) else ""


def _read_row(
    line: int, heading: Sequence[str], cells: Sequence[str], places: Places
) -> StaffImportRow | list[StaffRowFault]:
    if len(cells) != len(heading):
        more = "más" if len(cells) > len(heading) else "menos"
        return [StaffRowFault(line, "", f"La fila tiene {more} columnas que el encabezado.")]
    cell = {**dict.fromkeys(COLUMNS, ""), **dict(zip(heading, cells, strict=True))}
    faults = [StaffRowFault(line, column, reason) for column, reason in _cell_faults(cell, places)]
    if faults:
        return faults
    return StaffImportRow(
        line=line,
        user=cell["usuario"],
        name=" ".join(cell["nombre"].split()),
        document=alphanumerics(cell["documento"]).upper(),
        details=StaffDetails(
            employer=cell["empleador"],
            position=cell["cargo"],
            line=places.lines.get(fold_accents(cell["linea"]), ""),
            channel=places.channels.get(fold_accents(cell["canal"]), ""),
            coordinator=cell["coordinador"],
        ),
        absent=frozenset(detail for column, detail in DETAILS.items() if column not in heading),
        begins_on=_read_day(cell["ingreso"]),
        last_day=_read_day(cell["salida"]),
        reason=cell["motivo"],
    )


def _cell_faults(cell: Mapping[str, str], places: Places) -> Iterator[tuple[str, str]]:
    if not _USER.fullmatch(cell["usuario"]):
        yield "usuario", "Va en minúsculas, sin espacios ni tildes, y empieza por una letra."
    if not cell["nombre"]:
        yield "nombre", "Falta el nombre."
    for column, longest in LONGEST.items():
        if len(cell[column]) > longest:
            yield column, f"Tiene más de {longest} letras."
        if _UNREADABLE in cell[column]:
            yield column, "Tiene letras que no se pueden leer: guarde el archivo como «CSV UTF-8»."
    if cell["coordinador"] and not _USER.fullmatch(cell["coordinador"]):
        yield "coordinador", "Va el usuario de quien coordina, no su nombre."
    if cell["linea"] and fold_accents(cell["linea"]) not in places.lines:
        yield "linea", "El sitio no tiene esa línea."
    if cell["canal"] and fold_accents(cell["canal"]) not in places.channels:
        yield "canal", "No hay un canal con ese nombre."
    for column in ("ingreso", "salida"):
        if cell[column] and _read_day(cell[column]) is None:
            yield column, "No es una fecha: escríbala así, 2026-11-30."
    begins, ends = _read_day(cell["ingreso"]), _read_day(cell["salida"])
    if begins and ends and ends < begins:
        yield "salida", "La salida es anterior al ingreso."


def _repeated(rows: Sequence[StaffImportRow]) -> list[StaffRowFault]:
    """Return a fault for each row whose user or document another row has."""
    faults: list[StaffRowFault] = []
    users: dict[str, int] = {}
    documents: dict[str, int] = {}
    for row in rows:
        if (earlier := users.setdefault(row.user, row.line)) != row.line:
            faults.append(StaffRowFault(row.line, "usuario", f"La línea {earlier} ya tiene este usuario."))
        if row.document and (earlier := documents.setdefault(row.document, row.line)) != row.line:
            faults.append(StaffRowFault(row.line, "documento", f"La línea {earlier} ya tiene este documento."))
    return faults


def _read_day(cell: str) -> date | None:
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(cell, pattern).date()  # noqa: DTZ007 - a local day has no zone
        except ValueError:
            continue
    return None


def _by_word(names: Mapping[str, str]) -> dict[str, str]:
    return {fold_accents(word): id_ for id_, name in names.items() for word in (id_, name)}
