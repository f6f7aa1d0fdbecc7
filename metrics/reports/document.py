"""A report as a value: sections of tables and charts, each cell with its exact number and its text. Pure.

Owns the shape that the PDF, the workbook, the CSV and the preview are all made of; hence they cannot tell different
figures. It must not know where a number comes from, nor how a page looks.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from metrics.reports import number_format

CellKind = Literal["words", "count", "percent", "seconds", "span", "points"]
ReportKind = Literal["presidency", "management"]
Mark = Literal["", "alarm", "total"]
"""``alarm``: shown in red and bold, and its words say it, so that it is seen in black and white too."""


class ReportCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value of a table.

    Attributes:
        kind: what it is.
        text: as it is printed.
        numerator: of the exact number; of a count the count, of a span milliseconds, of points a difference of shares.
        denominator: of the exact number; 0 where there was nothing to count.
        alarm: whether it misses what it should be; shown in red and bold.
    """

    kind: CellKind
    text: str
    numerator: int | None = None
    denominator: int | None = None
    alarm: bool = False


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column of a table; numbers stand at the right."""

    name: str
    numeric: bool = True


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of a table, as many cells as the table has columns.

    Attributes:
        cells: the first names the row.
        mark: how it is shown.
        id: what programs know it by where its name may be somebody else's too: of an advisor the login; else empty.
    """

    cells: tuple[ReportCell, ...]
    mark: Mark = ""
    id: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table.

    Attributes:
        id: stable within the report, for programs.
        title: above it.
        columns: their names; the first names the rows.
        rows: in order.
        note: below it, or empty.
        empty: what stands there where it has no row.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "Sin datos en el periodo."


class Series(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a chart: its name, and a cell for each place of the chart; `number_format.NOTHING` leaves a gap."""

    name: str
    cells: tuple[ReportCell, ...]


class Chart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chart, whose numbers stand in a table too.

    Attributes:
        id: stable within the report.
        title: above it.
        shape: ``curve``: counts over time above a percentage over the same time; ``bars``: one bar a place.
        places: along the axis, in order.
        counts: of calls.
        share: the percentage beneath, or None.
        target: of that percentage, per cent, or None.
        alt: what it shows, for who does not see it (WCAG 2.2, 1.1.1).
    """

    id: str
    title: str
    shape: Literal["curve", "bars"]
    places: tuple[str, ...]
    counts: tuple[Series, ...]
    share: Series | None = None
    target: float | None = None
    alt: str


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a report: what it says in words first, then charts and tables."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class Highlight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A figure of the first page beside its target.

    Attributes:
        name: of the indicator.
        value: the figure.
        target: in words, «Meta: al menos 80 %», or empty.
        meets: whether it is met; None without a target or without a figure.
        before: the figure of the period before in words, or empty.
    """

    name: str
    value: ReportCell
    target: str = ""
    meets: bool | None = None
    before: str = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a report was computed from: the journal up to a row, whose hash stands for all before it.

    Attributes:
        seq: number of the last row that was seen.
        hash: of the chain there, hex.
        site_version: whose definitions and names are used.
    """

    seq: int
    hash: str
    site_version: str


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report as it was made, and stays.

    Attributes:
        kind: of which report.
        entity: name of the public entity.
        brand: what stands for a logo.
        title: of the report.
        period: in words.
        first: first local date.
        last: last local date, included.
        made_at: aware.
        until: up to when the period was seen, in words, where it was not over; else empty.
        origin: what it was computed from.
        highlights: of the first page.
        sections: in order.
    """

    kind: ReportKind
    entity: str
    brand: str
    title: str
    period: str
    first: date
    last: date
    made_at: datetime
    until: str = ""
    origin: Origin
    highlights: tuple[Highlight, ...]
    sections: tuple[Section, ...]


MS: Final = timedelta(milliseconds=1)


def text_cell(text: str) -> ReportCell:
    """A cell of words."""
    return ReportCell("words", text)


def count_cell(number: int) -> ReportCell:
    """A cell of a whole number."""
    return ReportCell("count", number_format.format_integer(number), number, 1)


def percent_cell(numerator: int, denominator: int) -> ReportCell:
    """A cell of an exact fraction, printed as a percentage."""
    return ReportCell("percent", number_format.format_percent(numerator, denominator), numerator, denominator)


def seconds_cell(milliseconds: int, calls: int) -> ReportCell:
    """A cell of a mean in seconds, out of a sum in milliseconds and how many it is of."""
    return ReportCell("seconds", number_format.format_seconds(milliseconds, 1000 * calls), milliseconds, 1000 * calls)


def duration_cell(milliseconds: int) -> ReportCell:
    """A cell of a length of time."""
    return ReportCell("span", number_format.format_duration(milliseconds), milliseconds, 1000)


def with_alarm(cell: ReportCell, alarm: bool) -> ReportCell:
    """A cell that misses what it should be, or not."""
    return msgspec.structs.replace(cell, alarm=alarm)


def difference_cell(now: ReportCell, before: ReportCell) -> ReportCell:
    """How much a number grew since before, in its own unit; percentages in points.

    Args:
        now: a number.
        before: one of the same kind.
    """
    if not now.denominator or not before.denominator or now.numerator is None or before.numerator is None:
        return text_cell(number_format.NOTHING)
    numerator = now.numerator * before.denominator - before.numerator * now.denominator
    denominator = now.denominator * before.denominator
    if now.kind == "percent":
        text = f"{number_format.format_decimal(100 * numerator, denominator)}\u00a0pp"
        return ReportCell("points", number_format.with_sign(text, numerator), numerator, denominator)
    if now.kind == "seconds":
        return ReportCell(
            "seconds",
            number_format.with_sign(number_format.format_seconds(numerator, denominator), numerator),
            numerator,
            denominator,
        )
    return ReportCell(
        "count", number_format.with_sign(number_format.format_integer(numerator), numerator), numerator, denominator
    )


def tables_of(report: Report) -> tuple[tuple[Section, Table], ...]:
    """Every table of a report with its section, in order; the first page's figures are the first."""
    tables = [(_FIRST, highlights_table(report))] if report.highlights else []
    return (*tables, *((section, table) for section in report.sections for table in section.tables))


def highlights_table(report: Report) -> Table:
    """The first page's figures as a table, whose column says that a target is one."""
    targets = [text_cell(h.target.removeprefix(TARGET)) for h in report.highlights]
    rows = (
        Row((text_cell(h.name), h.value, target, text_cell(verdict(h.meets))))
        for h, target in zip(report.highlights, targets, strict=True)
    )
    names = (Column("Indicador", False), Column("Valor"), Column("Meta", False), Column("Cumple", False))
    return Table(id="highlights", title=_FIRST.title, columns=names, rows=tuple(rows))


def verdict(meets: bool | None) -> str:
    """Whether a target is met, in a word."""
    return number_format.NOTHING if meets is None else "Sí" if meets else "No"


TARGET: Final = "Meta: "
"""What a highlight's target begins with."""
_FIRST = Section(id="highlights", title="Cifras del periodo")
