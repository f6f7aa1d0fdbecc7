"""Schemas of access reviews."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.permissions import Role
from agent_api.access.schemas import Proof, RoleGrant, Username
from agent_api.access_reviews.domain.account_findings import AccountFinding
from agent_api.access_reviews.domain.state_machine import ReviewState
from agent_api.kit.dates import Day
from eventlog.facts.access_review import ReviewDecision

AccessReviewId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
ReviewAct = Literal["decide", "sign", "execute"]
ExecutionState = Literal["pending", "requested", "executed"]
"""Of a decision to change or remove: nothing was done, a second person must approve it, or it was carried out."""
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AccountDecisionForm(BaseModel):
    """One decision on some accounts."""

    model_config = _STRICT

    users: list[Username] = Field(min_length=1, max_length=500)
    decision: ReviewDecision
    roles: list[Role] = Field([], max_length=8, description="Los que le quedan, si la cuenta cambia.")
    reason: str = Field("", max_length=2000, description="Obligatorio si la cuenta cambia, se retira o se exceptúa.")
    exception_until: Day | None = Field(
        None, description="Último día de la excepción de una cuenta con observaciones que se mantiene."
    )


class ExecutionForm(BaseModel):
    """The accounts in which to do what was decided."""

    model_config = _STRICT

    users: list[Username] = Field(min_length=1, max_length=500)
    proof: Proof = None


class ReviewMilestone(BaseModel):
    """The moment and the author of an act."""

    at: datetime
    by: str
    by_name: str


class ReviewCounts(BaseModel):
    """The accounts of a review by decision, and the decisions that are not carried out."""

    undecided: int
    keep: int
    change: int
    remove: int
    flagged: int = Field(description="Con alguna observación.")
    pending: int = Field(description="Por cambiar o retirar, sin hacer.")


class AccessReviewSummary(BaseModel):
    """A review in a list."""

    id: str = Field(description="Año y consecutivo.")
    first_day: date
    period: str = Field(description="En palabras.")
    state: ReviewState
    begun_at: datetime
    due_on: date
    late: bool
    accounts: int
    counts: ReviewCounts
    signed: ReviewMilestone | None
    closed_at: datetime | None


class AccessReviewDetail(AccessReviewSummary):
    """A review with its digests and what the reader may do."""

    snapshot_digest: str = Field(description="SHA-256 de la foto de las cuentas.")
    digest: str | None = Field(description="SHA-256 de las decisiones firmadas.")
    exception_days: int = Field(description="Cuántos días dura, a lo sumo, una excepción.")
    acts: list[ReviewAct] = Field(description="Lo que usted puede hacer ahora.")


class AccessReviewPage(BaseModel):
    """A page of reviews, the latest first."""

    reviews: list[AccessReviewSummary]
    unreviewed: str | None = Field(description="El período de hoy, en palabras, si todavía no tiene revisión.")
    next: str | None


class AccessReviewQuery(BaseModel):
    """Which page of reviews."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class AccountToken(BaseModel):
    """A service token that the account issued."""

    id: str
    kind: str
    permissions: list[str]
    expires_at: datetime
    used_at: datetime | None


class ReviewedAccount(BaseModel):
    """An account as it was when the review began, with its decision."""

    user: str
    name: str
    created_at: datetime
    disabled_at: datetime | None
    signed_in_at: datetime | None
    second_factor: bool
    must_change_password: bool
    roles: list[RoleGrant]
    tokens: list[AccountToken]
    findings: list[AccountFinding]
    decision: ReviewDecision | None
    new_roles: list[Role] = Field(description="Los que le quedan, si la cuenta cambia.")
    reason: str | None
    exception_until: date | None
    exception_expired: bool
    decided: ReviewMilestone | None
    execution: ExecutionState | None = Field(description="null si no hay nada que hacer en la cuenta.")
    executed: ReviewMilestone | None
    request: str | None = Field(description="La solicitud que otra persona aprueba.")
    own: bool = Field(description="Si es la cuenta de quien pregunta, que no decide sobre ella.")


class ReviewedAccountPage(BaseModel):
    """A page of the accounts of a review, by login."""

    accounts: list[ReviewedAccount]
    total: int = Field(description="Cuántas cumplen los filtros.")
    next: str | None


class ReviewedAccountQuery(BaseModel):
    """Filters for listing the accounts of a review."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["undecided", "keep", "change", "remove"] | None = None
    finding: Literal["any", "none"] | AccountFinding | None = Field(
        None, description="Una observación; `any`: con alguna; `none`: sin ninguna."
    )
    role: Role | None = None
    execution: ExecutionState | None = None
    q: str | None = Field(None, min_length=1, max_length=80, description="Parte del usuario o del nombre.")
    limit: int = Field(100, ge=1, le=500)
    after: Username | None = Field(None, description="El «next» de la página anterior.")
