"""Schemas of findings."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import CallId, Flag, SiteId, WholeNumber
from agent_api.quality.evaluations.schemas import EvaluationIdText, ItemId, Login, ReasonText
from agent_api.quality.findings.domain.deadline import FindingStanding
from agent_api.quality.findings.domain.state_machine import OwnerAct, ReviewAct
from eventlog.facts.export import ExportFormat
from eventlog.facts.quality.finding import FindingAct, FindingSource, FindingState

FindingId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
FindingFileId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
FindingSort = Literal["-found_at", "found_at", "due_on", "-due_on"]
FindingColumn = Literal[
    "number", "kind", "severity", "area", "owner", "state", "due_on", "term", "found_on", "source", "found_by"
]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewFinding(BaseModel):
    """A finding, with its evidence and the person who must correct it."""

    model_config = _STRICT

    source: FindingSource = Field(description="De dónde sale; con `manual`, de ninguna de las otras.")
    reference: EvaluationIdText | None = Field(
        None, description="El número de la evaluación, la visita o la observación; con `manual` no va."
    )
    kind: SiteId
    severity: SiteId = Field(description="Da los días hábiles para corregir.")
    area: SiteId
    owner: Login = Field(description="El usuario que responde por la corrección.")
    description: str = Field(min_length=1, max_length=8000)
    action: str = Field("", max_length=4000, description="Lo que se pide hacer; el responsable propone la acción.")
    call: CallId | None = Field(None, description="La llamada que lo prueba.")
    second: Annotated[WholeNumber, Field(ge=0, le=86_400)] | None = Field(None, description="El segundo de la llamada.")
    ticket: ItemId | None = Field(None, description="El radicado que lo prueba.")


class FindingActionForm(BaseModel):
    """An act of the owner on the revision that was read, and its text."""

    model_config = _STRICT

    act: OwnerAct = Field(description="Proponer la acción, terminarla, o rechazar el hallazgo con un motivo.")
    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")
    text: ReasonText = Field(description="La acción, lo que se hizo, o el motivo.")


class FindingReviewForm(BaseModel):
    """An act of another person than the owner on the revision that was read."""

    model_config = _STRICT

    act: ReviewAct
    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")
    text: str = Field("", max_length=4000, description="Obligatorio, salvo para aprobar la acción y para cerrar.")


class FindingAssignmentForm(BaseModel):
    """Another area and owner of a finding."""

    model_config = _STRICT

    area: SiteId
    owner: Login
    revision: int = Field(ge=1, le=2**31 - 2, strict=True, description="La revisión leída.")
    text: str = Field("", max_length=4000, description="Por qué, si hace falta.")


class FindingSummary(BaseModel):
    """A finding in a list."""

    id: str = Field(description="Año y consecutivo.")
    source: FindingSource
    reference: str | None
    kind: str
    kind_name: str
    severity: str
    severity_name: str
    area: str
    area_name: str
    owner: str
    owner_name: str
    state: FindingState
    found_at: datetime
    found_on: date
    found_by: str
    found_by_name: str
    due_on: date = Field(description="El último día para corregir.")
    standing: FindingStanding = Field(
        description="En término, vencido, corregido a tiempo (`corrected`), corregido tarde, o sin término (anulado)."
    )
    days: int = Field(description="Días hábiles que quedan si está en término; si no, los que pasaron del último.")
    revision: int


class FindingStep(BaseModel):
    """An act in the history of a finding."""

    at: datetime
    by: str
    by_name: str
    act: Literal["record"] | FindingAct
    state: FindingState
    area_name: str
    owner: str
    owner_name: str
    due_on: date
    text: str | None


class FindingFile(BaseModel):
    """A file that supports a finding."""

    id: str
    name: str
    media_type: str
    digest: str = Field(description="SHA-256 del contenido.")
    stored_at: datetime
    stored_by_name: str


class FindingDetail(FindingSummary):
    """A finding with its texts, its evidence and its history."""

    description: str
    action: str | None = Field(description="La última acción que se pidió o se propuso.")
    call: str | None
    second: int | None
    ticket: str | None
    done_on: date | None
    files: list[FindingFile]
    history: list[FindingStep]
    acts: list[FindingAct] = Field(description="Lo que usted puede hacer ahora.")


class FindingPage(BaseModel):
    """A page of findings."""

    findings: list[FindingSummary]
    total: int = Field(description="Cuántos cumplen los filtros.")
    late: int = Field(description="Cuántos de ellos están vencidos sin corregir.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class FindingFilters(BaseModel):
    """Filters of findings."""

    model_config = ConfigDict(extra="forbid")

    state: FindingState | None = None
    pending: Flag | None = Field(None, description="Solo los que esperan corrección, verificación o decisión.")
    late: Flag | None = Field(None, description="Solo los vencidos sin corregir.")
    severity: SiteId | None = None
    kind: SiteId | None = None
    area: SiteId | None = None
    owner: Login | None = None
    source: FindingSource | None = None
    reference: EvaluationIdText | None = Field(None, description="El número de la evaluación, visita u observación.")
    found_from: Day | None = None
    found_to: Day | None = None
    sort: FindingSort = "-found_at"


class FindingQuery(FindingFilters):
    """Filters, and a page."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class FindingExportForm(FindingFilters):
    """A list of findings as a file."""

    columns: list[FindingColumn] = Field(min_length=1, max_length=20)
    format: ExportFormat


class FindingSeverityOption(BaseModel):
    """A severity of the site."""

    id: str
    name: str
    days_to_act: int = Field(description="Días hábiles para corregir, sin el primero.")


class FindingOwnerOption(BaseModel):
    """A person who may own a finding."""

    user: str
    name: str
    area: str | None = Field(description="El área de la que es funcionario; null si es de la operación.")


class FindingNameOption(BaseModel):
    """A kind or an area of the site."""

    id: str
    name: str


class FindingOptions(BaseModel):
    """The site's kinds, severities and areas of a finding, and the people who may own one today."""

    kinds: list[FindingNameOption]
    severities: list[FindingSeverityOption]
    areas: list[FindingNameOption]
    owners: list[FindingOwnerOption]
