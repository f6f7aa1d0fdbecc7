"""Export the table of curves: a row for each half hour of each day, with exact fractions."""

from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.board.curves import ComparedDay, compare_days
from agent_api.board.domain.half_hours import UNITS, BoardMetric, IntervalFigures
from agent_api.board.presenters import print_figure
from agent_api.board.schemas import CurvesExportForm
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import produce_file
from agent_api.kit.context import ApiContext

_DAYS: Final[dict[ComparedDay, str]] = {
    "today": "Hoy",
    "yesterday": "Ayer",
    "last_week": "Mismo día de la semana pasada",
}
_NAMES: Final[dict[BoardMetric, str]] = {
    "arrivals": "Entraron",
    "waiting": "En espera a la vez, en promedio",
    "service_level": "Nivel de servicio %",
    "abandon_rate": "Abandono %",
    "speed_of_answer": "ASA s",
    "handle_time": "TMO s",
}
_SEES_FIGURES: Final = "service_level.read"


async def export_curves(context: ApiContext, principal: Principal, form: CurvesExportForm) -> bytes:
    """Return the table as a file, once the fact of the export is stored.

    Raises:
        Forbidden: the person may not read the figures.
    """
    if not principal.has_permission(_SEES_FIGURES):
        raise Forbidden
    compared = await compare_days(context, form.line, form.queue)
    headings = [
        *("Día", "Fecha", "Media hora"),
        *(f"{name}{part}" for name in _NAMES.values() for part in ("", ": numerador", ": denominador")),
    ]
    rows = [
        [_DAYS[name], day.day, f"{each.offset_s // 3600:02}:{each.offset_s // 60 % 60:02}", *_cells(each)]
        for name, day in compared.days.items()
        for each in day.intervals
    ]
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(title="Tablero por media hora", headings=headings, rows=rows),
        exported="figures",
        file_format=form.format,
        filters=filter_names(form, besides=("format",)),
        columns=("half_hours",),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def _cells(interval: IntervalFigures) -> list[Cell]:
    cells: list[Cell] = []
    for metric in _NAMES:
        fraction = interval.figures[metric]
        cells += [print_figure(fraction, UNITS[metric]), *fraction]
    return cells
