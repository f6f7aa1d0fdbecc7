"""The document of the report of users: totals by kind and role, and each movement. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from agent_api.kit.labels import ROLES
from agent_api.reports.accounts.domain.movements import AccountMovement, MovementKind
from config.spanish_dates import spoken_month
from config.timezone import COLOMBIA
from metrics.indicators.periods import month_of
from metrics.reports.document import (
    Column,
    Highlight,
    Origin,
    Report,
    Row,
    Section,
    Table,
    count_cell,
    text_cell,
)
from metrics.reports.layouts import TITLES
from metrics.reports.number_format import NOTHING
from metrics.reports.periods import Period

_KINDS: Final[dict[MovementKind, str]] = {
    "created": "Usuario creado",
    "enabled": "Usuario habilitado de nuevo",
    "role_given": "Rol dado o cambiado de fechas",
    "role_withdrawn": "Rol retirado",
    "disabled": "Usuario inhabilitado",
}
_ACTIVATIONS: Final[tuple[MovementKind, ...]] = ("created", "enabled")
_CHANGES: Final[tuple[MovementKind, ...]] = ("role_given", "role_withdrawn")
_REMOVALS: Final[tuple[MovementKind, ...]] = ("disabled",)
_LISTED: Final = tuple(
    Column(name, False) for name in ("Fecha y hora", "Usuario", "Movimiento", "Rol", "Lo hizo", "Lo aprobó", "Motivo")
)
_EMPTY: Final = "En el período no hubo movimientos de usuarios."


def account_document(
    movements: Sequence[AccountMovement],
    names: Mapping[str, str],
    period: Period,
    *,
    entity: str,
    brand: str,
    origin: Origin,
    until: str,
    made_at: datetime,
) -> Report:
    """Build the report; ``names`` are display names by login."""
    counts = Counter(each.kind for each in movements)
    return Report(
        kind="accounts",
        entity=entity,
        brand=brand,
        title=TITLES["accounts"],
        period=spoken_month(month_of(period.first)),
        first=period.first,
        last=period.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=tuple(
            Highlight(name=name, value=count_cell(sum(counts[each] for each in kinds)))
            for name, kinds in (("Activaciones", _ACTIVATIONS), ("Cambios", _CHANGES), ("Retiros", _REMOVALS))
        ),
        sections=(
            _kind_section(counts),
            _role_section(movements),
            _list_section(movements, names),
        ),
    )


def _kind_section(counts: Mapping[MovementKind, int]) -> Section:
    rows = tuple(Row((text_cell(name), count_cell(counts[kind]))) for kind, name in _KINDS.items())
    total = Row((text_cell("Todos"), count_cell(sum(counts[kind] for kind in _KINDS))), "total")
    columns = (Column("Movimiento", False), Column("Cuántos"))
    return Section(
        id="kinds", title="Por clase", tables=(Table(id="kinds", title="", columns=columns, rows=(*rows, total)),)
    )


def _role_section(movements: Sequence[AccountMovement]) -> Section:
    counts = Counter((each.role, each.kind) for each in movements if each.role)
    roles = sorted({role for role, _ in counts}, key=lambda role: ROLES.get(role, role))
    rows = tuple(
        Row((text_cell(ROLES.get(role, role)), *(count_cell(counts[role, kind]) for kind in _CHANGES)), id=role)
        for role in roles
    )
    columns = (Column("Rol", False), Column("Dado o cambiado"), Column("Retirado"))
    table = Table(id="roles", title="", columns=columns, rows=rows, empty="En el período no cambió ningún rol.")
    return Section(id="roles", title="Por rol", tables=(table,))


def _list_section(movements: Sequence[AccountMovement], names: Mapping[str, str]) -> Section:
    rows = tuple(
        Row(
            tuple(
                map(
                    text_cell,
                    (
                        f"{each.at.astimezone(COLOMBIA):%d/%m/%Y %H:%M}",
                        _person(f"user:{each.user}", names),
                        _KINDS[each.kind],
                        ROLES.get(each.role, each.role) or NOTHING,
                        _person(each.by, names),
                        _person(each.approved_by, names) if each.approved_by else NOTHING,
                        f"Revisión de cuentas {each.review}" if each.review else NOTHING,
                    ),
                )
            ),
            id=each.user,
        )
        for each in movements
    )
    table = Table(id="movements", title="", columns=_LISTED, rows=rows, empty=_EMPTY)
    return Section(id="movements", title="Cada movimiento", tables=(table,))


def _person(actor: str, names: Mapping[str, str]) -> str:
    """Return the name and login of an actor; of no person, the server's terminal or the system."""
    kind, _, login = actor.partition(":")
    if kind in ("user", "advisor") and login:
        name = names.get(login, "")
        return f"{name} ({login})" if name and not name.endswith(f"({login})") else name or login
    return "Terminal del servidor" if actor == "system" else "El sistema"
