"""A report as PDF with text alternatives for its charts (PDF/UA-1).

Owns the content of the first page and of the footers. The layout is in `page.typ`; charts are in
`agent_api.reports.domain.charts`.
"""

from pathlib import Path
from typing import Any, Final

from agent_api.kit.pdf import render_pdf
from agent_api.reports.renderers.svg import svg_of
from agent_api.tickets.receipts.receipt import datetime_in_words
from metrics.reports import number_format
from metrics.reports.document import Chart, Highlight, Report, ReportCell, Row, Section, Table

TEMPLATE: Final = Path(__file__).with_name("page.typ")
_VERDICTS: Final = {None: "", True: "yes", False: "no"}
_HASH_SHOWN: Final = 16
_MAX_WIDTH: Final = 44
_COLUMN_GAP: Final = 2
_ROWS_TOGETHER: Final = 20
_PROSE: Final = 80
"""Characters of a cell that is prose and not a value."""
_LINE: Final = 92
"""Characters in the width of a table."""


def pdf_of(report: Report, logo: str = "") -> bytes:
    """Return the report as PDF; the output is deterministic. ``logo`` is an SVG drawing, or empty."""
    charts = [chart for section in report.sections for chart in section.charts]
    content = {
        "title": report.title,
        "entity": report.entity,
        "brand": report.brand,
        "period": report.period,
        "cover": list(cover_lines(report)),
        "footer": f"{report.title} · {report.period} · registro n.º {number_format.format_integer(report.origin.seq)}, "
        f"cabeza {report.origin.hash[:_HASH_SHOWN]}…",
        "highlights": [_highlight(each) for each in report.highlights],
        "sections": [_section(each) for each in report.sections],
    }
    pictures = {_chart_file(each): svg_of(each) for each in charts}
    return render_pdf(TEMPLATE, "report", content, logo=logo, extra_inputs=pictures)


def cover_lines(report: Report) -> tuple[str, ...]:
    """Return the first page's lines about the report: its period, when it was made, and from which data."""
    if report.cover:
        sealed = f"Contenido sellado: SHA-256 {report.digest}." if report.digest else ""
        return (*report.cover, *filter(None, (sealed,)))
    last = f" al {report.last:%d/%m/%Y}" if report.last != report.first else ""
    until = f", visto {report.until}" if report.until else ""
    return (
        f"Período: {report.first:%d/%m/%Y}{last}{until}. Las llamadas se cuentan por su hora de ingreso, en hora de "
        "Colombia.",
        f"Hecho el {datetime_in_words(report.made_at)}, con la versión {report.origin.site_version} del sitio.",
        f"Calculado del registro de hechos hasta el n.º {number_format.format_integer(report.origin.seq)}, "
        "cabeza de la cadena "
        f"{report.origin.hash}. Quien tenga el registro hasta ese hecho puede contar las mismas cifras.",
    )


def _highlight(highlight: Highlight) -> dict[str, Any]:
    return {
        "name": highlight.name,
        "value": highlight.value.text,
        "fraction": highlight.value.fraction,
        "target": highlight.target,
        "meets": _VERDICTS[highlight.meets],
        "before": highlight.before,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "paragraphs": list(section.paragraphs),
        "charts": [_chart(each) for each in section.charts],
        "tables": [_table(each) for each in section.tables],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {"title": chart.title, "alt": chart.alt, "picture": _chart_file(chart), "wide": chart.shape == "curve"}


def _row(row: Row) -> dict[str, Any]:
    cells = [{"text": cell.text, "fraction": fraction_of(cell, row), "alarm": cell.alarm} for cell in row.cells]
    return {"mark": row.mark, "cells": cells}


def fraction_of(cell: ReportCell, row: Row) -> str:
    """Return the numerator and denominator to print below a percentage.

    It is empty if the other cells of the row have both, for each of its percentages.
    """
    counts = {each.numerator for each in row.cells if each.kind == "count"}
    shares = [each for each in row.cells if each.fraction]
    return "" if all({each.numerator, each.denominator} <= counts for each in shares) else cell.fraction


def _widths(table: Table) -> list[int]:
    """Return the preferred width of each column in characters: its longest cell or longest word of the header."""
    cells = zip(*(row.cells for row in table.rows), strict=True) if table.rows else ((),) * len(table.columns)
    longest = [max((max(len(cell.text), len(cell.fraction)) for cell in column), default=0) for column in cells]
    words = [max(map(len, column.name.split())) for column in table.columns]
    return [min(max(each), _MAX_WIDTH) + _COLUMN_GAP for each in zip(longest, words, strict=True)]


def _shares(table: Table) -> list[int]:
    """Return the width of each column of a table that does not fit: room for its longest word, and a share of the rest.

    The rest is shared in proportion to what each column lacks of its preferred width.
    """
    cells = zip(*(row.cells for row in table.rows), strict=True) if table.rows else ((),) * len(table.columns)
    texts = [[column.name, *(cell.text for cell in group)] for column, group in zip(table.columns, cells, strict=True)]
    words = [max(len(word) for text in column for word in text.split() or [""]) + _COLUMN_GAP for column in texts]
    lacking = [max(wanted - least, 0) for wanted, least in zip(_widths(table), words, strict=True)]
    rest = max(_LINE - sum(words), 0)
    return [least + rest * lack // max(sum(lacking), 1) for least, lack in zip(words, lacking, strict=True)]


def _fits(table: Table) -> bool:
    """Return whether all columns fit with headers on one line; otherwise they share the width."""
    names = (len(column.name) + _COLUMN_GAP for column in table.columns)
    return sum(map(max, _widths(table), names)) <= _LINE


def _breaks(table: Table) -> bool:
    """Return whether a table may go on over pages; a short one of values is read on one page."""
    has_prose = any(len(cell.text) > _PROSE for row in table.rows for cell in row.cells)
    return len(table.rows) > _ROWS_TOGETHER or has_prose


def _chart_file(chart: Chart) -> str:
    return f"chart-{chart.id}"


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [{"name": each.name, "numeric": each.numeric} for each in table.columns],
        "rows": [_row(each) for each in table.rows],
        "widths": _widths(table) if _fits(table) else _shares(table),
        "fits": _fits(table),
        "note": table.note,
        "empty": table.empty,
        "breaks": _breaks(table),
    }
