"""Schemas of feedback."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.quality.evaluations.schemas import EvaluationContent, ReasonText, Revision

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


class RefutationFileDetail(BaseModel):
    """The file that supports a refutation, as it was stored."""

    name: str
    media_type: str
    digest: str = Field(description="SHA-256 del contenido; el hecho de la refutación lo lleva.")


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
