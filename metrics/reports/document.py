"""A report as a value: sections of tables and charts, each cell with its exact number and its text. Pure.

Owns the structure from which the PDF, the workbook, the CSV and the preview are all rendered, so that their figures
agree. It must not know where a number comes from, nor how a page looks.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from metrics.reports import number_format

CellKind = Literal["words", "count", "percent", "seconds", "span", "points", "decimal"]
PercentParts = Literal["counts", "times", "weights"]
"""The numbers of a percentage: counts, times in ms, or sums of weights, which no reader could count."""
PetitionReportKind = Literal["petitions", "access"]
ReportKind = Literal["presidency", "management", "accounts", "training", "large_clients", "petitions", "access"]
PETITION_KINDS: frozenset[ReportKind] = frozenset({"petitions", "access"})
"""Reports of petitions, which have no personal data and can be published."""
DocumentKind = Literal[
    "presidency",
    "management",
    "accounts",
    "training",
    "large_clients",
    "petitions",
    "access",
    "findings",
    "log_review",
    "own_report",
]
"""The reports of a schedule; that of findings, the review of the access log, and own reports.

The nouns of the last three compute their values.
"""
Mark = Literal["", "alarm", "total"]
"""``alarm``: shown in red and bold; its text must say it too, for black-and-white prints."""


class ReportCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value of a table.

    Attributes:
        text: as printed.
        numerator: of the exact number; the count of a count, milliseconds of a span, a difference of shares of points.
        denominator: of the exact number; 0 if there was nothing to count.
        alarm: whether it misses its target; shown in red and bold.
        fraction: of a percentage, in words, «3 de 4»; empty if it has no such parts.
    """

    kind: CellKind
    text: str
    numerator: int | None = None
    denominator: int | None = None
    alarm: bool = False
    fraction: str = ""


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column of a table; numeric columns are aligned right."""

    name: str
    numeric: bool = True


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of a table, with one cell for each column; the first cell names the row.

    Attributes:
        id: stable name for programs if the printed name may be ambiguous: an advisor's login; else empty.
    """

    cells: tuple[ReportCell, ...]
    mark: Mark = ""
    id: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table.

    Attributes:
        id: stable within the report, for programs.
        note: below the table, or empty.
        empty: text if there are no rows.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "Sin datos en el período."


class Series(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a chart: its name and a cell for each place; `number_format.NOTHING` leaves a gap."""

    name: str
    cells: tuple[ReportCell, ...]


class Chart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chart; its numbers are in a table too.

    Attributes:
        id: stable within the report.
        shape: ``curve``: counts over time above a percentage over the same time; ``bars``: one bar for each place.
        places: along the axis, in order.
        share: the percentage below, or None.
        target: of that percentage, per cent, or None.
        alt: text alternative (WCAG 2.2, 1.1.1).
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
    """A part of a report: paragraphs, then charts and tables."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class Highlight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A figure of the first page with its target.

    Attributes:
        target: in words, «Meta: al menos 80 %», or empty.
        meets: whether it meets the target; None without a target or without a figure.
        before: the figure of the previous period in words, or empty.
    """

    name: str
    value: ReportCell
    target: str = ""
    meets: bool | None = None
    before: str = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The source of a report: the journal up to a row, whose hash stands for all rows before it.

    Attributes:
        seq: number of the last row.
        hash: of the chain at that row, hex.
        site_version: of the definitions and names in the report.
    """

    seq: int
    hash: str
    site_version: str


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report as it was made; it never changes.

    Attributes:
        entity: name of the public entity.
        brand: text in place of a logo.
        period: in words.
        first: first local date.
        last: last local date, included.
        made_at: aware.
        until: if the period was not over, the time up to which data were read, in words; else empty.
        highlights: of the first page.
        cover: lines of the first page about the report; empty for those of a scheduled report.
        digest: SHA-256 of this report without this field, hex, which its files state; empty if they do not.
    """

    kind: DocumentKind
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
    cover: tuple[str, ...] = ()
    digest: str = ""


MS: Final = timedelta(milliseconds=1)
_PARTS: Final = {"counts": number_format.format_integer, "times": number_format.format_duration}


def text_cell(text: str) -> ReportCell:
    """Build a text cell."""
    return ReportCell("words", text)


def count_cell(number: int) -> ReportCell:
    """Build a cell of an integer."""
    return ReportCell("count", number_format.format_integer(number), number, 1)


def percent_cell(numerator: int, denominator: int, parts: PercentParts = "counts") -> ReportCell:
    """Build a cell of an exact fraction, printed as a percentage; ``parts`` says what its two numbers are."""
    write = _PARTS.get(parts)
    return ReportCell(
        "percent",
        number_format.format_percent(numerator, denominator),
        numerator,
        denominator,
        fraction=f"{write(numerator)} de {write(denominator)}" if write and denominator else "",
    )


def decimal_cell(numerator: int, denominator: int) -> ReportCell:
    """Build a cell of an exact fraction, printed with two decimals."""
    return ReportCell("decimal", number_format.format_decimal(numerator, denominator), numerator, denominator)


def seconds_cell(milliseconds: int, calls: int) -> ReportCell:
    """Build a cell of a mean in seconds, from a sum in milliseconds and the number of calls."""
    return ReportCell("seconds", number_format.format_seconds(milliseconds, 1000 * calls), milliseconds, 1000 * calls)


def duration_cell(milliseconds: int) -> ReportCell:
    """Build a cell of a duration."""
    return ReportCell("span", number_format.format_duration(milliseconds), milliseconds, 1000)


def with_alarm(cell: ReportCell, alarm: bool) -> ReportCell:
    """Return a cell with its alarm set or cleared."""
    return msgspec.structs.replace(cell, alarm=alarm)


def difference_cell(now: ReportCell, before: ReportCell) -> ReportCell:
    """Build a cell of the difference to an earlier number of the same kind; percentages in points."""
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
    """Return every table of a report with its section, in order, after the table of the first page's figures."""
    tables = [(_FIRST, highlights_table(report))] if report.highlights else []
    return (*tables, *((section, table) for section in report.sections for table in section.tables))


def highlights_table(report: Report) -> Table:
    """Build a table of the first page's figures."""
    targets = [text_cell(h.target.removeprefix(TARGET)) for h in report.highlights]
    rows = (
        Row((text_cell(h.name), h.value, target, text_cell(verdict(h.meets))))
        for h, target in zip(report.highlights, targets, strict=True)
    )
    names = (Column("Indicador", False), Column("Valor"), Column("Meta", False), Column("Cumple", False))
    return Table(id="highlights", title=_FIRST.title, columns=names, rows=tuple(rows))


def verdict(meets: bool | None) -> str:
    """Return in a word whether a target is met."""
    return number_format.NOTHING if meets is None else "Sí" if meets else "No"


TARGET: Final = "Meta: "
"""Prefix of a highlight's target."""
_FIRST = Section(id="highlights", title="Cifras del período")
