"""Schemas of identity verification. They never contain a correct answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.customers.schemas import CustomerIdText
from agent_api.identity.domain.attempts import Status
from agent_api.identity.domain.match_answers import LONGEST_ANSWER
from agent_api.identity.speakers.schemas import CallSpeaker
from config.schema.fields import ID_PATTERN

CheckId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="De quien pidió las preguntas.")]
_QuestionId = Annotated[str, Field(pattern=ID_PATTERN.replace(r"\A", "^").replace(r"\Z", "$"))]


class IdentityForm(BaseModel):
    """A customer to verify."""

    model_config = ConfigDict(extra="forbid")

    customer_id: CustomerIdText


class QuestionDetail(BaseModel):
    """A question to read aloud."""

    id: str
    text: str


class IdentityCheck(BaseModel):
    """Questions selected for a customer."""

    check_id: str
    customer_id: str = Field(description="Si el registro se unió con otro, el que queda.")
    questions: list[QuestionDetail]
    attempt: int = Field(description="Qué intento es, desde 1.")
    attempts_left: int = Field(description="Cuántos pueden fallar todavía, contando este.")


class IdentityAnswer(BaseModel):
    """The caller's answer to a question."""

    model_config = ConfigDict(extra="forbid")

    question: _QuestionId
    answer: str = Field(max_length=LONGEST_ANSWER, description="Como se oye; vacío si no sabe.")


class AnswersForm(BaseModel):
    """Answers to a set of questions; a missing answer counts as wrong."""

    model_config = ConfigDict(extra="forbid")

    answers: list[IdentityAnswer] = Field(max_length=16)


class IdentityResult(BaseModel):
    """The result of a set of questions, without showing which answer was wrong."""

    result: Literal["passed", "failed"]
    attempts_left: int = Field(description="Cuántos intentos quedan.")
    closed: bool = Field(description="Los datos de este cliente quedan cerrados en esta llamada.")


class IdentityStatus(BaseModel):
    """The state of identity verification on a call."""

    status: Status
    customer_id: str | None
    check: IdentityCheck | None = Field(description="Las preguntas que esperan respuesta.")
    attempts_left: int
    speaker: CallSpeaker = Field(description="Quién habla en la llamada, y qué no se le puede decir.")


class ReleaseForm(BaseModel):
    """The reason to allow more verification attempts for a customer today."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(min_length=5, max_length=400, description="Por qué; queda guardado y cifrado.")
