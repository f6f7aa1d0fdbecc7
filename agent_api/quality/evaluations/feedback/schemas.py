"""Schemas of feedback."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.kit.ids import SiteId
from agent_api.quality.evaluations.schemas import EvaluationContent, EvaluationSummary, ReasonText, Revision
from config.site.quality.vocabulary import Family

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AcceptanceForm(BaseModel):
    """The acceptance of an evaluation, and the commitment of the advisor if there is one."""

    model_config = _STRICT

    round: int = Field(ge=1, le=10_000, strict=True, description="La versión leída: no se acepta una que no se vio.")
    commitment: str = Field("", max_length=4000, description="A qué se compromete.")


class RefutationForm(BaseModel):
    """Why the advisor refutes an evaluation."""

    model_config = _STRICT

    round: int = Field(ge=1, le=10_000, strict=True, description="La versión leída.")
    text: ReasonText
    criteria: list[SiteId] = Field([], max_length=200, description="Los criterios con los que no está de acuerdo.")


class RefutationFileDetail(BaseModel):
    """The file that supports a refutation, as it was stored."""

    name: str
    media_type: str
    digest: str = Field(description="SHA-256 del contenido; el hecho de la refutación lo lleva.")
    waits: bool = Field(description="Si el antivirus aún no lo ha examinado: se abre cuando lo haga.")


class RoundFile(RefutationFileDetail):
    """The file of the refutation of a round."""

    round: int
    stored_at: datetime


class RoundFileList(BaseModel):
    """The files of the refutations of an evaluation."""

    files: list[RoundFile]


class OpenRefutation(BaseModel):
    """A refutation that waits for a decision."""

    evaluation: EvaluationSummary
    refuted_at: datetime
    decide_by: datetime | None = Field(description="Hasta cuándo se decide; null si el sitio no tiene plazo.")
    late: bool = Field(description="Si ese plazo ya pasó.")
    may_decide: bool = Field(description="Si usted puede decidirla.")
    refusal: str | None = Field(description="Por qué no puede decidirla, en una frase; null si puede.")


class OpenRefutations(BaseModel):
    """The refutations that wait for a decision, the one that is due first at the top."""

    refutations: list[OpenRefutation]


class ConciliationForm(BaseModel):
    """When and with whom a refutation is conciliated."""

    model_config = _STRICT

    text: ReasonText


class DecisionForm(BaseModel):
    """The decision on a refutation; to accept it, with the whole content of the new round."""

    model_config = _STRICT

    outcome: Literal["accepted", "rejected"]
    text: ReasonText
    revision: Revision
    content: EvaluationContent | None = Field(None, description="Con `accepted`, las respuestas que quedan.")

    @model_validator(mode="after")
    def _check_content(self) -> "DecisionForm":
        """Check that only an accepted refutation has new answers."""
        if (self.outcome == "accepted") != (self.content is not None):
            raise ValueError("«content» va con «accepted», y solo con él.")
        return self


class OwnEvaluationsQuery(BaseModel):
    """A page of the evaluations of one's own work."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class OwnScore(BaseModel):
    """The score of one evaluation of the random sample."""

    evaluation: str
    worked_at: datetime
    score: str | None
    learning: bool = Field(description="Si fue en la curva de aprendizaje: no cuenta en las cifras del mes.")


class OwnFamilyFigure(BaseModel):
    """A family of errors in a month; without enough evaluations there are only the counts."""

    family: Family
    passed: int
    applicable: int
    percent: str | None = Field(description="null si la muestra es insuficiente.")
    low: str | None = Field(description="Límite inferior del intervalo de Wilson al 95 %, en porcentaje.")
    high: str | None


class OwnMonth(BaseModel):
    """One's own figures of a month of the random sample."""

    month: str = Field(description="Año y mes, como 2026-11.")
    evaluations: int
    learning: int = Field(description="Las de la curva de aprendizaje, que no cuentan.")
    sufficient: bool
    mean: str | None = Field(description="La nota media; null si la muestra es insuficiente o ninguna tiene nota.")
    families: list[OwnFamilyFigure]


class FamilyName(BaseModel):
    """A family of errors with the entity's name for it."""

    family: Family
    name: str


class OwnCourse(BaseModel):
    """One's own evaluations of the random sample over time, of no other person."""

    minimum: int = Field(description="Con menos evaluaciones, la cifra es «muestra insuficiente».")
    families: list[FamilyName]
    months: list[OwnMonth] = Field(description="Los últimos doce con alguna evaluación, el más antiguo primero.")
    scores: list[OwnScore] = Field(description="Las de esos meses, la más antigua primero.")
