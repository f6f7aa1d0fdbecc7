"""Schemas of exports and of steps on many tickets."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.tickets.queries.pages import Sort
from agent_api.tickets.schemas import TicketFilters
from agent_api.tickets.step_schemas import Text, User
from eventlog.facts.export import ExportFormat

TicketColumn = Literal[
    "due_on",
    "number",
    "topic",
    "owner",
    "large_client",
    "state",
    "area",
    "channel",
    "filed_at",
    "received_by",
    "state_since",
    "round",
    "closed_at",
    "outcome",
]
TICKET_COLUMNS: tuple[TicketColumn, ...] = get_args(TicketColumn)
BULK_LIMIT = 100


class TicketExportForm(TicketFilters):
    """A list of tickets to export, as the screen shows it."""

    sort: Sort = "due_on"
    columns: list[TicketColumn] = Field(
        list(TICKET_COLUMNS), min_length=1, max_length=len(TICKET_COLUMNS), description="Las columnas, en orden."
    )
    format: ExportFormat


class TicketVersion(BaseModel):
    """A ticket as it was read in a list."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=40)
    version: int = Field(ge=1, le=2**31, description="La que se leyó.")


class BulkStepForm(BaseModel):
    """One step on many tickets."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    step: Literal["take", "assign", "note"]
    owner: User | None = Field(None, description="Con `assign`, a quién; null los deja en la bandeja.")
    text: Text | None = Field(None, description="La nota; con `note` no puede faltar.")
    tickets: Annotated[list[TicketVersion], Field(min_length=1, max_length=BULK_LIMIT)]

    @model_validator(mode="after")
    def _check_fields(self) -> "BulkStepForm":
        """Check that the fields belong to the step."""
        if self.step == "note" and not self.text:
            raise ValueError("Escriba la nota.")
        if self.step != "assign" and self.owner is not None:
            raise ValueError("Solo «assign» lleva «owner».")
        if self.step == "take" and self.text is not None:
            raise ValueError("«take» no lleva «text».")
        return self


class BulkStepResult(BaseModel):
    """The result of one ticket."""

    number: str
    done: bool
    version: int | None = Field(description="La que quedó; null si no se hizo.")
    code: str | None = Field(description="Por qué no se hizo, para programas; null si se hizo.")
    detail: str | None = Field(description="Por qué no se hizo, en una frase; null si se hizo.")


class BulkStepReport(BaseModel):
    """The results of all tickets, in the order of the request."""

    done: int
    refused: int
    results: list[BulkStepResult]
