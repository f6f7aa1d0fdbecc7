"""Schemas of novelties of large clients."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import CallId, Flag, SiteId, WholeNumber
from agent_api.large_clients.register.schemas import LargeClientId
from eventlog.facts.export import ExportFormat
from eventlog.facts.large_client import (
    MissingReply,
    NoveltyAct,
    NoveltyKind,
    NoveltySource,
    NoveltyState,
    Recipient,
)

NoveltyId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
NoveltySort = Literal["-registered_at", "registered_at"]
NoveltyColumn = Literal[
    "number", "client", "kind", "channel", "source", "state", "found_on", "sent_to", "owed", "registered_by"
]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewNovelty(BaseModel):
    """A failure or finding of the channel."""

    model_config = _STRICT

    client: LargeClientId
    channel: SiteId
    source: NoveltySource = Field(description="Dónde se vio: la base de datos, un informe del operador o el monitoreo.")
    kind: NoveltyKind
    found_on: Day | None = Field(None, description="El día en que se encontró; hoy si no se dice.")
    description: str = Field(min_length=1, max_length=8000, description="Sale en el correo a quienes se envíe.")
    call: CallId | None = Field(None, description="La llamada que la prueba.")
    ticket: Annotated[str, Field(pattern=r"^[0-9-]{8,20}$")] | None = Field(None, description="El radicado.")


class NoveltyStepForm(BaseModel):
    """An act on the revision that was read."""

    model_config = _STRICT

    act: NoveltyAct
    recipient: Recipient | None = Field(None, description="De un envío, un acuse o una respuesta.")
    on: Day | None = Field(None, description="El día del paso, si no es hoy.")
    text: str = Field("", max_length=8000, description="Obligatorio, salvo para enviar y para acusar recibo.")
    revision: Annotated[WholeNumber, Field(ge=1, le=2**31 - 2)] = Field(description="La revisión leída.")


class NoveltyConfirmationForm(BaseModel):
    """A receipt or an answer of the interventoría, on the revision that was read."""

    model_config = _STRICT

    act: Literal["receive", "answer"]
    text: str = Field("", max_length=8000, description="La respuesta; un acuse no la necesita.")
    revision: Annotated[WholeNumber, Field(ge=1, le=2**31 - 2)] = Field(description="La revisión leída.")


class DeliveryStatus(BaseModel):
    """A recipient, with the last days and the days of its replies."""

    recipient: Recipient
    recipient_name: str
    sent_on: date
    receipt_due_on: date
    received_on: date | None
    receipt_late: bool
    answer_due_on: date
    answered_on: date | None
    answer_late: bool


class NoveltySummary(BaseModel):
    """A novelty in a list."""

    id: str = Field(description="Año y consecutivo.")
    client: str
    client_name: str
    channel: str
    channel_name: str
    source: NoveltySource
    kind: NoveltyKind
    state: NoveltyState
    found_on: date
    registered_at: datetime
    registered_by: str
    registered_by_name: str
    closed_on: date | None
    deliveries: list[DeliveryStatus]
    owed: int = Field(description="Cuántos acuses y respuestas están vencidos sin llegar.")
    revision: int


class NoveltyHistoryStep(BaseModel):
    """An act in the history of a novelty."""

    at: datetime
    by: str
    by_name: str
    act: Literal["record"] | NoveltyAct
    recipient: Recipient | None
    recipient_name: str | None
    on: date
    state: NoveltyState
    text: str | None


class NoveltyReminder(BaseModel):
    """A reminder of a receipt or an answer that was late."""

    recipient: Recipient
    missing: MissingReply
    at: datetime


class PossibleStep(BaseModel):
    """An act that the reader may take now."""

    act: NoveltyAct
    recipient: Recipient | None
    recipient_name: str | None


class NoveltyDetail(NoveltySummary):
    """A novelty with its text, its evidence and its history."""

    description: str
    call: str | None
    ticket: str | None
    history: list[NoveltyHistoryStep]
    reminders: list[NoveltyReminder] = Field(description="Los recordatorios que salieron, en orden.")
    steps: list[PossibleStep] = Field(description="Lo que usted puede hacer ahora.")


class NoveltyPage(BaseModel):
    """A page of novelties."""

    novelties: list[NoveltySummary]
    total: int = Field(description="Cuántas cumplen los filtros.")
    open: int = Field(description="Cuántas de ellas no se han cerrado ni anulado.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class NoveltyFilters(BaseModel):
    """Filters of novelties."""

    model_config = ConfigDict(extra="forbid")

    state: NoveltyState | None = None
    pending: Flag | None = Field(None, description="Solo las que no se han cerrado ni anulado.")
    owed: Flag | None = Field(None, description="Solo las que tienen un acuse o una respuesta vencidos.")
    kind: NoveltyKind | None = None
    source: NoveltySource | None = None
    channel: SiteId | None = None
    recipient: Recipient | None = Field(None, description="Las que se enviaron a este destinatario.")
    client: LargeClientId | None = None
    found_from: Day | None = None
    found_to: Day | None = None
    sort: NoveltySort = "-registered_at"


class NoveltyQuery(NoveltyFilters):
    """Filters, and a page."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class NoveltyExportForm(NoveltyFilters):
    """A list of novelties as a file."""

    columns: list[NoveltyColumn] = Field(min_length=1, max_length=20)
    format: ExportFormat


class NoveltyOption(BaseModel):
    """A channel or a client, by id."""

    id: str
    name: str


class RecipientOption(BaseModel):
    """A recipient with its terms in business days."""

    id: Recipient
    name: str
    receipt_days: int
    answer_days: int
    has_mail: bool = Field(description="Si lo que se le envía sale por correo.")


class NoveltyOptions(BaseModel):
    """The channels, recipients and active clients of a novelty."""

    channels: list[NoveltyOption]
    recipients: list[RecipientOption]
    clients: list[NoveltyOption]
