"""Schemas of the first steps."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.first_steps.domain.steps import Lack, StepName, StepState
from agent_api.kit.ids import Flag


class FirstStep(BaseModel):
    """A step and what it lacks."""

    name: StepName
    state: StepState = Field(description="done: no falta nada; optional: la línea funciona sin eso; pending: falta.")
    lacks: list[Lack]


class FirstLine(BaseModel):
    """A line in force, and what to dial."""

    id: str
    name: str
    numbers: list[str]
    open: Flag = Field(description="Si a esta hora atiende.")


class FirstCall(BaseModel):
    """The last call since the publication in force."""

    line: str
    arrived_at: AwareDatetime
    answered_at: AwareDatetime | None = Field(description="null si ningún asesor la contestó.")


class SetupSteps(BaseModel):
    """The first steps of the entity, and what their screen shows."""

    entity: str
    steps: list[FirstStep]
    lines: list[FirstLine]
    sip_address: str = Field(description="Equipo y puerto que atienden SIP.")
    call: FirstCall | None
    publication: int = Field(description="La que rige.")
    since: AwareDatetime = Field(description="Desde cuándo rige.")
    draft: str | None = Field(description="El borrador de los primeros pasos, si hay uno sin publicar.")
    draft_title: str


class TrialMailForm(BaseModel):
    """The address of a test message."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    to: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00]*$")]
