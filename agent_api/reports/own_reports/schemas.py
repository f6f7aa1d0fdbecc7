"""Schemas of own reports: the catalogue, the definition of a report, and the runs."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag, SiteId, WholeNumber
from agent_api.mail.domain.stored_message import MessageState
from agent_api.reports.own_reports.domain.catalogue import MOST_FIGURES, MOST_GROUPS, MOST_TABLES, Family
from agent_api.reports.own_reports.domain.definition import Grouping, PeriodKind, ReportFormat
from agent_api.reports.own_reports.domain.schedule import Frequency
from agent_api.reports.own_reports.domain.state_machine import OwnReportState, StopCause
from agent_api.reports.own_reports.store import DeliveryOutcome
from agent_api.reports.schemas import ReportSection
from config.site.calls.calendars import Weekday

OwnReportId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
OwnReportRunId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
UserName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")]
FigureId = Annotated[str, Field(pattern=r"^[a-z_]{1,20}\.[a-z][a-z0-9_]{0,39}$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OwnReportTable(BaseModel):
    """A table: figures by groupings."""

    model_config = _STRICT

    figures: list[FigureId] = Field(min_length=1, max_length=MOST_FIGURES, description="Las columnas, del catálogo.")
    groups: list[Grouping] = Field([], max_length=MOST_GROUPS, description="Las filas; sin grupos, una sola.")


class OwnReportPeriod(BaseModel):
    """The period of each run."""

    model_config = _STRICT

    kind: PeriodKind
    first: Day | None = Field(None, description="Solo de `fixed`: el primer día.")
    last: Day | None = Field(None, description="Solo de `fixed`: el último día, incluido.")


class OwnReportSchedule(BaseModel):
    """When it is made."""

    model_config = _STRICT

    every: Frequency
    hour: Annotated[WholeNumber, Field(ge=0, le=23, description="De Colombia.")]
    weekday: Weekday = Field("monday", description="De `week`.")
    day: Annotated[WholeNumber, Field(ge=1, le=31)] = Field(
        1, description="De `month`; en un mes sin ese día, el último."
    )


class OwnReportDefinition(BaseModel):
    """The tables of a report, its filters and its period."""

    model_config = _STRICT

    tables: list[OwnReportTable] = Field(min_length=1, max_length=MOST_TABLES)
    period: OwnReportPeriod
    line: SiteId | None = Field(None, description="null: todas las líneas.")
    queue: SiteId | None = Field(None, description="null: todas las colas.")


class OwnReportForm(BaseModel):
    """A report to save."""

    model_config = _STRICT

    title: str = Field(min_length=3, max_length=80, pattern=r"^[^\r\n]+$")
    definition: OwnReportDefinition
    formats: list[ReportFormat] = Field(min_length=1, max_length=3, description="Los archivos que se envían.")
    recipients: list[UserName] = Field([], max_length=50, description="Usuarios; cada envío comprueba su permiso.")
    shared: Flag = Field(False, description="Si lo ven todos los que pueden componer informes.")
    schedule: OwnReportSchedule | None = Field(None, description="null: solo cuando alguien lo pide.")


class OwnReportChange(OwnReportForm):
    """A change of a report."""

    version: Annotated[WholeNumber, Field(ge=1)] = Field(description="La que se leyó antes del cambio.")


class OwnReportPreviewForm(BaseModel):
    """A definition to compute now, without saving it."""

    model_config = _STRICT

    definition: OwnReportDefinition


class OwnReportTransfer(BaseModel):
    """The new owner of a report."""

    model_config = _STRICT

    owner: UserName


class OwnReportRunForm(BaseModel):
    """A run to make now."""

    model_config = _STRICT

    send: Flag = Field(False, description="Si se envía a sus destinatarios, además de guardarse.")


class OwnReportQuery(BaseModel):
    """A page of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200)] | None = None


class CatalogueFigureItem(BaseModel):
    """A figure of the catalogue."""

    id: str
    family: Family
    name: str
    groups: list[list[Grouping]] = Field(description="Los grupos con los que se puede contar.")
    filters: bool = Field(description="Si se puede contar de una sola línea o cola.")


class NamedItem(BaseModel):
    """A value with its name."""

    id: str
    name: str


class CatalogueReader(BaseModel):
    """A user who may receive reports or own them."""

    user: str
    name: str
    has_mail: bool = Field(description="Si el sitio conoce su correo; si no, recibe un aviso de la campana.")


class OwnReportCatalogue(BaseModel):
    """The figures, groupings, periods and people to choose from."""

    figures: list[CatalogueFigureItem]
    families: list[NamedItem]
    groupings: list[NamedItem]
    periods: list[NamedItem]
    lines: list[NamedItem]
    queues: list[NamedItem]
    readers: list[CatalogueReader]


class OwnReportSummary(BaseModel):
    """A report in a list."""

    id: str
    title: str
    owner: str
    owner_name: str
    own: bool = Field(description="Si es de usted: su dueño lo cambia, lo pausa y lo borra.")
    can_transfer: bool
    shared: bool
    state: OwnReportState
    stop_cause: StopCause | Literal[""]
    schedule_words: str = Field(description="Cuándo se hace, en palabras; vacío sin programar.")
    period_words: str
    next_at: datetime | None
    last_run_at: datetime | None
    recipients: int


class OwnReportPage(BaseModel):
    """A page of reports, the last changed first."""

    reports: list[OwnReportSummary]
    next: str | None


class OwnReport(OwnReportSummary):
    """A report with its definition."""

    version: int
    definition: OwnReportDefinition
    formats: list[ReportFormat]
    recipient_users: list[NamedItem]
    schedule: OwnReportSchedule | None
    fault: str = Field(description="Por qué ya no se puede hacer con el sitio de hoy; vacío si se puede.")
    created_at: datetime
    updated_at: datetime


class OwnReportPreview(BaseModel):
    """A definition with its numbers of now."""

    period: str
    first_day: date
    last_day: date
    until: str = Field(description="Hasta cuándo se miró, si el período no ha terminado.")
    journal_seq: int
    sections: list[ReportSection]


class OwnReportDelivery(BaseModel):
    """The outcome of a run for a recipient."""

    user: str
    name: str
    outcome: DeliveryOutcome
    mail_state: MessageState | None = Field(description="Del correo, si se escribió.")
    answer_code: int = Field(description="La última respuesta del servidor de correo (SMTP); 0 si no hay.")
    settled_at: datetime | None


class OwnReportRun(BaseModel):
    """A stored run, as it was made."""

    id: str
    report: str
    due_at: datetime | None = Field(description="La hora programada; null si alguien lo pidió.")
    missed: int = Field(description="Horas programadas anteriores que no se hicieron, por una parada del sistema.")
    made_at: datetime
    made_by: str
    first_day: date
    last_day: date
    formats: list[ReportFormat]
    journal_seq: int
    journal_head: str
    deliveries: list[OwnReportDelivery]


class OwnReportRunPage(BaseModel):
    """A page of runs, the latest first."""

    runs: list[OwnReportRun]
    next: str | None


class OwnReportRunContent(OwnReportRun):
    """A run with its tables."""

    title: str
    period: str
    until: str
    cover: list[str]
    sections: list[ReportSection]
