"""The search as the API reads and answers it."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.permissions import Role
from agent_api.customers.schemas import CustomerMatch
from agent_api.tickets.domain.ticket import State
from eventlog.facts import Outcome

MatchedBy = Literal["number", "words", "phone"]


class SearchForm(BaseModel):
    """A text to search for. It goes in the body, because it may be a person's datum."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(
        min_length=1,
        max_length=100,
        description="Radicado, documento, teléfono, nombre, palabras de una petición, o quien usa el sistema.",
    )
    limit: int = Field(5, ge=1, le=20, description="Cuántos de cada clase, a lo sumo.")


class TicketResult(BaseModel):
    """A petition in the results of a search."""

    number: str
    kind_name: str
    theme_name: str
    state: State
    filed_at: datetime
    due_on: date
    petitioner: str | None = Field(description="El nombre de quien pide; null si no se dijo o usted no puede leerlo.")
    excerpt: str | None = Field(description="La parte de la petición en la que está lo buscado; null si no está ahí.")
    matched_by: MatchedBy


class CallResult(BaseModel):
    """A call in the results of a search."""

    id: str
    line: str
    line_name: str
    arrived_at: datetime
    advisor: str | None
    advisor_name: str | None
    outcome: Outcome | None = Field(description="null mientras está en curso.")


class StaffResult(BaseModel):
    """A user or an advisor in the results of a search."""

    user: str
    name: str
    advisor: bool
    roles: list[Role] = Field(description="Los de hoy; vacío para quien no administra usuarios.")
    disabled: bool


class SearchResults(BaseModel):
    """The results that the user may see, without counts of the others."""

    tickets: list[TicketResult] = Field(description="La petición de ese número; después, la última primero.")
    customers: list[CustomerMatch] = Field(description="El más parecido primero.")
    calls: list[CallResult] = Field(description="La última primero.")
    staff: list[StaffResult] = Field(description="Por nombre.")
