"""Schemas of calls: ids and times; only the summary has personal data, masked by permission."""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.calls.domain.summary import WaitResult
from agent_api.calls.store import Sort
from agent_api.customers.schemas import CustomerId, CustomerMatch
from agent_api.kit.dates import Moment
from agent_api.kit.ids import Flag, SiteId, WholeNumber
from agent_api.recordings.schemas import Recording
from config.milliseconds import MILLISECOND
from eventlog.facts import Outcome
from eventlog.facts.calls.post_call import SurveyEnd
from eventlog.facts.export import ExportFormat
from eventlog.folds.call_record import CallRecord

Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]
Seconds = Annotated[WholeNumber, Field(ge=0, le=86_400)]
CallColumn = Literal["arrived_at", "outcome", "line", "queue", "wait", "talk", "advisor", "topic", "ended_by"]
CALL_COLUMNS: tuple[CallColumn, ...] = get_args(CallColumn)


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
    talk_ms: int | None = Field(description="De la respuesta al final, en milisegundos; null sin las dos.")
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


class ListedCall(Call):
    """A call of a list."""

    advisor_name: str | None
    topic: str | None = Field(description="Cómo la tipificó el asesor; null si no la ha tipificado.")


class CallPage(BaseModel):
    """A page of calls, the last arrival first."""

    calls: list[Call]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class CallListPage(BaseModel):
    """A page of the list of calls, the last arrival first unless the query reverses it."""

    calls: list[ListedCall]
    next: str | None = Field(description="El cursor de la página siguiente, en el mismo orden; null si no hay más.")


class CallFilters(BaseModel):
    """Filters for listing calls."""

    model_config = ConfigDict(extra="forbid")

    line: SiteId | None = None
    queue: SiteId | None = Field(None, description="La última cola en la que esperaron.")
    advisor: Login | None = Field(None, description="Usuario del último asesor que las atendió.")
    outcome: Literal[Outcome, "in_progress"] | None = None
    begins: Moment | None = Field(None, alias="from", description="Ingresadas desde este momento.")
    ends: Moment | None = Field(None, alias="to", description="Ingresadas antes de este momento.")
    set_aside: Flag | None = Field(
        None, description="true: solo las apartadas como tráfico anómalo; false: solo las demás; sin él, todas."
    )
    without_talk: Flag | None = Field(
        None, description="true: solo las contestadas sin conversación, que terminaron antes de un segundo."
    )
    kind: SiteId | None = Field(None, description="De la tipificación del asesor.")
    theme: SiteId | None = Field(None, description="Con `kind`.")
    subtheme: SiteId | None = Field(None, description="Con `kind` y `theme`.")
    min_wait_s: Seconds | None = Field(None, description="Esperaron en cola al menos estos segundos.")
    max_wait_s: Seconds | None = Field(None, description="Esperaron en cola a lo sumo estos segundos.")
    min_talk_s: Seconds | None = Field(None, description="De la respuesta al final, al menos estos segundos.")
    max_talk_s: Seconds | None = Field(None, description="De la respuesta al final, a lo sumo estos segundos.")

    @model_validator(mode="after")
    def _check_topic(self) -> "CallFilters":
        """Check that a narrower topic comes with the wider one."""
        if (self.theme and not self.kind) or (self.subtheme and not self.theme):
            raise ValueError("«theme» va con «kind», y «subtheme» con «theme».")
        return self


class CallPersonFilters(CallFilters):
    """Filters that name a person; they go in the body, so that no address or log has the datum."""

    number: Annotated[str, Field(min_length=7, max_length=40)] | None = Field(
        None, description="El número que llamó, escrito de cualquier forma; exige poder ver los números."
    )
    customer_id: CustomerId | None = Field(
        None, description="Solo las llamadas que verificaron a este cliente, las últimas 500 a lo sumo."
    )


class CallQuery(CallFilters):
    """A page of a list of calls."""

    sort: Sort = Field("-arrived_at", description="`-arrived_at`: la última primero; `arrived_at`: la primera.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class CallCounts(BaseModel):
    """How many calls a list has."""

    total: int = Field(description="Las que cumplen todos los filtros.")
    outcomes: dict[Outcome, int] = Field(description="Por resultado, con los demás filtros.")
    in_progress: int = Field(description="Las que no han terminado, con los demás filtros.")


class CallSearchForm(CallPersonFilters):
    """A page of the list of calls of a number or of a customer."""

    sort: Sort = Field("-arrived_at", description="`-arrived_at`: la última primero; `arrived_at`: la primera.")
    limit: WholeNumber = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")

    @model_validator(mode="after")
    def _check_person(self) -> "CallSearchForm":
        """Check that the form names a person; the list without one has an address."""
        if not (self.number or self.customer_id):
            raise ValueError("Indique «number» o «customer_id»; sin ellos, use GET /api/v1/calls.")
        return self


class CallExportForm(CallPersonFilters):
    """A list of calls to export, as the screen shows it."""

    sort: Sort = "-arrived_at"
    columns: list[CallColumn] = Field(
        list(CALL_COLUMNS), min_length=1, max_length=len(CALL_COLUMNS), description="Las columnas, en orden."
    )
    format: ExportFormat


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
        "talk_ms": _talk_ms(record),
        "ended_at": record.ended_at,
        "outcome": record.outcome,
        "stage": record.stage or None,
        "ended_by": record.ended_by or None,
        "set_aside": record.set_aside or None,
    }


def _talk_ms(record: CallRecord) -> int | None:
    if record.answered_at is None or record.ended_at is None:
        return None
    return (record.ended_at - record.answered_at) // MILLISECOND
