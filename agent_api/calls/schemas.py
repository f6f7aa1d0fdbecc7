"""Schemas of calls: ids and times; only the summary has personal data, masked by permission."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.calls.domain.summary import WaitResult
from agent_api.customers.schemas import CustomerMatch
from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from agent_api.recordings.schemas import Recording
from eventlog.facts import Outcome
from eventlog.facts.calls.post_call import SurveyEnd
from eventlog.folds.call_record import CallRecord


class Call(BaseModel):
    """A call and its result so far."""

    id: str
    line: str
    queue: str | None = Field(description="La última cola en la que esperó.")
    site_version: str
    arrived_at: datetime
    in_hours: bool
    queued_at: datetime | None
    answered_at: datetime | None
    wait_ms: int | None = Field(description="De la entrada en cola a la respuesta, en milisegundos.")
    within_threshold: bool | None = Field(description="Si esperó a lo sumo el umbral de su cola; null sin respuesta.")
    advisor: str | None
    held_ms: int = Field(description="Cuánto estuvo en espera quien llama, en milisegundos.")
    offers: int
    ended_at: datetime | None
    outcome: Outcome | None = Field(description="El único resultado; null mientras está en curso.")
    stage: str | None = Field(description="La etapa en la que terminó.")
    ended_by: str | None
    set_aside: str | None = Field(description="Por qué no cuenta en ninguna cifra (tráfico anómalo); null si cuenta.")


class TimelineEntry(BaseModel):
    """A fact of a call, as a sentence and as data."""

    id: str = Field(description="Lugar en el registro: época-contador.")
    at: datetime
    after_ms: int = Field(description="Milisegundos desde el primer hecho de la llamada.")
    actor: str
    actor_name: str | None = Field(description="El nombre de la persona que actuó; null si fue el sistema.")
    sentence: str
    fact: dict[str, Any]


class WaitDetail(BaseModel):
    """A stay of the call in one queue."""

    queue: str
    queue_name: str
    began_at: datetime
    wait_ms: int | None = Field(description="Cuánto esperó en esa cola; null mientras espera.")
    result: WaitResult


class TalkDetail(BaseModel):
    """A conversation of one advisor with the caller."""

    advisor: str
    advisor_name: str
    began_at: datetime
    talk_ms: int | None = Field(description="Cuánto habló ese asesor; null mientras habla.")


class TopicDetail(BaseModel):
    """The subject of the call, with the names of its site version."""

    kind: str
    kind_name: str
    theme: str
    theme_name: str
    subtheme: str | None
    subtheme_name: str | None
    by: str = Field(description="El asesor que tipificó la llamada.")
    by_name: str


class SummaryTicket(BaseModel):
    """A ticket filed on the call."""

    number: str
    topic: str | None = Field(description="Su tipología cuando se radicó; null si se radicó fuera de esta llamada.")


class SurveyAnswerDetail(BaseModel):
    """An answer of the caller, in the words of the site."""

    question: str
    question_name: str
    answer: str
    answer_name: str


class SurveyDetail(BaseModel):
    """The survey that followed the conversation."""

    result: SurveyEnd | None = Field(description="Cómo terminó; null mientras sigue.")
    answers: list[SurveyAnswerDetail]


class SummaryDetail(BaseModel):
    """A call in short: who, menu, waits, advisors, topic, tickets and survey, by their names."""

    line_name: str
    caller: str = Field(description="El número que llamó, enmascarado según el rol.")
    customer: CustomerMatch | None = Field(
        description="El cliente cuya identidad verificó esta llamada, enmascarado según el rol; null si no hay ninguno."
    )
    choices: list[str] = Field(description="Lo que se eligió en el menú, en orden.")
    waits: list[WaitDetail]
    talks: list[TalkDetail]
    talk_ms: int | None = Field(description="Conversación de todos los asesores; null sin conversación terminada.")
    topic: TopicDetail | None
    tickets: list[SummaryTicket]
    survey: SurveyDetail | None


class CallDetail(Call):
    """A call with its summary, its timeline and its recordings."""

    summary: SummaryDetail

    again_at: datetime | None = Field(
        description="De una devolución aplazada, cuándo se vuelve a marcar; null en otro caso."
    )
    timeline: list[TimelineEntry]
    recordings: list[Recording]


class CallPage(BaseModel):
    """A page of calls, the last arrival first."""

    calls: list[Call]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class CallQuery(BaseModel):
    """Filters for listing calls."""

    model_config = ConfigDict(extra="forbid")

    line: SiteId | None = None
    outcome: Literal[Outcome, "in_progress"] | None = None
    begins: Moment | None = Field(None, alias="from", description="Ingresadas desde este momento.")
    ends: Moment | None = Field(None, alias="to", description="Ingresadas antes de este momento.")
    set_aside: bool | None = Field(
        None, description="true: solo las apartadas como tráfico anómalo; false: solo las demás; sin él, todas."
    )
    without_talk: bool | None = Field(
        None, description="true: solo las contestadas sin conversación, que terminaron antes de un segundo."
    )
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


def call_fields(record: CallRecord) -> dict[str, Any]:
    """Return the fields of a `Call`."""
    return {
        "id": record.call_id,
        "line": record.line,
        "queue": record.queue or None,
        "site_version": record.site_version,
        "arrived_at": record.arrived_at,
        "in_hours": record.in_hours,
        "queued_at": record.queued_at,
        "answered_at": record.answered_at,
        "wait_ms": record.wait_ms,
        "within_threshold": record.is_within_threshold if record.answered_at else None,
        "advisor": record.advisor or None,
        "held_ms": record.held_ms,
        "offers": record.offers,
        "ended_at": record.ended_at,
        "outcome": record.outcome,
        "stage": record.stage or None,
        "ended_by": record.ended_by or None,
        "set_aside": record.set_aside or None,
    }
