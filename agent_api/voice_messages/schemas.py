"""Schemas of voice messages."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import SiteId


class VoiceMessage(BaseModel):
    """A message that a caller left on a closed line, or instead of waiting."""

    id: str = Field(description="El de su grabación.")
    call_id: str
    line: str
    line_name: str
    queue_name: str | None = Field(description="La cola en la que esperaba; null si encontró cerrada la línea.")
    caller: str = Field(description="El número que llamó, enmascarado según el rol; vacío si no se conoce.")
    left_at: datetime
    lasted_ms: int = Field(description="Cuánto habló quien llamaba.")
    state: Literal["begun", "stored", "lost", "deleted"] = Field(
        description="De su grabación: solo una guardada (`stored`) se puede oír."
    )
    ticket: str | None = Field(description="El radicado con el que se atendió; null mientras espera.")
    attended_at: datetime | None
    attended_by: str | None


class VoiceMessagePage(BaseModel):
    """A page of messages, the longest waiting first."""

    messages: list[VoiceMessage]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class VoiceMessageQuery(BaseModel):
    """Filters for listing messages."""

    model_config = ConfigDict(extra="forbid")

    attended: bool = False
    line: SiteId | None = Field(None, description="Solo los que se dejaron en esta línea.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class AttendForm(BaseModel):
    """The petition with which a message was attended."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    ticket: str = Field(min_length=1, max_length=40, description="El radicado de la petición, como se dicte.")
