"""Files of the roster: queues and seats of advisors, seats, absences, and deputies. Reasons of absences stay here."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.roster.lists import find_absences, find_advisors, list_people, list_seats
from agent_api.roster.schemas import RosterExportForm, RosterList


async def export_roster(context: ApiContext, principal: Principal, form: RosterExportForm) -> bytes:
    """Return the file of a list of the roster.

    Raises:
        Forbidden: the person may not read the roster.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("roster.read"):
        raise Forbidden
    table = await _TABLES[form.list](context, form)
    return await produce_file(
        context.engine,
        context.campaign,
        table,
        exported="roster",
        file_format=form.format,
        filters=filter_names(form, besides=("format",)),
        columns=tuple(table.headings),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


async def _tabulate_advisors(context: ApiContext, form: RosterExportForm) -> ExportTable:
    queues = context.site.queues
    rows: list[list[Cell]] = [
        [each.user, each.name, each.seat or "", _yes(each.away), *(each.levels.get(queue) for queue in queues)]
        for each in await find_advisors(context, form)
    ]
    headings = ["Usuario", "Nombre", "Puesto", "Ausente hoy", *(queue.name for queue in queues.values())]
    return ExportTable(title="Puestos y colas", headings=headings, rows=rows)


async def _tabulate_seats(context: ApiContext, form: RosterExportForm) -> ExportTable:
    rows: list[list[Cell]] = [
        [each.id, each.extension, each.location, ", ".join(each.advisors)] for each in (await list_seats(context)).seats
    ]
    return ExportTable(title="Puestos", headings=["Puesto", "Extensión", "Ubicación", "Asesores"], rows=rows)


async def _tabulate_absences(context: ApiContext, form: RosterExportForm) -> ExportTable:
    rows: list[list[Cell]] = [
        [
            each.user,
            each.name,
            ", ".join(each.areas),
            each.first_day,
            each.last_day,
            each.stands_in_name or "",
        ]
        for each in (await find_absences(context, form))[: ROWS_LIMIT + 1]
    ]
    headings = ["Usuario", "Nombre", "Áreas", "Primer día", "Último día", "Quién suple"]
    return ExportTable(title="Ausencias", headings=headings, rows=rows)


async def _tabulate_deputies(context: ApiContext, form: RosterExportForm) -> ExportTable:
    rows: list[list[Cell]] = [
        [
            each.user,
            each.name,
            ", ".join(labels.ROLES[role] for role in each.roles),
            each.deputy or "",
            each.deputy_name or "",
            _yes(each.away),
        ]
        for each in (await list_people(context)).people
    ]
    headings = ["Usuario", "Nombre", "Roles", "Usuario del suplente", "Suplente", "Ausente hoy"]
    return ExportTable(title="Suplentes", headings=headings, rows=rows)


def _yes(value: bool) -> str:
    return "Sí" if value else "No"


_TABLES: Final[Mapping[RosterList, Callable[[ApiContext, RosterExportForm], Awaitable[ExportTable]]]] = {
    "advisors": _tabulate_advisors,
    "seats": _tabulate_seats,
    "absences": _tabulate_absences,
    "deputies": _tabulate_deputies,
}
