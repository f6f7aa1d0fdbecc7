"""An advisor's own calls as the API writes them."""

from datetime import datetime

from pydantic import BaseModel, Field

from eventlog.facts import Outcome


class OwnDisposition(BaseModel):
    """What the call was about, as last said."""

    kind: str
    kind_name: str
    theme: str
    theme_name: str
    note: str | None


class OwnCallOfToday(BaseModel):
    """A call that the advisor answered today."""

    id: str
    line: str
    line_name: str
    queue: str
    queue_name: str
    arrived_at: datetime
    answered_at: datetime
    ended_at: datetime | None
    talk_ms: int | None = Field(description="De la respuesta al final, en milisegundos; null mientras está en curso.")
    outcome: Outcome | None
    caller: str = Field(description="El número que llamó, enmascarado según el rol.")
    disposition: OwnDisposition | None
    tickets: list[str] = Field(description="Radicados de esta llamada.")
