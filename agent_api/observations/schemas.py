"""Schemas of observations."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import CallId, SiteId
from agent_api.observations.domain.deadline import AnswerStatus
from eventlog.facts.oversight.observation import About as SubjectKind

ObservationIdText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
ObservationId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
ThingId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ContractSubject(BaseModel):
    """The contract in general."""

    model_config = _STRICT

    kind: Literal["general"]


class FigureSubject(BaseModel):
    """A figure, as it was shown to the author of the observation."""

    model_config = _STRICT

    kind: Literal["indicator"]
    id: SiteId = Field(description="El indicador.")
    name: str = Field(min_length=1, max_length=120, description="Su nombre, como se mostró.")
    version: str = Field(pattern=r"^[0-9a-f]{1,64}$", description="De su definición.")
    begins: Day = Field(description="Primer día del período que se miraba.")
    ends: Day = Field(description="Último día, incluido.")
    by: Literal["interval", "day", "month", "period"]
    slot: Moment | None = Field(None, description="Dónde comienza el intervalo, el día o el mes de la cifra.")
    line: SiteId | None = None
    queue: SiteId | None = None
    value: str | None = Field(None, max_length=40, description="La cifra, como se mostró.")


class RecordSubject(BaseModel):
    """A record with an id."""

    model_config = _STRICT

    kind: Literal["sealed_period", "report", "incident", "sample", "evaluation", "finding"]
    id: ThingId
    name: str = Field(min_length=1, max_length=200, description="Su nombre, como se mostró.")


class CallSubject(BaseModel):
    """A call; its timeline shows the observation."""

    model_config = _STRICT

    kind: Literal["call"]
    id: CallId


About = Annotated[ContractSubject | FigureSubject | RecordSubject | CallSubject, Field(discriminator="kind")]


class ObservationForm(BaseModel):
    """An observation by the oversight."""

    model_config = _STRICT

    about: About
    text: str = Field(min_length=1, max_length=4000)
    follows: ObservationIdText | None = Field(
        None, description="La observación en la que insiste, si su respuesta no bastó."
    )


class ObservationAnswerForm(BaseModel):
    """The coordinator's answer, accepted once."""

    model_config = _STRICT

    text: str = Field(min_length=1, max_length=8000)


class ObservationAnswer(BaseModel):
    """The answer to an observation."""

    text: str
    answered_at: datetime
    answered_by: str
    answered_by_name: str


class Observation(BaseModel):
    """An observation with its answer."""

    id: str = Field(description="Año y consecutivo.")
    about: About
    text: str
    follows: str | None
    made_at: datetime
    made_by: str
    made_by_name: str
    due_on: date = Field(description="Último día para responder.")
    standing: AnswerStatus = Field(
        description="En espera, vencida, respondida a tiempo (`answered`) o respondida tarde (`answered_late`)."
    )
    days: int = Field(description="Días hábiles que quedan en espera, o que pasaron desde el último si va o fue tarde.")
    answer: ObservationAnswer | None


class ObservationPage(BaseModel):
    """A page of observations, the latest first."""

    observations: list[Observation]
    waiting: int = Field(description="Cuántas de todas esperan respuesta, con las vencidas.")
    late: int = Field(description="Cuántas de todas están vencidas y sin respuesta.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class ObservationQuery(BaseModel):
    """Filters for listing observations."""

    model_config = ConfigDict(extra="forbid")

    answered: bool | None = Field(None, description="Solo las respondidas, o solo las que esperan.")
    about: SubjectKind | None = None
    subject: ThingId | None = Field(None, description="El id de aquello sobre lo que son.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
