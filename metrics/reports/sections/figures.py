"""Indicators against their targets, as cells, tiles and tables. Pure.

Owns how a figure and a target are printed, and when a target is met: by the exact fraction, never by the printed one.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from metrics.reports import document
from metrics.reports.document import (
    Column,
    Highlight,
    PercentParts,
    ReportCell,
    Row,
    Section,
    Table,
    difference_cell,
    text_cell,
    verdict,
    with_alarm,
)
from metrics.reports.inputs import Indicator, ReportInputs, Totals
from metrics.reports.number_format import NOTHING, format_decimal
from metrics.service_level import Ratio

NO_FIGURES: Final = Ratio(0, 0)
_MAX_HIGHLIGHTS: Final = 6
SENSES: Final = {"at_least": "al menos", "at_most": "a lo sumo"}


def cell_of(indicator: Indicator, figure: Ratio | None) -> ReportCell:
    """Build the cell of a figure; a missing figure prints as `NOTHING`."""
    ratio = figure or NO_FIGURES
    if indicator.unit == "seconds":
        return document.seconds_cell(ratio.numerator, ratio.denominator)
    parts: PercentParts = "weights" if indicator.quality else "times" if indicator.of_time else "counts"
    return document.percent_cell(ratio.numerator, ratio.denominator, parts)


def judged_cell(indicator: Indicator, figure: Ratio | None) -> ReportCell:
    """Build the cell of a figure, with an alarm if it misses its target."""
    return with_alarm(cell_of(indicator, figure), meets(indicator, figure) is False)


def meets(indicator: Indicator, figure: Ratio | None) -> bool | None:
    """Return whether a figure meets its target, equality included; None if either is missing."""
    target = indicator.target
    if target is None or figure is None or figure.denominator == 0:
        return None
    factor = 100 if indicator.unit == "percent" else 1
    scale = 1 if indicator.unit == "percent" else 1000
    value_side = factor * figure.numerator * target.denominator
    target_side = target.numerator * figure.denominator * scale
    return value_side >= target_side if indicator.sense == "at_least" else value_side <= target_side


def target_of(indicator: Indicator) -> str:
    """Return a target in words, «al menos 80 %»; NOTHING if there is none."""
    target = indicator.target
    if target is None:
        return NOTHING
    sign = "\u00a0s" if indicator.unit == "seconds" else "\u00a0%"
    return f"{SENSES[indicator.sense]} {_format_target(target)}{sign}"


def highlights_of(inputs: ReportInputs) -> tuple[Highlight, ...]:
    """Return the figures of the first page: those with a target first, then times, up to the limit.

    Quality has a section of its own, because its figures need their intervals.
    """
    of_operation = [each for each in inputs.indicators if not each.quality]
    indicators = sorted(of_operation, key=lambda each: (each.target is None, each.unit != "seconds"))[:_MAX_HIGHLIGHTS]
    return tuple(_highlight(each, inputs) for each in inputs.indicators if each in indicators)


def comparison_section(inputs: ReportInputs) -> Section:
    """Build the table of figures and call counts, with targets and earlier periods."""
    names = [name for name, _ in inputs.compared]
    change_column = (Column("Variación"),) if names else ()
    columns = (
        Column("Indicador", False),
        Column("Este período"),
        Column("Meta", False),
        Column("Cumple", False),
        *map(Column, names),
        *change_column,
    )
    shown = [each for each in inputs.indicators if not each.quality or each.key in inputs.total.samples]
    rows = (*(_figure_row(each, inputs) for each in shown), *_call_rows(inputs))
    note = "La meta se compara con la fracción exacta, no con la cifra redondeada. pp: puntos porcentuales."
    note = " ".join([note, *dict.fromkeys(each.note for each in inputs.indicators if each.note)])
    table = Table(id="indicators", title="", columns=columns, rows=rows, note=note)
    return Section(id="indicators", title="Indicadores del contrato", tables=(table,))


def figures_table(
    id_: str, title: str, first: str, indicators: Sequence[Indicator], parts: Mapping[str, Totals]
) -> Table:
    """Build a table of figures with one line or queue in each row, and its call counts.

    Args:
        id_: of the table.
        title: above it.
        first: name of the first column.
        indicators: candidates for columns; those without a figure in any row, or beyond the width of a page, are left
            out.
        parts: lines or queues, by name.
    """
    with_figures = [
        each
        for each in indicators
        if any(part.figures.get(each.key, NO_FIGURES).denominator for part in parts.values())
    ]
    with_figures = with_figures[:_MAX_HIGHLIGHTS]
    columns = (Column(first, False), Column("Ingresadas"), Column("Contestadas"), Column("Abandonadas"))
    rows = (Row((text_cell(name), *flow_cells(part), *_figures(with_figures, part))) for name, part in parts.items())
    return Table(
        id=id_, title=title, columns=(*columns, *(Column(each.name) for each in with_figures)), rows=tuple(rows)
    )


def flow_cells(part: Totals) -> tuple[ReportCell, ReportCell, ReportCell]:
    """Build the cells of calls entered, answered and abandoned."""
    outcomes = part.balance.outcomes
    abandoned = outcomes.get("abandoned_queue", 0) + outcomes.get("abandoned_ivr", 0)
    return (
        document.count_cell(part.balance.ingressed),
        document.count_cell(outcomes.get("answered", 0)),
        document.count_cell(abandoned),
    )


def _figures(indicators: Sequence[Indicator], part: Totals) -> tuple[ReportCell, ...]:
    return tuple(judged_cell(each, part.figures.get(each.key)) for each in indicators)


def _highlight(indicator: Indicator, inputs: ReportInputs) -> Highlight:
    figure = inputs.total.figures.get(indicator.key)
    before = ""
    if inputs.compared:
        name, earlier = inputs.compared[0]
        before = f"{name}: {cell_of(indicator, earlier.figures.get(indicator.key)).text}"
    return Highlight(
        name=indicator.name,
        value=cell_of(indicator, figure),
        target="" if indicator.target is None else f"{document.TARGET}{target_of(indicator)}",
        meets=meets(indicator, figure),
        before=before,
    )


def _figure_row(indicator: Indicator, inputs: ReportInputs) -> Row:
    figure = inputs.total.figures.get(indicator.key)
    now, meets_target = judged_cell(indicator, figure), meets(indicator, figure)
    earlier = [cell_of(indicator, part.figures.get(indicator.key)) for _, part in inputs.compared]
    judged = with_alarm(text_cell(verdict(meets_target)), meets_target is False)
    change_cell = (difference_cell(now, earlier[0]),) if earlier else ()
    return Row((text_cell(indicator.name), now, text_cell(target_of(indicator)), judged, *earlier, *change_cell))


def _call_rows(inputs: ReportInputs) -> tuple[Row, ...]:
    names = ("Llamadas ingresadas", "Llamadas contestadas", "Llamadas abandonadas")
    now = flow_cells(inputs.total)
    before = [flow_cells(part) for _, part in inputs.compared]
    empty_cell = text_cell(NOTHING)
    return tuple(
        Row(
            (
                text_cell(name),
                now[at],
                empty_cell,
                empty_cell,
                *(each[at] for each in before),
                *((difference_cell(now[at], before[0][at]),) if before else ()),
            )
        )
        for at, name in enumerate(names)
    )


def _format_target(number: Ratio) -> str:
    """Format a target without trailing zeros: «80», «99,5»."""
    text = format_decimal(number.numerator, number.denominator)
    return text.rstrip("0").rstrip(",") if "," in text else text
