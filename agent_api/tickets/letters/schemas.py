"""Schemas of letters."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.schemas import OneLine
from agent_api.kit.dates import Day

LetterId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
State = Literal["written", "dispatched", "delivered", "returned", "cancelled"]


class EnclosedFile(BaseModel):
    """A file of the ticket that is enclosed with the letter."""

    id: str
    name: str
    media_type: str
    size: int = Field(description="En bytes.")
    withheld: bool = Field(description="Si el antivirus lo retuvo después de escribir la carta: ya no puede salir.")


class Letter(BaseModel):
    """A letter of a ticket."""

    id: str
    template: str = Field(description="Lo que dice: ticket_answered es la respuesta.")
    to: list[str] = Field(description="A dónde va, línea por línea.")
    written_at: datetime
    digest: str = Field(description="SHA-256 del PDF.")
    state: State
    carrier: str | None
    guide: str | None = Field(description="El número con el que la empresa de mensajería la rastrea.")
    dispatched_on: date | None
    closed_on: date | None
    receipt: str | None = Field(description="Quién la recibió, o por qué volvió.")
    attachments: list[EnclosedFile] = Field(description="Los anexos, en su orden.")


class LetterList(BaseModel):
    """The letters of a ticket, the oldest first."""

    letters: list[Letter]


class DispatchForm(BaseModel):
    """The handover of a letter to a carrier."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    carrier: OneLine = Field(min_length=1, max_length=80, description="La empresa de mensajería.")
    guide: OneLine = Field(min_length=1, max_length=60)
    on: Day | None = Field(None, description="El día; si no se dice, hoy.")


class DeliveryForm(BaseModel):
    """The carrier's proof of delivery or return."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    delivered: bool = Field(strict=True)
    receipt: OneLine = Field(min_length=1, max_length=200, description="Quién la recibió, o por qué volvió.")
    on: Day | None = Field(None, description="El día; si no se dice, hoy.")
