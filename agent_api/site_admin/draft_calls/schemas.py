"""Schemas of calls to drafts."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import Flag, SiteId
from agent_api.simulations.schemas import Clock, SimulationResult
from calls.draft_call.openings import CallPhase, ClosedBy

DraftSoundsState = Literal["waiting", "preparing", "ready", "failed"]
"""No gateway has begun; one renders the sounds; one can be called; none can."""


class DraftCallForm(BaseModel):
    """The state of the site that a call to the draft meets."""

    model_config = ConfigDict(extra="forbid")

    line: SiteId = Field(description="La línea del borrador a la que se entra.")
    day: Day | None = Field(default=None, description="Con `at`: el día en que parece entrar la llamada; si no, hoy.")
    at: Clock | None = Field(default=None, description="Con `day`: la hora a la que parece entrar la llamada.")


class DraftTestCall(BaseModel):
    """A call to the draft."""

    call_id: str
    began_at: AwareDatetime
    phase: CallPhase = Field(description="code: pide el código; flow: oye el borrador; over: terminó.")
    result: SimulationResult | None = Field(description="Lo que ha pasado; null mientras pide el código.")


class DraftOpeningOut(BaseModel):
    """The draft at the test number."""

    is_open: Flag
    closed: ClosedBy = Field(description="person: alguien la terminó; codes: hubo demasiados códigos errados.")
    revision: int = Field(description="La que se oye. Si el borrador ya va en otra, se abre de nuevo.")
    line: str
    line_name: str
    code: str = Field(description="Las cifras que pide; vacío para quien no edita el sitio.")
    opened_by: str
    opened_at: AwareDatetime
    expires_at: AwareDatetime
    day: date | None
    at: str | None
    sounds: DraftSoundsState
    faults: list[str] = Field(description="Por qué una central telefónica no pudo preparar los sonidos.")
    calls: list[DraftTestCall] = Field(description="Primero la última.")


class TakenTestNumber(BaseModel):
    """Another draft that is at the test number."""

    draft: str
    title: str
    expires_at: AwareDatetime


class DraftCallOut(BaseModel):
    """The test number, as one draft sees it."""

    number: str | None = Field(description="null si el sitio vigente no tiene número de prueba.")
    address: str = Field(description="La dirección SIP que se marca.")
    minutes: int = Field(description="Cuánto tiempo queda abierto.")
    opening: DraftOpeningOut | None = Field(description="null si este borrador no se ha abierto hace poco.")
    taken: TakenTestNumber | None = Field(description="Otro borrador que lo ocupa.")
