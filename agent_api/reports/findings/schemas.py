"""Schemas of reports of findings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.reports.findings.domain.progress import FindingReportState, FindingReportStep
from agent_api.reports.schemas import ReportHighlight
from eventlog.facts.quality.finding_report import FindingReportScope

FindingReportId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FindingReportRequest(BaseModel):
    """A report to make."""

    model_config = _STRICT

    scope: FindingReportScope
    subject: str = Field(
        pattern=r"^[0-9]{4}-(W[0-9]{2}|[0-9]{2}|[0-9]{4,9})$",
        description="El número de la visita, la semana (`2026-W48`) o el mes (`2026-11`).",
    )


class FindingReportAnswerForm(BaseModel):
    """The coordinator's answer, accepted once."""

    model_config = _STRICT

    text: str = Field(min_length=1, max_length=8000)


class FindingReportMilestone(BaseModel):
    """A step of a report, with its author."""

    at: datetime
    by: str
    by_name: str


class FindingReportSummary(BaseModel):
    """A report of findings in a list."""

    id: str = Field(description="Año y consecutivo.")
    scope: FindingReportScope
    subject: str
    period: str = Field(description="Lo que cubre, en palabras.")
    first_day: date
    last_day: date
    state: FindingReportState
    findings: int | None = Field(description="Cuántos hallazgos tiene; null mientras se prepara.")
    asked: FindingReportMilestone
    made_at: datetime | None
    presented: FindingReportMilestone | None
    received: FindingReportMilestone | None
    answered: FindingReportMilestone | None


class FindingReportDetail(FindingReportSummary):
    """A report of findings with its figures, its seal and its answer."""

    highlights: list[ReportHighlight]
    cover: list[str] = Field(description="Lo que la portada dice del informe mismo.")
    digest: str | None = Field(description="SHA-256 del contenido, que llevan sus archivos.")
    pdf_digest: str | None = Field(description="SHA-256 del PDF.")
    answer: str | None
    steps: list[FindingReportStep] = Field(description="Lo que usted puede hacer ahora.")


class FindingReportPage(BaseModel):
    """A page of reports, the last asked for first."""

    reports: list[FindingReportSummary]
    next: str | None


class FindingReportQuery(BaseModel):
    """Filters for listing reports of findings."""

    model_config = ConfigDict(extra="forbid")

    state: FindingReportState | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
