"""Schemas of dispositions."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import SiteId
from eventlog.facts import AdvisorState


class DispositionForm(BaseModel):
    """The topic of a call, and whether to end the wrap-up."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: SiteId
    theme: SiteId
    subtheme: SiteId | None = Field(None, description="null si el tema no tiene, o no se precisó.")
    note: str | None = Field(None, max_length=1000)
    finish: bool = Field(False, strict=True, description="Si además termina el tiempo de tipificación.")


class Disposition(BaseModel):
    """The advisor's last disposition of a call."""

    call_id: str
    kind: str
    kind_name: str
    theme: str
    theme_name: str
    subtheme: str | None
    subtheme_name: str | None
    note: str | None
    advisor: str
    at: datetime = Field(description="Cuándo se dijo por primera vez así.")
    advisor_state: AdvisorState = Field(description="El estado del asesor ahora.")
