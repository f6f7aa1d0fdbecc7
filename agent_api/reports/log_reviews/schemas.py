"""Schemas of reviews of the access log."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag
from agent_api.reports.log_reviews.domain.comparison import DiscrepancyKind

LogReviewId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AccessComparisonForm(BaseModel):
    """A period, and the entity's list of users."""

    model_config = _STRICT

    first_day: Day
    last_day: Day = Field(description="Incluido; el período ya terminó.")
    users: Annotated[str, StringConstraints(strip_whitespace=False)] = Field(
        min_length=1,
        max_length=900_000,
        description="CSV: `usuario`, y si se quiere `nombre` (no se guarda) y `estado` (activo o inactivo).",
    )


class LogReviewForm(AccessComparisonForm):
    """A review to sign."""

    note: str = Field("", max_length=4000, description="Obligatoria si hay diferencias: qué se hace con ellas.")


class AccessDiscrepancy(BaseModel):
    """An account that differs from the entity's list."""

    user: str
    kind: DiscrepancyKind
    active_here: Flag
    active_there: Flag
    own: Flag = Field(description="Es la cuenta de quien revisa.")


class AccessComparison(BaseModel):
    """The rows of a period and the accounts compared with the entity's list; nothing is stored."""

    rows: int = Field(description="Cuántas filas de la bitácora tiene el período.")
    rows_digest: str
    users_digest: str = Field(description="SHA-256 de la lista.")
    here: int
    listed: int
    discrepancies: list[AccessDiscrepancy]


class LogReviewSummary(BaseModel):
    """A signed review in a list."""

    id: str = Field(description="Año y consecutivo.")
    first_day: date
    last_day: date
    signed_at: datetime
    reviewer: str
    reviewer_name: str
    rows: int
    listed: int
    here_only: int
    there_only: int
    differing: int


class LogReviewDetail(LogReviewSummary):
    """A signed review."""

    rows_digest: str
    users_digest: str
    digest: str = Field(description="La firma: SHA-256 del contenido.")
    pdf_digest: str | None = Field(description="SHA-256 del PDF; null mientras se preparan los archivos.")
    note: str
    discrepancies: list[AccessDiscrepancy]


class LogReviewQuery(BaseModel):
    """A page of reviews."""

    model_config = _STRICT

    cursor: str | None = Field(None, max_length=200)
    limit: int = Field(50, ge=1, le=200)


class LogReviewPeriod(BaseModel):
    """A period that the site wants reviewed."""

    first_day: date
    last_day: date


class LogReviewPage(BaseModel):
    """A page of reviews, the last signed first."""

    reviews: list[LogReviewSummary]
    overdue: list[LogReviewPeriod] = Field(description="Los períodos que debían estar firmados y no lo están.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")
