"""Schemas of practices."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.users import USERNAME
from agent_api.kit.ids import SiteId
from agent_api.practice.domain.practice import Point
from eventlog.facts.practice import PracticeEnd

PracticeId = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,9}$")]
UserName = Annotated[str, Field(pattern=USERNAME)]
_STRICT = ConfigDict(extra="forbid")


class ScenarioSummary(BaseModel):
    """A scenario as the advisor reads it before the call, without the expected points."""

    id: str
    name: str
    summary: str


class OwnPracticeForm(BaseModel):
    """The scenario to practise."""

    model_config = _STRICT

    scenario: SiteId


class PracticeForm(OwnPracticeForm):
    """A practice for an advisor."""

    advisor: UserName


class PracticePoint(BaseModel):
    """One point of a scenario: expected and done; it is no grade."""

    point: Point
    expected: str
    done: str
    met: bool


class PracticeDetail(BaseModel):
    """A practice; its points are there once it has ended."""

    id: str
    advisor: str
    advisor_name: str
    scenario: str
    scenario_name: str
    started_at: datetime
    started_by: str
    expires_at: datetime
    open: bool
    ended_at: datetime | None
    end: PracticeEnd | Literal[""]
    talk_s: int | None = Field(description="Segundos de conversación; null si no se contestó.")
    points: list[PracticePoint]


class PracticeList(BaseModel):
    """A page of practices, the latest first."""

    practices: list[PracticeDetail]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class PracticeBoard(BaseModel):
    """The scenarios, the open practice and the real callers who wait, for advisors and trainers."""

    scenarios: list[ScenarioSummary]
    current: PracticeDetail | None = Field(description="La práctica propia que está abierta.")
    waiting: int = Field(description="Personas reales en espera, en todas las colas.")
    end_when_waiting: int = Field(description="Desde cuántas conviene terminar las prácticas.")
    obstacle: str = Field(description="Por qué no se puede practicar en esta instalación; vacío si se puede.")


class PracticeQuery(BaseModel):
    """Filters for listing practices."""

    model_config = _STRICT

    advisor: UserName | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class OwnPracticeQuery(BaseModel):
    """The page of one's own practices."""

    model_config = _STRICT

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
