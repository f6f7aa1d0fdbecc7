"""Tickets as the API reads and writes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.calls.schemas import CallIdText, Id

Status = Literal["open"]


class Petition(BaseModel):
    """What is asked for. Nobody has to be identified, and no reason has to be given."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Id
    theme: Id
    subtheme: Id | None = Field(None, description="null si el tema no tiene, o no se precisó.")
    text: str = Field(min_length=1, max_length=4000, description="Lo que se pide, como lo cuenta quien llama.")


class TicketForm(Petition):
    """A petition to be filed."""

    call_id: CallIdText | None = Field(None, description="La llamada en la que se presenta, si hay una.")


class Ticket(BaseModel):
    """A filed petition; what its receipt (Decreto 1166 de 2016) needs of it is here."""

    number: str = Field(description="Radicado: año, consecutivo y dígito de control.")
    spoken: str = Field(description="El radicado como se lee en voz alta.")
    kind: str
    kind_name: str
    theme: str
    theme_name: str
    subtheme: str | None
    subtheme_name: str | None
    text: str | None = Field(description="null para quien no puede leerlo.")
    status: Status
    call_id: str | None
    caller: str | None = Field(description="El número que llamó, enmascarado según el rol; null sin llamada.")
    filed_at: datetime
    filed_by: str
    received_by: str = Field(description="Nombre de quien la recibió.")
    verbal: bool = Field(description="Si se presentó de viva voz, por teléfono.")


class TicketPage(BaseModel):
    """Tickets, the last filed first."""

    tickets: list[Ticket]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class TicketQuery(BaseModel):
    """Which tickets to list."""

    model_config = ConfigDict(extra="forbid")

    call_id: CallIdText | None = None
    mine: bool = False
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


IdempotencyKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
