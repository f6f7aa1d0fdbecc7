"""Schemas of coaching."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import Flag
from agent_api.quality.coaching.domain.overdue import Overdue
from agent_api.quality.coaching.domain.state_machine import Act, State
from eventlog.facts.quality.coaching import CoachingCause

CoachingId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
EvaluationNumber = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]
CoachingText = Annotated[str, Field(min_length=1, max_length=4000)]
CoachingRevision = Annotated[int, Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewCoaching(BaseModel):
    """The signed evaluation that a coaching is about."""

    model_config = _STRICT

    evaluation: EvaluationNumber


class ScheduleForm(BaseModel):
    """When the session is, and what it is about."""

    model_config = _STRICT

    revision: CoachingRevision
    starts_at: Moment
    agenda: CoachingText


class SessionForm(BaseModel):
    """The commitment with which a session ended, and its last day."""

    model_config = _STRICT

    revision: CoachingRevision
    commitment: CoachingText
    due_on: Day


class ConfirmationForm(BaseModel):
    """The advisor's confirmation of the commitment that they read."""

    model_config = _STRICT

    revision: CoachingRevision
    comment: str = Field("", max_length=4000)


class CoachingCommentForm(BaseModel):
    """A comment of the advisor."""

    model_config = _STRICT

    text: CoachingText


class FollowUpForm(BaseModel):
    """The follow-up evaluation that checked the commitment, and whether it was fulfilled."""

    model_config = _STRICT

    revision: CoachingRevision
    evaluation: EvaluationNumber
    fulfilled: Flag
    text: str = Field("", max_length=4000)


class DismissalForm(BaseModel):
    """Why a coaching is given up."""

    model_config = _STRICT

    revision: CoachingRevision
    reason: CoachingText


class CoachingSummary(BaseModel):
    """A coaching in a list."""

    id: str = Field(description="Año y consecutivo.")
    evaluation: str
    round: int = Field(description="La versión de la evaluación por la que se propuso.")
    cause: CoachingCause = Field(description="`rule`: lo pide la regla del sitio; `person`: lo abrió alguien.")
    advisor: str
    advisor_name: str
    state: State
    leader_name: str | None = Field(description="Quien puso la fecha; null si no tiene.")
    starts_at: datetime | None
    due_on: date | None = Field(description="El último día del compromiso.")
    overdue: Overdue = Field(description="Qué se venció: la sesión, la confirmación o el seguimiento; vacío si nada.")
    opened_at: datetime


class FollowUpOption(BaseModel):
    """A signed follow-up evaluation that may close the coaching."""

    id: str
    score: str | None
    worked_at: datetime
    evaluator_name: str


class CoachingStep(BaseModel):
    """An act in the history of a coaching."""

    at: datetime
    by_name: str
    act: Literal["propose"] | Act
    state: State
    text: str | None


class CoachingDetail(CoachingSummary):
    """A coaching with its texts and its history."""

    revision: int
    agenda: str | None
    commitment: str | None
    score: str | None = Field(description="La nota de la evaluación; null si no tiene.")
    follow_up: str | None
    fulfilled: bool | None
    follow_ups: list[FollowUpOption] = Field(description="Las evaluaciones de seguimiento firmadas.")
    replaces: str | None = Field(description="El acompañamiento anulado en cuyo lugar está.")
    history: list[CoachingStep]
    acts: list[Act] = Field(description="Lo que usted puede hacer ahora.")


class CoachingPage(BaseModel):
    """A page of coaching, the last opened first."""

    coaching: list[CoachingSummary]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class CoachingQuery(BaseModel):
    """Filters for listing coaching."""

    model_config = ConfigDict(extra="forbid")

    advisor: Login | None = None
    state: State | None = None
    overdue: bool = Field(False, description="Solo los que tienen algo vencido.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class OwnCoachingQuery(BaseModel):
    """A page of one's own coaching."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
