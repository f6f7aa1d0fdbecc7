"""Schemas of visits."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import SiteId
from agent_api.quality.evaluations.schemas import ReasonText
from agent_api.quality.visits.domain.visit import VisitAct, VisitAnswer, VisitState
from eventlog.facts.quality.evaluation import EvaluationChannel
from eventlog.facts.quality.visit import VisitMode

VisitId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
VisitNote = Annotated[str, Field(max_length=4000)]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewVisit(BaseModel):
    """A visit to begin."""

    model_config = _STRICT

    mode: VisitMode = Field(description="Presencial, o monitoreo a distancia.")
    visited_on: Day


class VisitAttendee(BaseModel):
    """A person who attended."""

    model_config = _STRICT

    name: str = Field(min_length=1, max_length=120)
    position: str = Field("", max_length=120, description="Qué hace en la operación o en la entidad.")


class VisitDraftForm(BaseModel):
    """A visit as it is typed, and the revision on which it is based."""

    model_config = _STRICT

    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")
    mode: VisitMode
    visited_on: Day
    place: str = Field("", max_length=200)
    line: SiteId | None = Field(None, description="La línea visitada; null si son todas.")
    channel: EvaluationChannel | None = Field(None, description="El canal visitado; null si son todos.")
    attendees: list[VisitAttendee] = Field([], max_length=50)
    answers: dict[SiteId, VisitAnswer] = Field({}, max_length=200)
    notes: dict[SiteId, VisitNote] = Field({}, max_length=200, description="El texto de cada pregunta.")
    observations: str = Field("", max_length=8000)


class VisitSignatureForm(BaseModel):
    """The revision that is signed, so that nothing is signed that was not seen."""

    model_config = _STRICT

    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")


class VisitDiscardForm(BaseModel):
    """Why a visit is given up."""

    model_config = _STRICT

    reason: ReasonText


class VisitQuestionDetail(BaseModel):
    """A question of the form."""

    id: str
    name: str
    help: str
    not_applicable: bool = Field(description="Si admite «no aplica».")


class VisitSectionDetail(BaseModel):
    """A section of the form."""

    id: str
    name: str
    questions: list[VisitQuestionDetail]


class VisitFormDetail(BaseModel):
    """The form of the visit's day."""

    id: str
    name: str
    version: str = Field(description="Huella del contenido.")
    version_label: str
    notice: str | None = Field(description="Si es un formulario de ejemplo, la frase que lo dice.")
    sections: list[VisitSectionDetail]


class VisitSummary(BaseModel):
    """A visit in a list."""

    id: str = Field(description="Año y consecutivo.")
    mode: VisitMode
    visited_on: date
    place: str
    line: str | None
    channel: EvaluationChannel | None
    state: VisitState
    visitor: str
    visitor_name: str
    begun_at: datetime
    signed_at: datetime | None
    yes: int
    no: int
    not_applicable: int
    findings: int = Field(description="Cuántos hallazgos salieron de ella.")


class VisitDetail(VisitSummary):
    """A visit with its form and its content."""

    revision: int
    updated_at: datetime
    form: VisitFormDetail
    attendees: list[VisitAttendee]
    answers: dict[str, VisitAnswer]
    notes: dict[str, str]
    observations: str
    digest: str | None = Field(description="SHA-256 de lo firmado; null sin firmar.")
    discard_reason: str | None
    acts: list[VisitAct] = Field(description="Lo que usted puede hacer ahora.")


class VisitPage(BaseModel):
    """A page of visits, the last begun first."""

    visits: list[VisitSummary]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class VisitQuery(BaseModel):
    """Filters for listing visits."""

    model_config = ConfigDict(extra="forbid")

    state: VisitState | None = None
    mode: VisitMode | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class SavedVisit(BaseModel):
    """The revision of an unsigned visit after a save."""

    id: str
    revision: int
    updated_at: datetime
