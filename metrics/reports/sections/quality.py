"""The section of a report on quality: what the evaluations of the random samples prove. Pure.

A precision stands with its evaluations and its interval, because a sample proves a range and not a number.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from metrics.indicators.results import EvaluatedSample
from metrics.reports import document
from metrics.reports.document import Column, ReportCell, Row, Section, Table, text_cell, verdict, with_alarm
from metrics.reports.inputs import Indicator, ReportInputs, Totals
from metrics.reports.number_format import NOTHING, format_decimal, format_integer
from metrics.reports.sections.figures import judged_cell, meets, target_of

_COLUMNS: Final = (
    Column("Indicador", False),
    Column("Cumplen, o suma de notas"),
    Column("Evaluaciones"),
    Column("Cifra"),
    Column("Intervalo del 95 %"),
    Column("Meta", False),
    Column("Cumple", False),
)
_NOTE: Final = (
    "Solo las evaluaciones de las muestras al azar que se firmaron en el período, sin las de la curva de aprendizaje. "
    "El intervalo es el de Wilson: dónde puede estar la cifra de todo el trabajo del que salieron las muestras."
)
_WEIGHTED: Final = (
    "(p) Cifra ponderada: la muestra tuvo al menos una de cada asesor, y cada estrato pesa según su trabajo; no es la "
    "división de las dos primeras columnas."
)


def quality_sections(inputs: ReportInputs) -> tuple[Section, ...]:
    """Build the section of the indicators of quality; none if the contract has none."""
    indicators = [each for each in inputs.indicators if each.quality]
    if not indicators:
        return ()
    of_lines = {
        f"{each.name} · {line}": (each, totals)
        for each in indicators
        for line, totals in inputs.lines.items()
        if each.key in totals.samples
    }
    tables = [_table("quality", "", {each.name: (each, inputs.total) for each in indicators})]
    if of_lines:
        tables.append(_table("quality_lines", "Por línea", of_lines))
    return (Section(id="quality", title="Calidad", tables=tuple(tables)),)


def _table(id_: str, title: str, parts: Mapping[str, tuple[Indicator, Totals]]) -> Table:
    samples = [sample for indicator, totals in parts.values() if (sample := totals.samples.get(indicator.key))]
    notes = [_NOTE, _replaced_note(samples)] if not title else []
    if any(each.weighted for each in samples):
        notes.append(_WEIGHTED)
    rows = tuple(_row(name, *part) for name, part in parts.items())
    return Table(id=id_, title=title, columns=_COLUMNS, rows=rows, note=" ".join(notes))


def _replaced_note(samples: list[EvaluatedSample]) -> str:
    replaced = max((each.replaced for each in samples), default=0)
    if not replaced:
        return "No se reemplazó nada en las muestras."
    return f"En la muestra con más reemplazos se reemplazaron {format_integer(replaced)}."


def _row(name: str, indicator: Indicator, totals: Totals) -> Row:
    figure, sample = totals.figures.get(indicator.key), totals.samples.get(indicator.key)
    fits = meets(indicator, figure)
    judged = with_alarm(text_cell(verdict(fits)), fits is False)
    return Row(
        (
            text_cell(name),
            _total_cell(indicator, sample),
            document.count_cell(sample.evaluations if sample else 0),
            judged_cell(indicator, figure),
            text_cell(_interval(sample)),
            text_cell(target_of(indicator)),
            judged,
        )
    )


def _total_cell(indicator: Indicator, sample: EvaluatedSample | None) -> ReportCell:
    if sample is None:
        return text_cell(NOTHING)
    total = Fraction(sample.total)
    if indicator.quality == "precision":
        return document.count_cell(int(total))
    return text_cell(format_decimal(total.numerator, total.denominator))


def _interval(sample: EvaluatedSample | None) -> str:
    if sample is None:
        return NOTHING
    low, high = (each.replace(".", ",") for each in (sample.low, sample.high))
    return f"{low} a {high}\u00a0%{' (p)' if sample.weighted else ''}"
