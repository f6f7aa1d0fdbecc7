"""Schemas of incidents, availability and data gaps."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.incidents.store import GapKind
from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from eventlog.facts.incident import IncidentKind, IncidentSource

IncidentId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
NOTE_LENGTH = 2_000


class CallEffect(BaseModel):
    """The effect of an incident on calls, according to the current log."""

    arrived: int = Field(description="Llamadas que ingresaron mientras duró.")
    technical_failures: int = Field(description="Llamadas de ese tiempo que terminaron como falla técnica.")
    capacity_rejected: int = Field(description="Llamadas que ingresaron entonces y se rechazaron por capacidad.")
    usual: int = Field(description="Las que ingresaron a las mismas horas de las semanas anteriores, sumadas.")
    weeks: int = Field(description="Cuántas semanas son: a lo sumo cuatro, solo las que tienen llamadas registradas.")
    fewer: int | None = Field(
        description="Cuántas menos ingresaron que el promedio de esas semanas, sin decimales; null sin semanas."
    )


class Incident(BaseModel):
    """A failure, with its effect on calls."""

    id: str
    system: str
    system_name: str
    kind: IncidentKind = Field(description="outage: fuera de servicio; degraded: funcionaba peor y no resta.")
    source: IncidentSource = Field(description="watch: la vigilancia; facts: los hechos del registro; person.")
    code: str = Field(description="Qué le pasaba, con nombre estable; vacío si lo abrió una persona.")
    title: str
    told: str
    began_at: datetime
    ended_at: datetime | None = Field(description="null mientras sigue.")
    answered_at: datetime | None = Field(
        description="La última respuesta antes de fallar; desde ahí se cuentan llamadas fallidas. null si no se sabe."
    )
    opened_at: datetime
    opened_by: str
    closed_by: str | None
    effect: CallEffect


class IncidentNote(BaseModel):
    """A note on an incident."""

    id: int
    at: datetime
    who: str
    who_name: str
    text: str


class IncidentDetail(Incident):
    """An incident with its notes."""

    notes: list[IncidentNote]


class IncidentPage(BaseModel):
    """A page of incidents, the latest first."""

    incidents: list[Incident]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class IncidentQuery(BaseModel):
    """Filters for listing incidents."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from", description="Solo los que seguían entonces o empezaron después.")
    ends: Moment | None = Field(None, alias="to", description="Solo los que empezaron antes.")
    open: bool | None = Field(None, description="Solo los que siguen, o solo los que ya no.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=300, description="El «next» de la página anterior.")


class IncidentForm(BaseModel):
    """An incident to open by hand."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    system: SiteId = Field(description="Uno de los de /api/v1/availability.")
    kind: IncidentKind
    title: str = Field(min_length=3, max_length=200)
    began_at: Moment
    ended_at: Moment | None = Field(None, description="null si sigue.")
    note: str | None = Field(None, min_length=1, max_length=NOTE_LENGTH)


class IncidentNoteForm(BaseModel):
    """A note to add to an incident."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=NOTE_LENGTH)


class ClosingForm(BaseModel):
    """The end of an incident."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    ended_at: Moment | None = Field(None, description="null para ahora.")
    note: str | None = Field(None, min_length=1, max_length=NOTE_LENGTH)


class SystemAvailability(BaseModel):
    """A system's availability in a month; the parts of the committed time in seconds."""

    system: str
    system_name: str
    watched: bool = Field(
        description="Si un programa lo vigila; si no, solo se sabe de las caídas que registraron las personas."
    )
    hours: str = Field(description="Cuándo se compromete: un calendario del sitio, o always.")
    since: datetime | None = Field(description="Desde cuándo se mide dentro del mes; null si aún no.")
    committed_s: int
    available_s: int
    out_s: int = Field(description="Fuera de servicio.")
    unknown_s: int = Field(description="Sin dato: nadie lo vigilaba. No se cuenta como disponible.")
    percent: str | None = Field(
        description="available_s ÷ committed_s con dos decimales; null sin tiempo comprometido, o si nadie lo vigila."
    )
    at_most: str | None = Field(description="El porcentaje si en todo el tiempo sin dato hubiera funcionado.")
    target: str
    meets: bool | None = Field(
        description="null sin tiempo comprometido, y si nadie lo vigila y sus caídas no bastan para incumplir."
    )
    incidents: int = Field(description="Cuántas caídas tocan el mes.")


class MonthAvailability(BaseModel):
    """The availability of all systems of the site in a month, up to now."""

    month: str
    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    systems: list[SystemAvailability]


class AvailabilityQuery(BaseModel):
    """The month of the availability report."""

    model_config = ConfigDict(extra="forbid")

    month: Month | None = Field(None, description="Como 2026-11; el que corre si no se dice.")


class DataGap(BaseModel):
    """An interval with missing data."""

    id: str
    kind: GapKind
    subject: str = Field(description="El sistema, la pasarela, o el hecho del que se trata.")
    began_at: datetime
    ended_at: datetime
    goes_on: bool = Field(description="Si sigue: entonces ended_at es hasta donde se preguntó.")
    calls: int = Field(description="Cuántas llamadas abiertas se cerraron por ello.")
    incident: str | None
    told: str


class DataGaps(BaseModel):
    """The data gaps of a period, in order."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    gaps: list[DataGap]
    limits: list[str] = Field(description="Lo que de este tiempo no se vigiló, en frases.")


class IncidentPeriodQuery(BaseModel):
    """A period; by default today."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from")
    ends: Moment | None = Field(None, alias="to")
