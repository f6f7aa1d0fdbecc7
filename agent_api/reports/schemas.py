"""Schemas of reports: the list, and the content for a preview."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import WholeNumber
from metrics.indicators.periods import MONTH_PATTERN
from metrics.reports.document import CellKind, Mark, ReportKind

ReportId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Month = Annotated[str, Field(pattern=MONTH_PATTERN)]
Quarter = Annotated[str, Field(pattern=r"^20[0-9]{2}-T[1-4]$", description="AAAA-T1 a AAAA-T4.")]


class ReportSummary(BaseModel):
    """A report in a list."""

    id: str
    kind: ReportKind
    title: str
    first_day: date
    last_day: date
    made_at: datetime
    made_by: str = Field(description="Quien lo pidió, o system:reports si se hizo solo.")
    by_itself: bool = Field(description="Se hizo solo, y se envió a la lista del sitio.")
    site_version: str
    journal_seq: int = Field(description="Número del último hecho del registro del que se calculó.")
    journal_head: str = Field(description="Cabeza de la cadena en ese hecho, en hexadecimal.")


class ReportPage(BaseModel):
    """A page of reports, the latest first."""

    reports: list[ReportSummary]
    next: str | None


class ReportQuery(BaseModel):
    """Filters for listing reports."""

    model_config = ConfigDict(extra="forbid")

    kind: ReportKind | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200)] | None = None


class ReportRequest(BaseModel):
    """A request for a report: of a day (``presidency``), a quarter (``petitions``), or a month.

    That of ``access`` is of a month, a quarter or a year.
    """

    model_config = ConfigDict(extra="forbid")

    kind: ReportKind
    day: Day | None = None
    month: Month | None = None
    quarter: Quarter | None = None
    year: Annotated[WholeNumber, Field(ge=2000, le=2099)] | None = None


class ReportCell(BaseModel):
    """A value, printed and exact."""

    kind: CellKind
    text: str
    numerator: int | None = None
    denominator: int | None = Field(None, description="0 donde no hubo qué contar.")
    alarm: bool = False
    fraction: str = Field("", description="De un porcentaje, sus dos partes, como «3 de 4».")


class ReportColumn(BaseModel):
    """A column of a table."""

    name: str
    numeric: bool = True


class ReportRow(BaseModel):
    """A row of a table."""

    cells: list[ReportCell]
    mark: Mark = ""
    id: str = Field("", description="De un asesor, su usuario: el nombre puede ser también de otra persona.")


class ReportTable(BaseModel):
    """A table."""

    id: str
    title: str
    columns: list[ReportColumn]
    rows: list[ReportRow]
    note: str = ""
    empty: str = ""


class ReportSeries(BaseModel):
    """A series of a chart, with a cell for each point."""

    name: str
    cells: list[ReportCell]


class ReportChart(BaseModel):
    """A chart: its numbers, and a description."""

    id: str
    title: str
    shape: Literal["curve", "bars"]
    places: list[str]
    counts: list[ReportSeries]
    share: ReportSeries | None = None
    target: float | None = None
    alt: str


class ReportSection(BaseModel):
    """A section of a report."""

    id: str
    title: str
    paragraphs: list[str] = []
    charts: list[ReportChart] = []
    tables: list[ReportTable] = []


class ReportHighlight(BaseModel):
    """A figure on the first page."""

    name: str
    value: ReportCell
    target: str = ""
    meets: bool | None = None
    before: str = ""


class ReportContent(ReportSummary):
    """The whole content of a report."""

    entity: str
    brand: str
    period: str
    until: str = ""
    cover: list[str] = Field(description="Lo que la portada dice del informe mismo.")
    highlights: list[ReportHighlight]
    sections: list[ReportSection]
