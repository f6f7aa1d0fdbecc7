"""The section of a report on answers within the legal term, by area, tier and official (M5-1-05, C10). Pure."""

from collections.abc import Sequence
from typing import Final

from metrics.reports.document import Column, Row, Section, Table, count_cell, percent_cell, text_cell
from metrics.reports.inputs import TermRow

_GROUPS: Final = {"area": "Por área", "tier": "Por nivel", "official": "Por responsable"}
_NAMES: Final = {"area": "Área", "tier": "Nivel", "official": "Responsable"}
_COLUMNS: Final = ("Respondidas en término", "Por responder", "Oportunidad")
_NOTE: Final = (
    "Cada petición cuenta una vez: en el área, el nivel y el responsable que la tenían cuando se respondió, o cuando "
    "pasó su último día sin respuesta."
)


def timeliness_section(terms: Sequence[TermRow]) -> Section:
    """Build a table for each group that has rows; the shares are those of the contract's indicator."""
    tables = tuple(_table(group, [each for each in terms if each.group == group]) for group in _GROUPS)
    return Section(id="timeliness", title="Oportunidad", tables=tuple(each for each in tables if each.rows))


def _table(group: str, terms: Sequence[TermRow]) -> Table:
    rows = tuple(_row(each.name, each.in_time, each.due) for each in terms)
    total = _row("Total", sum(each.in_time for each in terms), sum(each.due for each in terms))
    columns = (Column(_NAMES[group], False), *map(Column, _COLUMNS))
    all_rows = (*rows, Row(total.cells, "total")) if rows else ()
    return Table(id=f"timeliness_{group}", title=_GROUPS[group], columns=columns, rows=all_rows, note=_NOTE)


def _row(name: str, in_time: int, due: int) -> Row:
    return Row((text_cell(name), count_cell(in_time), count_cell(due), percent_cell(in_time, due)))
