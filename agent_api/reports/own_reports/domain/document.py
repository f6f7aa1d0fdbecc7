"""The document of an own report: a section for each table, and rows by group. Pure.

Owns names, order and totals of rows. It computes no figure: cells come with their numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from agent_api.kit.text import fold_accents
from agent_api.reports.own_reports.domain.catalogue import GROUPING_NAMES
from agent_api.reports.own_reports.domain.definition import Grouping
from agent_api.reports.own_reports.domain.report_days import days_in_words
from metrics.reports.document import Column, Origin, Report, ReportCell, Row, Section, Table, text_cell
from metrics.reports.number_format import NOTHING
from metrics.reports.periods import Period

RowKey = tuple[str, ...]
"""The value of each grouping of a table, in the order of its columns; times in ISO 8601."""
_TIMES: frozenset[Grouping] = frozenset({"interval", "day", "week", "month"})
_NOTE = "Solo aparecen las filas con algo que contar."
_INCOMPLETE = " * Faltan datos de ese lapso: se marca y no se completa."


class FigureColumn(NamedTuple):
    """A column: its heading, and its cells by row; ``total`` is None where the figure has none."""

    name: str
    cells: Mapping[RowKey, ReportCell]
    total: ReportCell | None = None


class TableContent(NamedTuple):
    """The content of a table.

    Attributes:
        labels: the text of each value of a grouping, by grouping and value.
        incomplete: rows in whose time data are missing.
    """

    groups: tuple[Grouping, ...]
    columns: tuple[FigureColumn, ...]
    labels: Mapping[Grouping, Mapping[str, str]]
    incomplete: frozenset[RowKey] = frozenset()


class DocumentHead(NamedTuple):
    """The lines of the first page."""

    entity: str
    brand: str
    title: str
    filters: str
    made_at: datetime
    until: str
    origin: Origin


def own_report_document(head: DocumentHead, period: Period, tables: Sequence[TableContent]) -> Report:
    """Build the document of a run."""
    sections = [_section(place, each, head.filters) for place, each in enumerate(tables, 1)]
    return Report(
        kind="own_report",
        entity=head.entity,
        brand=head.brand,
        title=head.title,
        period=days_in_words(period),
        first=period.first,
        last=period.last,
        made_at=head.made_at,
        until=head.until,
        origin=head.origin,
        highlights=(),
        sections=tuple(sections),
    )


def table_title(groups: Sequence[Grouping]) -> str:
    """Return the title of a table: «Por día y línea»."""
    names = [GROUPING_NAMES[each].lower() for each in groups]
    return f"Por {' y '.join(names)}" if names else "Total del período"


def _section(place: int, content: TableContent, filters: str) -> Section:
    title = f"{place}. {table_title(content.groups)}"
    table = _table(f"table_{place}", table_title(content.groups), content)
    return Section(id=f"section_{place}", title=title, paragraphs=(filters,) if filters else (), tables=(table,))


def _table(id_: str, title: str, content: TableContent) -> Table:
    counted = {key for column in content.columns for key, cell in column.cells.items() if key == () or _counts(cell)}
    keys = sorted(counted, key=lambda key: _order(content, key))
    rows = [_row(content, key) for key in keys]
    totals = [each.total for each in content.columns]
    if content.groups and rows and any(totals):
        blanks = [text_cell("")] * (len(content.groups) - 1)
        cells = (text_cell("Total"), *blanks, *(each or text_cell(NOTHING) for each in totals))
        rows.append(Row(cells, mark="total"))
    names = [GROUPING_NAMES[each] for each in content.groups] or ["Grupo"]
    headings = (*(Column(name, False) for name in names), *(Column(each.name) for each in content.columns))
    marked = _INCOMPLETE if content.incomplete & set(keys) else ""
    note = f"{_NOTE if content.groups else ''}{marked}".strip()
    return Table(id=id_, title=title, columns=headings, rows=tuple(rows), note=note)


def _counts(cell: ReportCell) -> bool:
    """Return whether a cell shows that something was counted; 0 of 10 does, and 0 calls do not."""
    return bool(cell.numerator) or (cell.kind in ("percent", "seconds") and bool(cell.denominator))


def _row(content: TableContent, key: RowKey) -> Row:
    labels = [content.labels[group].get(value, value) for group, value in zip(content.groups, key, strict=True)]
    names = labels or ["Total"]
    names[0] += " *" if key in content.incomplete else ""
    cells = (each.cells.get(key, text_cell(NOTHING)) for each in content.columns)
    return Row((*map(text_cell, names), *cells), id=" · ".join(key) if _needs_id(content.groups) else "")


def _needs_id(groups: Sequence[Grouping]) -> bool:
    """Return whether the first cell of a row does not identify it: two groupings, or people with the same name."""
    return len(groups) > 1 or "advisor" in groups


def _order(content: TableContent, key: RowKey) -> tuple[tuple[bool, str], ...]:
    """Return the place of a row: times in order, then names in alphabetical order, without a name last."""
    parts: list[tuple[bool, str]] = []
    for group, value in zip(content.groups, key, strict=True):
        text = value if group in _TIMES else fold_accents(content.labels[group].get(value, value))
        parts.append((value == "", text))
    return tuple(parts)
