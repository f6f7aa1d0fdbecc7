"""Schemas of the status of a petition. They never contain a name, text or document."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.tickets.domain.ticket import State
from agent_api.tickets.status.domain.disclosure import DOCUMENT_LENGTH_LIMIT
from config.site.tickets.ticket_status import Check


class StatusForm(BaseModel):
    """A filing number as dictated, and the document of the petitioner."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    number: str = Field(min_length=1, max_length=40, description="El radicado, con guiones, espacios o seguido.")
    document: str = Field(
        "",
        max_length=DOCUMENT_LENGTH_LIMIT,
        description="El documento de quien la presentó, como lo dice: «1.098.900.107», «CC 1098900107». Se juzga y no "
        "se guarda. Vacío si la petición es anónima o si la titularidad de su cliente ya está verificada.",
    )


class TicketStatus(BaseModel):
    """The state of a petition, in words to read aloud."""

    number: str
    spoken: str = Field(description="El radicado como se lee en voz alta.")
    state: State
    state_name: str = Field(description="En qué va, en pocas palabras.")
    due_on: date | None = Field(description="Último día para responder o para completarla; null si ya no corre.")
    late: bool = Field(description="Si ese día ya pasó sin respuesta.")
    sentences: list[str] = Field(description="Lo que se lee a quien pregunta, en orden.")
    whole: bool = Field(description="Si se puede decir todo; si no, solo el estado y el último día.")


class StatusTerms(BaseModel):
    """The data that the caller must state before a state is read out."""

    check: Check = Field(description="Qué se pide además del radicado.")
    attempts_left: int = Field(description="Cuántas veces puede fallar todavía en esta llamada.")


class StatusAnswer(BaseModel):
    """The result of a status request."""

    result: Literal["read", "no_match"] = Field(
        description="`no_match`: el radicado y el documento no corresponden; no se dice si ese radicado existe."
    )
    attempts_left: int
    status: TicketStatus | None = Field(description="null si no se puede leer.")
