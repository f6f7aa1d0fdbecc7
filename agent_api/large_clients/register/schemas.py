"""Schemas of the register of large clients."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import WholeNumber
from eventlog.facts.large_client import LargeClientState

LargeClientId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ClientLogin = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")]
ClientSort = Literal["name", "-name"]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ClientContactForm(BaseModel):
    """A contact of a client; a new one has no id."""

    model_config = _STRICT

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")] | None = None
    name: str = Field(min_length=1, max_length=120)
    position: str = Field("", max_length=120, description="Su cargo.")
    phone: str = Field("", max_length=40, description="Con él se reconocen sus llamadas.")
    email: str = Field("", max_length=120)


class LargeClientForm(BaseModel):
    """A large client."""

    model_config = _STRICT

    nit: str = Field(min_length=1, max_length=40, description="Con su dígito de verificación; con puntos o sin ellos.")
    name: str = Field(min_length=1, max_length=200)
    manager: ClientLogin = Field(description="El usuario que responde por la cuenta.")
    service: str = Field(min_length=1, max_length=2000, description="El servicio acordado.")
    hours: str = Field("", max_length=200, description="El horario acordado, en palabras.")
    response_hours: Annotated[WholeNumber, Field(ge=1, le=720)] = Field(description="Horas para responder.")
    since: Day = Field(description="El primer día del servicio.")
    contacts: list[ClientContactForm] = Field(default_factory=list, max_length=50)


class LargeClientUpdate(LargeClientForm):
    """Another version of a large client."""

    state: LargeClientState
    until: Day | None = Field(None, description="El último día del servicio, de un cliente retirado.")
    version: Annotated[WholeNumber, Field(ge=1, le=2**31 - 2)] = Field(description="La versión leída.")


class LargeClientContact(BaseModel):
    """A contact."""

    id: str
    name: str
    position: str
    phone: str
    email: str


class LargeClientSummary(BaseModel):
    """A large client in a list."""

    id: str
    nit: str = Field(description="Como se lee: «899999035-7».")
    name: str
    manager: str
    manager_name: str
    service: str
    hours: str
    response_hours: int
    state: LargeClientState
    since: date
    until: date | None
    version: int
    updated_at: datetime


class LargeClientVersion(BaseModel):
    """A version: who stored it, and the fields that it changed."""

    version: int
    at: datetime
    by: str
    by_name: str
    changed: list[str] = Field(description="Los campos que cambiaron; vacío en la primera.")


class LargeClientDetail(LargeClientSummary):
    """A large client with its contacts and its versions."""

    contacts: list[LargeClientContact]
    versions: list[LargeClientVersion] = Field(description="Primero la última.")


class LargeClientPage(BaseModel):
    """A page of large clients."""

    clients: list[LargeClientSummary]
    total: int
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class LargeClientQuery(BaseModel):
    """Filters of large clients, and a page."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str | None = Field(None, max_length=100, description="Parte del nombre o del NIT.")
    state: LargeClientState | None = None
    manager: ClientLogin | None = None
    sort: ClientSort = "name"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=400, description="El «next» de la página anterior.")


class ClientManagerOption(BaseModel):
    """A user who may manage an account."""

    user: str
    name: str


class LargeClientOptions(BaseModel):
    """The users who may manage an account today."""

    managers: list[ClientManagerOption]


class ClientNameOption(BaseModel):
    """An active large client in a filter."""

    id: str
    name: str


class LargeClientNames(BaseModel):
    """The large clients by which a user may filter tickets."""

    clients: list[ClientNameOption] = Field(description="Por nombre; vacío si usted no puede saber quién pide.")


class RecognisedClient(BaseModel):
    """The large client of a call or ticket."""

    id: str
    name: str
    service: str
    hours: str
    response_hours: int


class Recognition(BaseModel):
    """The large client of a call or ticket, or null."""

    client: RecognisedClient | None


class ClientCall(BaseModel):
    """A call from a number of a client."""

    id: str
    arrived_at: datetime
    line_name: str
    outcome: str | None


class ClientTicket(BaseModel):
    """A ticket of a client."""

    number: str
    filed_at: datetime
    state: str
    due_on: date


class ClientActivity(BaseModel):
    """The last calls and tickets of a client, the newest first."""

    calls: list[ClientCall]
    tickets: list[ClientTicket]
