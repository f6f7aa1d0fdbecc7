"""Schemas of the access log."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access_log.domain.movements import AccessChannel, AccessKind
from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag
from eventlog.facts.export import ExportFormat

ActorText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._:-]{1,79}$", description="Un usuario, `token:…` o `system`.")]
AccountText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._:-]{1,79}$", description="El usuario de la cuenta.")]
AccessLogColumn = Literal[
    "at",
    "account",
    "account_name",
    "actor",
    "actor_name",
    "movement",
    "reason",
    "reference",
    "channel",
    "customer",
    "call",
]


class AccessLogFilters(BaseModel):
    """Filters of the access log."""

    model_config = ConfigDict(extra="forbid")

    first_day: Day | None = Field(None, description="Desde este día, incluido.")
    last_day: Day | None = Field(None, description="Hasta este día, incluido.")
    account: AccountText | None = None
    actor: ActorText | None = None
    kind: AccessKind | None = Field(None, description="La clase de movimiento.")
    channel: AccessChannel | None = Field(None, description="Por dónde se hizo.")
    customer: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = Field(
        None, description="Quién leyó a este cliente."
    )


class AccessLogQuery(AccessLogFilters):
    """A page of the access log."""

    cursor: str | None = Field(None, max_length=200)
    limit: int = Field(50, ge=1, le=200)


class AccessLogExportForm(AccessLogFilters):
    """The access log as a file."""

    columns: list[AccessLogColumn] = Field(min_length=1, max_length=11)
    format: ExportFormat


class AccessLogEntry(BaseModel):
    """A movement of an account, or a read of a customer."""

    seq: int = Field(description="El número del hecho en el diario.")
    at: datetime
    account: str = Field(description="De quién es la cuenta; vacío si se escribió un usuario que no existe.")
    account_name: str
    actor: str = Field(description="Quién lo hizo: un usuario, `token:…` o una parte del sistema.")
    actor_name: str
    movement: str
    kind: AccessKind
    reason: str = Field(description="El motivo o el detalle, en palabras; vacío si no lo hay.")
    reference: str = Field(description="El número de la solicitud, del token o de la revisión; vacío si no lo hay.")
    channel: AccessChannel
    customer_id: str | None
    customer: str | None = Field(description="El cliente que se leyó, solo con iniciales.")
    call_id: str | None


class AccessLogPage(BaseModel):
    """A page of the access log, the newest first."""

    entries: list[AccessLogEntry]
    complete: Flag = Field(
        description="Si ya están todos los hechos del diario; después de actualizar toma un momento."
    )
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")
