"""Schemas of a customer's timeline."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.customer_timeline.domain.merge import EventKind
from agent_api.kit.dates import Moment
from agent_api.kit.ids import CallId


class CustomerEvent(BaseModel):
    """An event of a customer's timeline."""

    id: str = Field(description="Único en la historia del cliente.")
    kind: EventKind
    at: datetime
    sentence: str = Field(description="Qué fue y en qué va, sin su contenido.")
    by: str | None = Field(description="Quién actuó, como en los hechos; null si no fue una persona.")
    by_name: str | None
    outcome: str | None = Field(description="El resultado o el estado, según la clase; null si no tiene.")
    call_id: str | None
    ticket: str | None = Field(description="El radicado.")
    recording: str | None


class CustomerTimelinePage(BaseModel):
    """A page of a customer's timeline, the newest event first."""

    events: list[CustomerEvent]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class CustomerTimelineQuery(BaseModel):
    """Filters of a customer's timeline."""

    model_config = ConfigDict(extra="forbid")

    kind: list[EventKind] = Field(
        default_factory=list, max_length=20, description="Solo estas clases; sin ella, todas."
    )
    begins: Moment | None = Field(None, alias="from", description="Desde este momento.")
    ends: Moment | None = Field(None, alias="to", description="Antes de este momento.")
    call_id: CallId | None = Field(None, description="La llamada en la que se lee; si falta, la que se atiende.")
    limit: int = Field(30, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
