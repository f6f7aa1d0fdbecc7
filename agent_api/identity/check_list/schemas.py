"""Schemas of the list of identity checks. They have no answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.identity.domain.attempts import Result
from agent_api.kit.dates import Day
from agent_api.kit.ids import CallId, SiteId
from eventlog.facts.export import ExportFormat

IdentityCheckColumn = Literal["asked_at", "call", "line", "advisor", "customer", "questions", "result", "attempt"]


class IdentityCheckFilters(BaseModel):
    """Filters of identity checks."""

    model_config = ConfigDict(extra="forbid")

    first_day: Day | None = Field(None, description="Desde este día, incluido.")
    last_day: Day | None = Field(None, description="Hasta este día, incluido.")
    advisor: Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")] | None = None
    line: SiteId | None = None
    result: Result | None = None
    call: CallId | None = None


class IdentityCheckQuery(IdentityCheckFilters):
    """A page of identity checks."""

    cursor: str | None = Field(None, max_length=200)
    limit: int = Field(50, ge=1, le=200)


class IdentityCheckExportForm(IdentityCheckFilters):
    """The identity checks as a file."""

    columns: list[IdentityCheckColumn] = Field(min_length=1, max_length=8)
    format: ExportFormat


class IdentityCheckRecord(BaseModel):
    """A set of questions to a customer on a call."""

    id: str
    asked_at: datetime
    call_id: str
    line: str
    line_name: str
    advisor: str
    advisor_name: str
    customer_id: str
    customer: str | None = Field(description="Solo iniciales; null para quien no puede buscar clientes.")
    questions: list[str] = Field(description="Las preguntas, sin las respuestas: no se guardan.")
    result: Result = Field(description="`open`: no se respondió.")
    attempt: int = Field(description="Qué intento fue para ese cliente en esa llamada, desde 1.")


class IdentityCheckPage(BaseModel):
    """A page of identity checks, the newest first."""

    checks: list[IdentityCheckRecord]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")
