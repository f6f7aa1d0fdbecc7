"""Schemas of links between tickets."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.tickets.domain.ticket import State
from eventlog.facts.tickets.ticket import LinkKind

FilingNumber = Annotated[str, Field(min_length=1, max_length=40)]


class LinkedTicket(BaseModel):
    """A ticket that is linked to the one that was read; only tickets that the user may read are listed."""

    number: str
    kind: LinkKind
    direction: Literal["out", "in"] = Field(
        description="`out`: el ticket leído repite o sigue al otro; `in`: el otro repite o sigue al leído."
    )
    sentence: str = Field(description="Qué es el uno del otro, en una frase: «Repite el radicado 2027-000012-5».")
    topic: str
    state: State
    due_on: date
    version: int
    joint: bool = Field(
        description="Si usted puede responderlo ahora con la misma respuesta del ticket leído (`joint` de `send`)."
    )


class JointTicket(BaseModel):
    """Another ticket that gets the same answer."""

    model_config = ConfigDict(extra="forbid")

    number: FilingNumber
    version: int = Field(ge=1, le=2**31, description="La que se leyó de ese ticket.")
