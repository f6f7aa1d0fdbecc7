"""Schemas of wall displays, and of what a display reads: totals, names of queues and lines, and no person."""

from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from agent_api.displays.domain.display import DisplayState, Panel, Theme
from agent_api.kit.ids import WholeNumber
from config.schema.fields import ContingencyMode
from eventlog.facts import AdvisorState

COOKIE: Final = "atencion_pantalla"
NameText = Annotated[str, Field(min_length=1, max_length=60)]


class DisplayForm(BaseModel):
    """The name of a display and its panels."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: NameText
    place: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="Dónde está el televisor.")
    panels: Annotated[list[Panel], Field(min_length=1, max_length=6)] = Field(description="En el orden en que rotan.")
    seconds: Annotated[WholeNumber, Field(ge=5, le=120)] = Field(description="Cuánto dura cada panel.")
    theme: Theme

    @field_validator("panels")
    @classmethod
    def check_once(cls, panels: list[Panel]) -> list[Panel]:
        """Check that no panel is listed twice.

        Raises:
            ValueError: one is.
        """
        if len(set(panels)) < len(panels):
            raise ValueError("Cada panel va una sola vez.")
        return panels


class NewDisplayForm(DisplayForm):
    """A display to create."""

    days: Annotated[WholeNumber, Field(ge=1, le=365)] = Field(description="Por cuántos días lee.")


class WallDisplay(DisplayForm):
    """A display, without its code and its token."""

    id: str
    campaign: str
    state: DisplayState
    created_at: AwareDatetime
    created_by: str
    created_by_name: str
    expires_at: AwareDatetime
    paired_at: AwareDatetime | None = Field(description="Desde cuándo la tiene el televisor de ahora.")
    seen_at: AwareDatetime | None = Field(description="Cuándo leyó por última vez, con medio minuto de margen.")
    revoked_at: AwareDatetime | None
    revoked_by_name: str


class WallDisplays(BaseModel):
    """The displays that may read, and the last ones that no longer may."""

    displays: list[WallDisplay]
    latest: list[WallDisplay] = Field(description="Las últimas retiradas o vencidas, primero la más reciente.")


class DisplayWithCode(BaseModel):
    """A display with its pairing code, which is shown only now."""

    display: WallDisplay
    code: str = Field(description="Se escribe en el televisor, en /pared. Sirve una vez.")
    code_expires_at: AwareDatetime


class PairingForm(BaseModel):
    """The pairing code that a person typed at the display."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=40)]


class WallSettings(BaseModel):
    """The panels of the display, and their look."""

    name: str
    panels: list[Panel]
    seconds: int
    theme: Theme


class WallFigures(BaseModel):
    """The figures of a span of time."""

    begins: AwareDatetime = Field(serialization_alias="from")
    ends: AwareDatetime = Field(serialization_alias="to")
    within: int = Field(description="Contestadas a tiempo.")
    ingressed: int = Field(description="Ingresadas en horario.")
    service_percent: str | None = Field(description="Con dos decimales; null sin llamadas.")
    queued: int
    abandoned: int
    abandon_percent: str | None = Field(description="Abandonadas de las encoladas; null sin llamadas.")


class WallLevel(BaseModel):
    """The figures of a line, or of all."""

    name: str = Field(description="Vacío: todas las líneas.")
    day: WallFigures
    interval: WallFigures = Field(description="La media hora que corre.")


class WallTarget(BaseModel):
    """The contract's target of today for the service level or the abandonment."""

    percent: float
    at_least: bool


class WallQueue(BaseModel):
    """A queue."""

    name: str
    waiting: int
    longest_since: AwareDatetime | None = Field(description="Desde cuándo espera quien más espera.")
    threshold_s: int | None


class WallAdvisors(BaseModel):
    """How many advisors are in a state."""

    state: AdvisorState
    name: str
    count: int


class WallContingency(BaseModel):
    """A contingency message that a line says now."""

    line: str
    message: str
    mode: ContingencyMode
    until: AwareDatetime


class Wall(BaseModel):
    """Everything that a display reads."""

    at: AwareDatetime
    entity: str
    settings: WallSettings
    total: WallLevel
    lines: list[WallLevel]
    service_target: WallTarget | None = Field(description="null si el contrato no tiene.")
    abandon_target: WallTarget | None
    queues: list[WallQueue]
    advisors: list[WallAdvisors]
    contingency: list[WallContingency]
