"""Schemas of the board: curves, the day of an advisor, teams and thresholds."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.board.curves import ComparedDay
from agent_api.board.domain.half_hours import BoardMetric, BoardUnit
from agent_api.kit.ids import SiteId, WholeNumber
from config.site.oversight.indicators import Sense
from eventlog.facts import AdvisorState
from eventlog.facts.export import ExportFormat

_STRICT = ConfigDict(extra="forbid")
_Percent = Annotated[WholeNumber, Field(ge=1, le=100)]


class CurvesQuery(BaseModel):
    """The calls of a line, or the visits to a queue; without both, all lines."""

    model_config = _STRICT

    line: SiteId | None = Field(None, description="Solo esta línea.")
    queue: SiteId | None = Field(None, description="Solo esta cola: sus cifras cuentan visitas.")


class CurvesExportForm(CurvesQuery):
    """The table of curves as a file."""

    format: ExportFormat


class CurveFigure(BaseModel):
    """An exact fraction; of seconds and of waiting callers, the numerator is in milliseconds."""

    numerator: int
    denominator: int
    value: str | None = Field(description="Con dos decimales; las llamadas, enteras. null si no hubo qué contar.")


class CurveInterval(BaseModel):
    """The figures of a half hour."""

    at: str = Field(description="Hora de Colombia a la que empieza, HH:MM.")
    incomplete: bool = Field(description="Si faltan datos de esa media hora.")
    figures: dict[BoardMetric, CurveFigure]


class CurveDay(BaseModel):
    """A day by half hours, without those in which nothing happened."""

    day: ComparedDay
    date: date
    intervals: list[CurveInterval]
    total: dict[BoardMetric, CurveFigure] = Field(description="Hasta la hora de ahora, también en los días anteriores.")
    occupancy: CurveFigure = Field(description="De todos los asesores, hasta la hora de ahora.")


class CurveMetric(BaseModel):
    """A figure of the board with the contract's target."""

    metric: BoardMetric
    unit: BoardUnit
    target: float | None
    sense: Sense | None = Field(description="at_least: la meta es un mínimo; at_most: es un máximo.")


class BoardCurves(BaseModel):
    """Today, yesterday and the same weekday of last week."""

    line: str | None
    queue: str | None
    until: datetime | None = Field(description="Hasta dónde están contados los hechos.")
    until_time: str = Field(description="Hasta qué hora llegan los totales, HH:MM; 24:00 es el final del día.")
    metrics: list[CurveMetric]
    days: list[CurveDay]


class AdvisorSpan(BaseModel):
    """A stretch of an advisor's day in one state."""

    state: AdvisorState
    reason: str = Field(description="El motivo de la pausa o del cambio; vacío si no tiene.")
    reason_name: str | None
    begins: datetime
    ends: datetime


class PauseTime(BaseModel):
    """How long an advisor was in pauses of one reason."""

    reason: str
    name: str
    lasted_ms: int
    accepted: bool = Field(description="Si el contrato la cuenta como trabajo en la adherencia.")


class BoardAdvisor(BaseModel):
    """The day of an advisor up to now."""

    advisor: str
    now: datetime
    spans: list[AdvisorSpan] = Field(description="En orden, sin los ratos fuera de turno.")
    times: dict[AdvisorState, int] = Field(description="Milisegundos en cada estado de turno.")
    pauses: list[PauseTime]
    adherence: CurveFigure = Field(description="Como la adherencia del contrato, de esta persona y de hoy.")
    adherence_target: float | None = Field(description="La meta del contrato, en %; null si no tiene.")
    occupancy: CurveFigure


class BoardTeam(BaseModel):
    """The people whom one person coordinates, by the staff register."""

    id: str = Field(description="El usuario de quien la coordina.")
    name: str
    advisors: list[str] = Field(description="Usuarios.")


class BoardTeams(BaseModel):
    """The teams, by name."""

    teams: list[BoardTeam]


class ThresholdsForm(BaseModel):
    """The thresholds of a queue; null never marks it."""

    model_config = _STRICT

    waiting: Annotated[WholeNumber, Field(ge=1, le=1000)] | None = Field(
        description="Cuántas personas en espera, o más."
    )
    longest_wait_s: Annotated[WholeNumber, Field(ge=1, le=3600)] | None = Field(
        description="Espera de alguien por encima de tantos segundos."
    )
    service_level: _Percent | None = Field(description="Nivel de servicio de hoy por debajo, en %.")
    abandon_rate: _Percent | None = Field(description="Abandono de hoy por encima, en %.")


class BoardThresholds(ThresholdsForm):
    """The thresholds of a queue that are in force."""

    queue: str
    queue_name: str
    own: bool = Field(description="Si los fijó una persona; si no, son los del sitio.")
    changed_at: datetime | None
    changed_by_name: str | None


class BoardThresholdList(BaseModel):
    """The thresholds of each queue, in the order of the site."""

    queues: list[BoardThresholds]
