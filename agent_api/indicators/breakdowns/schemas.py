"""Schemas of the breakdowns: every share with its exact numerator and denominator."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.indicators.drill_down import Part
from agent_api.indicators.schemas import Grouping
from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from eventlog.facts.export import ExportFormat

BreakdownTable = Literal["timeliness", "reasons", "advisors", "series", "hours"]
Percentage = Annotated[str | None, Field(description="En porcentaje, con dos decimales, la mitad hacia arriba.")]
Seconds = Annotated[str | None, Field(description="En segundos, con dos decimales, la mitad hacia arriba.")]


class BreakdownQuery(BaseModel):
    """Whole local days; by default the current month."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from", description="El primer día, incluido.")
    ends: Moment | None = Field(None, alias="to", description="El último día, excluido.")


class ContactQuery(BreakdownQuery):
    """Whole local days of a line and a queue."""

    line: SiteId | None = None
    queue: SiteId | None = None


class TimelinessRow(BaseModel):
    """Answers within the legal term, of one area, tier or official."""

    id: str = Field(description="El área, el nivel o el usuario; vacío si el ticket estaba en una bandeja o sin área.")
    name: str
    in_time: int
    due: int
    value: Percentage


class Timeliness(BaseModel):
    """Answers within the legal term ÷ due, by the ones who had the ticket."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    until: datetime | None = Field(description="Hasta qué hecho del diario está contado; null si no hay ninguno.")
    own: bool = Field(description="Si solo trae los tickets de quien consulta.")
    total: TimelinessRow
    areas: list[TimelinessRow]
    tiers: list[TimelinessRow]
    officials: list[TimelinessRow]


class ContactReason(BaseModel):
    """The typified calls of one reason, line and week."""

    week: str = Field(description="La semana ISO en que ingresaron, como 2026-W48.")
    week_begins: date
    line: str
    kind: str
    theme: str
    subtheme: str
    name: str = Field(description="La tipología, en palabras.")
    calls: int


class ContactReasons(BaseModel):
    """Reasons for contact: typology × line × week."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    until: datetime | None
    calls: int = Field(description="Llamadas tipificadas; cada una con su última tipología.")
    reasons: list[ContactReason]


class SurveyShare(BaseModel):
    """One answer to a question of the survey."""

    answer: str = Field(description="La tecla.")
    name: str
    callers: int = Field(description="Quienes la marcaron: el numerador.")
    share: Percentage


class SurveyResult(BaseModel):
    """The answers of callers to a question of the survey."""

    question: str
    name: str
    answered: int = Field(description="Quienes respondieron la pregunta: el denominador.")
    sufficient: bool = Field(description="Si son tantos como el mínimo; si no, no se muestran las respuestas.")
    answers: list[SurveyShare]


class AdvisorFigures(BaseModel):
    """The work of one advisor in calls."""

    advisor: str
    name: str
    calls: int = Field(description="Llamadas en que conversó; una de varios asesores cuenta en cada uno.")
    talk_ms: int = Field(description="Conversación, sin la espera.")
    hold_ms: int
    wrap_ms: int
    handle_time: Seconds = Field(description="Conversación, espera y tipificación ÷ llamadas.")
    holds: int
    transfers: int
    untyped: int
    untyped_share: Percentage
    survey: list[SurveyResult]


class AdvisorTable(BaseModel):
    """Figures by advisor."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    until: datetime | None
    minimum: int = Field(description="Respuestas por debajo de las que no se muestra una encuesta.")
    advisors: list[AdvisorFigures]


class BreakdownExportForm(ContactQuery):
    """A table as a file."""

    table: BreakdownTable
    format: ExportFormat
    indicator: SiteId | None = Field(None, description="De «series» y «hours»: cuál indicador.")
    by: Grouping = Field("day", description="De «series»: cómo se divide el período.")
    second: SiteId | None = Field(None, description="De «series»: otro indicador, al lado del primero.")
    compare_from: Moment | None = Field(
        None, description="De «series»: el primer día del período con el que se compara; dura lo mismo."
    )


class TicketsBehindQuery(BreakdownQuery):
    """Filters for the tickets behind a figure."""

    part: Part = Field("denominator", description="La parte de la fracción.")
    area: str | None = Field(None, max_length=40, description="El área que lo tenía; vacía: ninguna.")
    tier: int | None = Field(None, ge=1, le=3)
    owner: str | None = Field(None, max_length=80, description="El usuario que lo tenía; vacío: nadie.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class TicketBehind(BaseModel):
    """A ticket that a figure counts."""

    number: str
    at: datetime = Field(description="Cuándo se respondió, venció o se escaló.")
    area: str
    area_name: str
    tier: int
    owner: str
    owner_name: str
    in_time: bool | None = Field(description="Si cuenta en el numerador; null en un tiempo medio.")
    after_call_ms: int | None = Field(description="Del escalamiento: tiempo desde el fin de la llamada.")


class TicketBehindPage(BaseModel):
    """A page of the tickets behind a figure, the latest first."""

    tickets: list[TicketBehind]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")
