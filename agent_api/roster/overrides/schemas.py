"""Changes of queues as the API reads and writes them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.kit.dates import Moment
from agent_api.roster.schemas import Levels, QueueRestriction
from eventlog.facts.people.roster import QueueOverrideEnd


class QueueOverrideForm(BaseModel):
    """The queues that an advisor serves from now on."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    levels: Levels = Field(min_length=1, description="Todas las que atiende ahora, con su nivel de 1 a 10.")
    until: Moment | None = Field(None, description="Hora de hoy en que se devuelve sola; null: al terminar el día.")
    reason: Annotated[str, Field(min_length=3, max_length=300, description="Sin datos personales de ciudadanos.")]


class QueueOverride(BaseModel):
    """A change of queues, in force or over."""

    id: str
    advisor: str
    advisor_name: str
    levels: dict[str, int]
    assigned: dict[str, int] = Field(description="Las colas que tiene asignadas, a las que vuelve.")
    restrictions: list[QueueRestriction] = Field(description="Colas del cambio que hoy no puede atender, y por qué.")
    reason: str
    started_at: AwareDatetime
    started_by: str
    started_by_name: str
    until: AwareDatetime
    ended_at: AwareDatetime | None = Field(description="null mientras vale.")
    end: QueueOverrideEnd | Literal[""]
    ended_by: str
    ended_by_name: str = Field(description="Vacío si se devolvió sola.")


class QueueOverrides(BaseModel):
    """The changes in force and the last ones that ended."""

    in_force: list[QueueOverride]
    latest: list[QueueOverride] = Field(description="Los últimos que ya terminaron, primero el más reciente.")
    applied: bool = Field(True, description="Si lo pedido ya vale para repartir llamadas; si no, vale en segundos.")
