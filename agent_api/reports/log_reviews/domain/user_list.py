"""The entity's list of users, from CSV: all of it, or the fault of each bad row. Pure.

Columns: ``usuario``, and optionally ``nombre``, which is not kept, and ``estado``: activo or inactivo.
"""

import csv
import io
import re
from typing import Final

import msgspec

MAX_USERS: Final = 20_000
COLUMNS: Final = ("usuario", "nombre", "estado")
_STATES: Final = {"": True, "activo": True, "activa": True, "inactivo": False, "inactiva": False}
_LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")
"""As `agent_api.access.users.USERNAME`, which a pure module cannot import."""


class ListedUser(msgspec.Struct, frozen=True):
    """A user of the entity's list, and whether the entity says that the account is in use."""

    user: str
    active: bool


class BadUserRow(msgspec.Struct, frozen=True):
    """The fault of a row; the heading is row 1."""

    row: int
    problem: str


def read_user_list(text: str) -> tuple[ListedUser, ...] | tuple[BadUserRow, ...]:
    """Return the users of a list, or its bad rows if there is any; separated by commas or semicolons."""
    lines = text.removeprefix("\ufeff")
    heading = lines.partition("\n")[0]
    table = csv.reader(
        io.StringIO(lines), delimiter=";" if heading.count(";") > heading.count(",") else ",", strict=True
    )
    users: dict[str, ListedUser] = {}
    bad: list[BadUserRow] = []
    try:
        columns = [cell.strip().lower() for cell in next(table, [])]
        if problem := _heading_problem(columns):
            return (BadUserRow(1, problem),)
        for number, cells in enumerate(table, 2):
            if any(cell.strip() for cell in cells):
                _read_row(number, dict(zip(columns, cells, strict=False)), len(cells) == len(columns), users, bad)
    except csv.Error:
        return (*bad, BadUserRow(table.line_num, "No se puede leer como CSV."))
    if not users and not bad:
        return (BadUserRow(1, "La lista no tiene usuarios."),)
    if len(users) > MAX_USERS:
        return (BadUserRow(MAX_USERS + 2, f"La lista tiene más de {MAX_USERS} usuarios."),)
    return tuple(bad) or tuple(users.values())


def _read_row(
    number: int, cells: dict[str, str], is_complete: bool, users: dict[str, ListedUser], bad: list[BadUserRow]
) -> None:
    user = cells.get("usuario", "").strip().lower()
    state = cells.get("estado", "").strip().lower()
    if not is_complete:
        bad.append(BadUserRow(number, "No tiene las columnas del encabezado."))
    elif not _LOGIN.fullmatch(user):
        bad.append(BadUserRow(number, "El usuario no es válido: letras, números, punto y guion, sin espacios."))
    elif user in users:
        bad.append(BadUserRow(number, f"El usuario {user} está repetido."))
    elif state not in _STATES:
        bad.append(BadUserRow(number, "El estado debe ser activo o inactivo."))
    else:
        users[user] = ListedUser(user, _STATES[state])


def _heading_problem(columns: list[str]) -> str:
    if "usuario" not in columns:
        return "Falta la columna usuario en el encabezado."
    if unknown := [each for each in columns if each not in COLUMNS]:
        return f"El encabezado tiene una columna que no se conoce: {unknown[0] or 'sin nombre'}."
    return "El encabezado repite una columna." if len(set(columns)) < len(columns) else ""
