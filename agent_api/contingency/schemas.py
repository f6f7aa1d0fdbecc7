"""Schemas of contingency messages."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from config.schema.fields import ContingencyMode
from eventlog.facts.calls.contingency import ContingencyEnd

REASON_LENGTH = 300
Reason = Annotated[str, Field(min_length=3, max_length=REASON_LENGTH)]


class ContingencyForm(BaseModel):
    """A message to start on a line."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    message: SiteId
    mode: ContingencyMode = Field(description="before: antes del saludo; instead: en lugar del saludo y del menú.")
    until: Moment = Field(description="Cuándo se quita solo.")
    reason: Reason


class ContingencyChoice(BaseModel):
    """An approved message of the site."""

    id: str
    name: str
    text: str = Field(description="Lo que oye quien llama.")
    modes: list[ContingencyMode]


class ContingencyMessage(BaseModel):
    """A message on a line, in force or over."""

    id: str
    line: str
    line_name: str
    message: str
    message_name: str
    mode: ContingencyMode
    reason: str
    started_at: AwareDatetime
    started_by: str
    started_by_name: str
    until: AwareDatetime
    ended_at: AwareDatetime | None = Field(description="null mientras está puesto.")
    end: ContingencyEnd | Literal[""]
    ended_by: str
    ended_by_name: str = Field(description="Vacío si se quitó solo.")


class ContingencyMessages(BaseModel):
    """The messages in force, those to choose from, and the last ones."""

    in_force: list[ContingencyMessage]
    choices: list[ContingencyChoice]
    max_hours: int = Field(description="Por cuántas horas, a lo sumo, se pone uno; 0 si el sitio no tiene mensajes.")
    latest: list[ContingencyMessage] = Field(description="Los últimos que ya se quitaron, primero el más reciente.")
