"""The sections of a report on calls over time, by line, by queue and by menu. Pure.

The closing balance is in `metrics.reports.sections.closing_balance`.
"""

from collections.abc import Sequence

from metrics.reports import document
from metrics.reports.document import Chart, Column, ReportCell, Row, Section, Series, Table, text_cell
from metrics.reports.inputs import Indicator, MenuUse, ReportInputs, Slot, Totals
from metrics.reports.number_format import format_integer
from metrics.reports.sections.figures import cell_of, figures_table, flow_cells, judged_cell, meets

INCOMPLETE = " *"
"""Suffix of the name of a slot with missing data."""
_FLOWS = ("Ingresadas", "Contestadas", "Abandonadas")
_MAX_BARS, _MAX_NAME_LENGTH = 14, 52


def curve_section(inputs: ReportInputs, unit: str) -> Section:
    """Build the chart of calls over time, with the service level below.

    `unit` is the Spanish name of a slot: «intervalo», «día».
    """
    level, slots = _level(inputs), busy_slots(inputs.slots)
    chart = (_chart(slots, level, unit),) if slots else ()
    sentences = _gaps_of(slots, unit) if slots else ("No ingresó ninguna llamada.",)
    return Section(id="curve", title="Llamadas en el tiempo", paragraphs=sentences, charts=chart)


def time_section(inputs: ReportInputs, unit: str) -> Section:
    """Build the table of the curve's numbers; `unit` is the Spanish name of a slot."""
    level, slots = _level(inputs), busy_slots(inputs.slots)
    columns = (Column(unit.capitalize(), False), *map(Column, _FLOWS), *((Column(level.name),) if level else ()))
    rows = [_row(f"{slot.name}{INCOMPLETE if slot.totals.incomplete else ''}", slot.totals, level) for slot in slots]
    note = f"{INCOMPLETE.strip()} Faltan datos." if any(slot.totals.incomplete for slot in slots) else ""
    total = Row(_row("Total", inputs.total, level).cells, "total")
    table = Table(id="curve", title="", columns=columns, rows=(*rows, total), note=note)
    return Section(id="times", title=f"Anexo: llamadas por {unit}", tables=(table,))


def _gaps_of(slots: Sequence[Slot], unit: str) -> tuple[str, ...]:
    """Return a sentence that lists the slots with missing data; gaps are marked, never filled."""
    names = [slot.name for slot in slots if slot.totals.incomplete]
    if not names:
        return ()
    count_text = f"un {unit}" if len(names) == 1 else f"{len(names)} {unit}s"
    sentence = f"Faltan datos de {count_text}: {', '.join(names)}."
    return (f"{sentence} Los vacíos se certifican; no se estiman.",)


def _level(inputs: ReportInputs) -> Indicator | None:
    return next((each for each in inputs.indicators if each.id == inputs.level), None)


def busy_slots(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return the slots from the first to the last in which a call entered, without the quiet time around them."""
    indexes = [
        index for index, slot in enumerate(slots) if slot.totals.balance.ingressed or slot.totals.balance.received
    ]
    return tuple(slots[indexes[0] : indexes[-1] + 1]) if indexes else ()


def line_and_queue_section(inputs: ReportInputs) -> Section:
    """Build the tables of lines and of queues; the figures of a queue are of visits."""
    note = (
        "En una cola entra una llamada cada vez que llega a ella, también cuando viene de otra: por eso la suma de las "
        "colas no es la de las líneas."
    )
    lines = figures_table("lines", "Líneas", "Línea", inputs.indicators, inputs.lines)
    queues = figures_table("queues", "Colas", "Cola", inputs.indicators, inputs.queues)
    noted = Table(id=queues.id, title=queues.title, columns=queues.columns, rows=queues.rows, note=note)
    return Section(id="places", title="Líneas y colas", tables=(lines, noted))


def menu_section(used: Sequence[MenuUse]) -> Section:
    """Build the table of menu choices, with wrong keys and silence."""
    columns = (Column("Menú", False), Column("Opción", False), Column("Veces"), Column("Porcentaje de lecturas"))
    rows = tuple(row for each in used for row in _menu_rows(each))
    table = Table(id="menus", title="", columns=columns, rows=rows, note="Un menú se lee otra vez a quien se equivoca.")
    chart = (_options(used),) if any(times for each in used for _, _, times in each.options) else ()
    return Section(id="menus", title="Menús", charts=chart, tables=(table,))


def _menu_rows(used: MenuUse) -> list[Row]:
    name = f"{used.line} › {used.menu}" if used.menu else used.line
    choices = [(f"{key}. {label}", times) for key, label, times in used.options]
    choices += [("Tecla que no existe", used.wrong_key), ("No marcaron nada", used.silence)]
    return [
        Row(
            (text_cell(name), text_cell(option), document.count_cell(times), document.percent_cell(times, used.entered))
        )
        for option, times in choices
    ]


def _options(used: Sequence[MenuUse]) -> Chart:
    """Build the chart of the most frequent options."""
    every = [
        (_shorten(f"{each.line}: {key}. {label}"), times)
        for each in used
        for key, label, times in each.options
        if times
    ]
    most = sorted(every, key=lambda each: -each[1])[:_MAX_BARS]
    choices = "; ".join(f"{name}, {format_integer(times)}" for name, times in most[:3])
    return Chart(
        id="menus",
        title="Opciones más elegidas",
        shape="bars",
        places=tuple(name for name, _ in most),
        counts=(Series("Veces", tuple(document.count_cell(times) for _, times in most)),),
        alt=f"Barras de las opciones más elegidas. Las primeras: {choices}. La tabla siguiente las trae todas.",
    )


def _shorten(name: str) -> str:
    return name if len(name) <= _MAX_NAME_LENGTH else f"{name[: _MAX_NAME_LENGTH - 1].rstrip()}…"


def _chart(slots: Sequence[Slot], level: Indicator | None, unit: str) -> Chart:
    flows = [flow_cells(slot.totals) for slot in slots]
    target = level.target if level else None
    share = Series(level.name, tuple(_figure(level, slot.totals) for slot in slots)) if level else None
    return Chart(
        id="curve",
        title=f"Llamadas{' y ' + level.name.lower() if level else ''} por {unit}",
        shape="curve",
        places=tuple(slot.name for slot in slots),
        counts=tuple(Series(name, tuple(each[at] for each in flows)) for at, name in enumerate(_FLOWS)),
        share=share,
        target=target.numerator / target.denominator if target else None,
        alt=_alt_text(slots, level, unit),
    )


def _alt_text(slots: Sequence[Slot], level: Indicator | None, unit: str) -> str:
    """Return the text alternative of the curve."""
    most = max(slots, key=lambda slot: slot.totals.balance.ingressed)
    entered = sum(slot.totals.balance.ingressed for slot in slots)
    text = (
        f"Gráfica por {unit}, de {slots[0].name} a {slots[-1].name}: {format_integer(entered)} "
        f"llamadas ingresadas; el {unit} "
        f"con más, {most.name}, con {format_integer(most.totals.balance.ingressed)}."
    )
    judged = [meets(level, slot.totals.figures.get(level.id)) for slot in slots] if level else []
    verdicts = [each for each in judged if each is not None]
    if level is None or not verdicts:
        return f"{text} El anexo trae las cifras."
    return f"{text} {level.name}: cumplen la meta {sum(verdicts)} de {len(verdicts)}. El anexo trae las cifras."


def _row(name: str, totals: Totals, level: Indicator | None) -> Row:
    if level is None:
        return Row((text_cell(name), *flow_cells(totals)))
    return Row((text_cell(name), *flow_cells(totals), judged_cell(level, totals.figures.get(level.id))))


def _figure(level: Indicator, totals: Totals) -> ReportCell:
    return cell_of(level, totals.figures.get(level.id))
