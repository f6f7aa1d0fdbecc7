"""Schemas of training."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.permissions import Role
from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import Flag, SiteId, WholeNumber
from agent_api.training.domain.validity import StandingState
from agent_api.training.proposals.store import ProposalState
from eventlog.facts.people.training import Attendance, ProposalSource, SessionState

TrainingId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
TrainedLogin = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]
TrainingSort = Literal["-starts_at", "starts_at"]
TrainingChannel = Literal["phone", "written", "all"]
MarkText = Annotated[str, Field(pattern=r"^(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)$")]
ProposalReference = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{4,9}|[a-z_]{1,40})$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
_Title = Annotated[str, Field(min_length=1, max_length=200)]
_Minutes = Annotated[WholeNumber, Field(ge=5, le=10_080)]


class CourseForm(BaseModel):
    """The rules of a course; those without a value are the site's defaults."""

    model_config = _STRICT

    title: _Title
    pass_mark: Annotated[WholeNumber, Field(ge=1, le=100)] | None = Field(None, description="Sobre 100.")
    attempts: Annotated[WholeNumber, Field(ge=1, le=10)] | None = None
    validity_months: Annotated[WholeNumber, Field(ge=0, le=60)] | None = Field(None, description="0: no vence.")
    required_queues: list[SiteId] = Field([], max_length=50, description="Colas cuyos asesores lo necesitan.")
    required_roles: list[Role] = Field([], max_length=8, description="Roles que lo necesitan.")
    required_from: Day | None = Field(None, description="Desde qué día se exige; sin él, no se exige.")


class CourseChangeForm(CourseForm):
    """New rules of a course, on the revision that was read."""

    retired: Flag = Field(False, description="Un tema retirado no se programa ni se exige.")
    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")


class MaterialUpload(BaseModel):
    """A new version of a course's material, whose file is the body."""

    model_config = _STRICT

    title: _Title
    dated_on: Day
    minutes: int = Field(ge=5, le=10_080, description="Cuánto dura.")


class MaterialForm(MaterialUpload):
    """A new version of a course's material, that is a link or names a document."""

    address: str = Field("", max_length=500, description="El enlace, o el nombre del anexo.")
    minutes: _Minutes = Field(description="Cuánto dura.")


class TrainingFile(BaseModel):
    """The file of a version of material; ``size`` is in bytes."""

    name: str
    media_type: str
    size: int


class TrainingMaterial(BaseModel):
    """A version of the material of a course."""

    version: int
    title: str
    address: str
    dated_on: date
    minutes: int
    file: TrainingFile | None
    added_by_name: str


class TrainingCourse(BaseModel):
    """A course with the versions of its material, the last one first."""

    id: str
    title: str
    pass_mark: int
    attempts: int
    validity_months: int
    required_queues: list[str]
    required_roles: list[str]
    required_from: date | None
    retired: bool
    revision: int
    materials: list[TrainingMaterial]


class TrainingCourses(BaseModel):
    """All courses, those in force first."""

    courses: list[TrainingCourse]


class TrainingSessionForm(BaseModel):
    """A session of the schedule."""

    model_config = _STRICT

    course: TrainingId
    version: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = Field(
        None, description="La versión del material; sin ella, la última."
    )
    line: SiteId | None = Field(None, description="Sin ella, todas las líneas.")
    channel: TrainingChannel = "phone"
    trainer: str = Field(min_length=1, max_length=120, description="Quién la dicta.")
    place: str = Field(min_length=1, max_length=500, description="El lugar o el enlace.")
    starts_at: Moment
    minutes: _Minutes
    advisors: list[TrainedLogin] = Field([], max_length=500, description="Quiénes asisten.")


class SessionMoveForm(BaseModel):
    """Another time or place of a session, on the revision that was read."""

    model_config = _STRICT

    trainer: str = Field(min_length=1, max_length=120)
    place: str = Field(min_length=1, max_length=500)
    starts_at: Moment
    minutes: _Minutes
    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")


class TrainingCancellationForm(BaseModel):
    """The cancellation of a session, on the revision that was read."""

    model_config = _STRICT

    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")


class ParticipantsForm(BaseModel):
    """All who are expected at a session; a person with a recorded attendance stays."""

    model_config = _STRICT

    advisors: list[TrainedLogin] = Field(max_length=500)


class RegisterRow(BaseModel):
    """The attendance of one participant, and their mark."""

    model_config = _STRICT

    advisor: TrainedLogin
    attendance: Attendance
    reason: SiteId | None = Field(None, description="El motivo de la inasistencia, de la lista del sitio.")
    mark: MarkText | None = Field(None, description="De 0 a 100, con dos decimales como máximo; null, sin nota.")


class RegisterForm(BaseModel):
    """Rows of the register of a session, on the revision that was read; all are stored or none."""

    model_config = _STRICT

    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")
    rows: list[RegisterRow] = Field(min_length=1, max_length=500)


class TrainingParticipant(BaseModel):
    """A participant of a session."""

    advisor: str
    name: str
    attendance: Attendance
    reason: str | None
    reason_name: str | None
    mark: str | None = Field(description="Exacta, sobre 100.")
    attempt: int = Field(description="El intento en el tema; 0 sin nota.")
    passed: bool | None
    valid_until: date | None
    acknowledged_at: datetime | None
    next_attempt: int = Field(description="El intento que sería una nota en esta sesión.")


class TrainingSessionSummary(BaseModel):
    """A session in the schedule."""

    id: str
    course: str
    title: str
    version: int
    line: str | None
    line_name: str | None
    channel: TrainingChannel
    trainer: str
    place: str
    starts_at: datetime
    minutes: int
    state: SessionState
    planned: int = Field(description="Cuántos se esperan, con los que ya tienen asistencia.")
    attended: int
    absent: int
    revision: int


class TrainingSessionDetail(TrainingSessionSummary):
    """A session with its participants."""

    pass_mark: int
    attempts: int
    participants: list[TrainingParticipant]


class TrainingSessionPage(BaseModel):
    """A page of the schedule."""

    sessions: list[TrainingSessionSummary]
    next: str | None


class TrainingSessionQuery(BaseModel):
    """Filters of the schedule, and a page."""

    model_config = ConfigDict(extra="forbid")

    course: TrainingId | None = None
    state: SessionState | None = None
    line: SiteId | None = None
    advisor: TrainedLogin | None = None
    starts_from: Day | None = None
    starts_to: Day | None = None
    sort: TrainingSort = "-starts_at"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class ProposalForm(BaseModel):
    """A course that is proposed for an advisor, or for the advisors of a queue."""

    model_config = _STRICT

    course: TrainingId
    source: ProposalSource = "manual"
    reference: ProposalReference | None = Field(
        None,
        description="El número del hallazgo o del acompañamiento, o la familia de errores; con `manual` no va.",
    )
    advisor: TrainedLogin | None = None
    queue: SiteId | None = Field(None, description="Para todos sus asesores, en lugar de `advisor`.")


class ProposalDecisionForm(BaseModel):
    """A decision: a session for an accepted proposal, a reason for a rejected one."""

    model_config = _STRICT

    accepted: Flag
    session: TrainingId | None = None
    reason: str | None = Field(None, min_length=1, max_length=2000)


class TrainingProposal(BaseModel):
    """A proposal."""

    id: str
    course: str
    title: str
    source: ProposalSource
    reference: str | None
    advisor: str | None
    advisor_name: str | None
    queue: str | None
    queue_name: str | None
    state: ProposalState
    proposed_at: datetime
    proposed_by_name: str
    decided_at: datetime | None
    decided_by_name: str | None
    session: str | None
    reason: str | None


class TrainingProposalPage(BaseModel):
    """A page of proposals, the last one first."""

    proposals: list[TrainingProposal]
    next: str | None


class TrainingProposalQuery(BaseModel):
    """Filters of proposals, and a page."""

    model_config = ConfigDict(extra="forbid")

    state: ProposalState | None = None
    course: TrainingId | None = None
    source: ProposalSource | None = None
    reference: ProposalReference | None = Field(None, description="El número o la familia de su origen.")
    advisor: TrainedLogin | None = None
    queue: SiteId | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class TrainingStanding(BaseModel):
    """The standing of a person in a course today."""

    course: str
    title: str
    state: StandingState
    required: bool
    valid_until: date | None
    expiring: bool = Field(description="Se exige y le vence en 30 días o menos.")
    attempts_used: int = Field(description="Intentos desde la última aprobación.")
    attempts: int


class TrainingGate(BaseModel):
    """A queue that a person is kept from, and why."""

    queue: str
    queue_name: str
    reason: str


class TrainedAdvisor(BaseModel):
    """An advisor with what they lack."""

    advisor: str
    name: str
    queues: list[str] = Field(description="Las que tiene asignadas.")
    standings: list[TrainingStanding]
    gates: list[TrainingGate]


class TrainedAdvisors(BaseModel):
    """The advisors of the campaign by name; how many lack a required course, and how many have one that ends soon."""

    advisors: list[TrainedAdvisor]
    lacking: int
    expiring: int


class OwnMaterial(BaseModel):
    """A version of material that the reader trains with."""

    course: str
    version: int
    title: str
    address: str = Field(description="El enlace, o el nombre del anexo; vacío si es un archivo.")
    minutes: int
    file: TrainingFile | None


class OwnTrainingStanding(TrainingStanding):
    """The standing of the reader in a course, and the last version of its material."""

    material_version: OwnMaterial | None


class OwnTrainingSession(BaseModel):
    """A session of the reader, with their own record."""

    id: str
    title: str
    attempts: int = Field(description="Los que permite el tema.")
    pass_mark: int
    version: int
    material_version: OwnMaterial
    material: str = Field(description="El enlace o el nombre del anexo.")
    trainer: str
    place: str
    starts_at: datetime
    minutes: int
    state: SessionState
    record: TrainingParticipant
    can_acknowledge: bool


class OwnTraining(BaseModel):
    """The training of the reader: the standing in each course, the sessions, and the queues they are kept from."""

    standings: list[OwnTrainingStanding]
    sessions: list[OwnTrainingSession]
    gates: list[TrainingGate]


class TrainingNameOption(BaseModel):
    """An entry of the site, or a person."""

    id: str
    name: str


class TrainingOptions(BaseModel):
    """The choices of a course or a session, and the site's defaults."""

    pass_mark: int
    attempts: int
    validity_months: int
    absence_reasons: list[TrainingNameOption]
    lines: list[TrainingNameOption]
    queues: list[TrainingNameOption]
    gated_queues: list[str]
    roles: list[TrainingNameOption] = Field(description="Los roles de asesor, que pueden exigir un tema.")
    advisors: list[TrainingNameOption]
    open_proposals: int
