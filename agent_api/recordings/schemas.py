"""Schemas of recordings."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from eventlog.facts.calls.recording import PauseReason

RecordingId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]


class RecordingPause(BaseModel):
    """A silent part of a recording, in milliseconds from its beginning."""

    from_ms: int
    to_ms: int | None = Field(description="null si duró hasta el final.")
    reason: PauseReason = Field(description="Por un dato secreto, en espera, o entre dos asesores.")


class Recording(BaseModel):
    """A recording of a call: the caller on the left; the advisor, or silence in a voice message, on the right."""

    id: str
    call_id: str
    kind: Literal["talk", "message"] = Field(description="Una conversación, o un mensaje de voz.")
    state: Literal["begun", "stored", "lost", "deleted"] = Field(
        description="Solo una guardada (`stored`) se puede oír; `begun` es una que la pasarela aún no entrega."
    )
    began_at: datetime
    duration_ms: int | None = Field(description="Cuánto dura; null mientras no está guardada.")
    pauses: list[RecordingPause]
    kept_until: datetime | None = Field(
        description="Desde cuándo se puede borrar, según el sitio; con un ticket abierto se guarda más. null: nunca."
    )
    erased_by: str | None = Field(
        description="El acto por el que se suprimió a solicitud del titular; null si no se suprimió así."
    )


class RecordingWaveform(BaseModel):
    """The loudness of a recording along its time, for each side apart."""

    interval_ms: int = Field(description="Cuánto dura cada intervalo; el último puede ser más corto.")
    top: int = Field(description="El valor de la amplitud completa, en una escala de raíz cuadrada desde 0.")
    caller: list[int] = Field(description="El punto más fuerte de cada intervalo de quien llama.")
    advisor: list[int] = Field(description="El mismo, del asesor.")
