"""Schemas of an advisor's own calls."""

from datetime import datetime

from pydantic import BaseModel, Field

from eventlog.facts import Outcome


class TodaysCall(BaseModel):
    """A call that the advisor answered today; kind and theme are null until its disposition."""

    id: str
    line: str
    line_name: str
    queue: str
    queue_name: str
    choice: list[str] = Field(description="Lo que se eligió en el menú, en orden.")
    arrived_at: datetime
    answered_at: datetime
    ended_at: datetime | None
    talk_ms: int | None = Field(description="De la respuesta al final, en milisegundos; null mientras está en curso.")
    outcome: Outcome | None
    caller: str = Field(description="El número que llamó, enmascarado según el rol.")
    kind: str | None
    kind_name: str | None
    theme: str | None
    theme_name: str | None
    subtheme: str | None
    subtheme_name: str | None
    note: str | None
    tickets: list[str] = Field(description="Radicados de esta llamada.")
    counts_until: datetime | None = Field(
        description="Hasta cuándo la tipificación cuenta en el indicador; null mientras la llamada está en curso."
    )


class OwnCalls(BaseModel):
    """Today's calls and earlier calls without a disposition, the last arrival first."""

    calls: list[TodaysCall]
    earlier: list[TodaysCall] = Field(description="De días anteriores, las que quedaron sin tipificar.")


class OwnDayFigures(BaseModel):
    """The figures of one advisor on one day."""

    calls: int = Field(description="Llamadas en que conversó.")
    handled_ms: int = Field(description="Conversación, espera y tipificación.")
    mean_handled_ms: int | None = Field(description="El TMO: handled_ms ÷ calls; null sin llamadas.")
    answered: int = Field(description="Llamadas que contestó después de esperar en una cola, sin devoluciones.")
    within_threshold: int = Field(description="De ellas, las contestadas dentro del umbral de su cola.")


class OwnDay(BaseModel):
    """The reader's own figures of today and of the day before."""

    until: datetime | None = Field(description="Hasta qué momento está contado; null antes del primer hecho.")
    today: OwnDayFigures
    yesterday: OwnDayFigures | None = Field(description="null si ayer no tuvo llamadas.")
