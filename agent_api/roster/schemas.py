"""The roster as the API reads and writes it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.access.users import USERNAME
from agent_api.kit.dates import Day
from agent_api.kit.ids import SiteId, WholeNumber
from agent_api.roster.domain.absence_days import AbsenceStatus
from eventlog.facts.export import ExportFormat

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
Login = Annotated[str, Field(pattern=USERNAME)]
SeatId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$")]
AbsenceId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
RosterList = Literal["advisors", "seats", "absences", "deputies"]
Level = Annotated[WholeNumber, Field(ge=1, le=10)]
Levels = dict[SiteId, Level]


class QueueChoice(BaseModel):
    """A queue of the site."""

    id: str
    name: str


class QueueRestriction(BaseModel):
    """A queue that an advisor may not serve now."""

    queue: str
    reason: str


class RosterAdvisor(BaseModel):
    """An advisor with their queues and seat."""

    user: str
    name: str
    levels: dict[str, int] = Field(description="Nivel en cada cola asignada, de 1 a 10, por id de cola.")
    restrictions: list[QueueRestriction] = Field(description="Colas asignadas que hoy no puede atender, y por qué.")
    from_site: bool = Field(description="Si sus colas son aún las de la carpeta del sitio.")
    seat: str | None
    away: bool = Field(description="Si hoy está ausente.")


class RosterQuery(BaseModel):
    """Which advisors."""

    model_config = _STRICT

    q: str = Field("", max_length=80, description="Parte del nombre o del usuario.")
    queue: SiteId | None = Field(None, description="Solo quienes tienen asignada esta cola.")
    lacks: Literal["queues", "seat"] | None = Field(None, description="Solo quienes no tienen colas, o puesto.")
    cursor: Login | None = None
    limit: int = Field(50, ge=1, le=200)


class RosterPage(BaseModel):
    """A page of advisors by name, and the queues of the site."""

    advisors: list[RosterAdvisor]
    queues: list[QueueChoice]
    total: int = Field(description="Asesores que cumplen los filtros.")
    next: str | None


class QueuesForm(BaseModel):
    """The queues of an advisor, all of them."""

    model_config = _STRICT

    levels: Levels = Field(description="Las que no están aquí dejan de ser suyas.")
    seen: Levels | None = Field(None, description="Las que veía quien las cambia; si ya son otras, no se cambian.")


class QueuesChanged(BaseModel):
    """The advisor after the change."""

    advisor: RosterAdvisor
    applied: bool = Field(description="Si ya valen para repartir llamadas; si no, valen en menos de un minuto.")


class Seat(BaseModel):
    """A place of work and the advisors who sit there."""

    id: str
    extension: str
    location: str
    advisors: list[str] = Field(description="Usuarios que lo tienen, por turnos.")


class Seats(BaseModel):
    """The seats, by name."""

    seats: list[Seat]


class SeatForm(BaseModel):
    """Extension and location of a seat."""

    model_config = _STRICT

    extension: str = Field("", max_length=20)
    location: str = Field("", max_length=80)


class SeatChoice(BaseModel):
    """The seat of an advisor; null for none."""

    model_config = _STRICT

    seat: SeatId | None


class AbsenceItem(BaseModel):
    """Days on which a user is away."""

    id: str
    user: str
    name: str
    areas: list[str] = Field(description="Nombres de las áreas de las que es funcionario.")
    first_day: date
    last_day: date
    reason: str
    deputy: str | None = Field(description="Quién suple en esos días; null si es el suplente de siempre.")
    stands_in: str | None = Field(description="Quién atiende lo suyo hoy o el primer día; null si nadie.")
    stands_in_name: str | None
    status: AbsenceStatus
    from_site: bool = Field(description="Si es aún la de la carpeta del sitio.")


class AbsenceQuery(BaseModel):
    """Which absences: those with a day in a stretch; without one, from today on."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    q: str = Field("", max_length=80, description="Parte del nombre o del usuario.")
    first_day: Day | None = None
    last_day: Day | None = None
    cursor: AbsenceId | None = None
    limit: int = Field(100, ge=1, le=200)


class RosterExportForm(BaseModel):
    """A request for the file of a list of the roster, with the filters that the list has on the screen."""

    model_config = _STRICT

    list: RosterList
    format: ExportFormat
    q: str = Field("", max_length=80, description="De asesores y ausencias: parte del nombre o del usuario.")
    queue: SiteId | None = Field(None, description="De asesores.")
    lacks: Literal["queues", "seat"] | None = Field(None, description="De asesores.")
    first_day: Day | None = Field(None, description="De las ausencias: desde hoy, si no se dice.")
    last_day: Day | None = None


class AbsencePage(BaseModel):
    """A page of absences, the earliest first."""

    absences: list[AbsenceItem]
    total: int
    next: str | None


class AbsenceForm(BaseModel):
    """A new absence."""

    model_config = _STRICT

    user: Login
    first_day: Day
    last_day: Day
    reason: str = Field(min_length=1, max_length=200)
    deputy: Login | None = None


class RosterPerson(BaseModel):
    """A user who may be away or stand in."""

    user: str
    name: str
    roles: list[str]
    areas: list[str] = Field(description="Ids de las áreas de las que es funcionario.")
    deputy: str | None = Field(description="El suplente de siempre.")
    deputy_name: str | None
    deputy_from_site: bool
    away: bool


class RosterPeople(BaseModel):
    """Users of the campaign, by name."""

    people: list[RosterPerson]


class DeputyForm(BaseModel):
    """The standing deputy; null for none."""

    model_config = _STRICT

    deputy: Login | None


class OwnQueue(BaseModel):
    """A queue of the signed-in advisor."""

    id: str
    name: str
    level: int
    restriction: str | None = Field(description="Por qué no la puede atender ahora.")


class OwnQueues(BaseModel):
    """The queues that the roster assigns to the signed-in advisor."""

    queues: list[OwnQueue]
    changed_until: AwareDatetime | None = Field(
        description="Hasta cuándo atiende otras que las asignadas, por un cambio de hoy; null si no hay."
    )
