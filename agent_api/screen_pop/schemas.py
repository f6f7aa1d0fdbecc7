"""Schema of the screen pop."""

from pydantic import BaseModel, Field

from agent_api.customers.schemas import CustomerIdText
from agent_api.large_clients.register.schemas import RecognisedClient
from config.site.calls.lines import ScriptEvent


class ScreenPop(BaseModel):
    """Data shown to the advisor before the greeting."""

    call: str
    line: str
    line_name: str
    script: list[str] = Field(description="El protocolo de la línea, paso a paso.")
    script_done: dict[ScriptEvent, int] = Field(description="Qué paso del guion, desde 1, cumple cada hecho.")
    number: str | None = Field(description="El número completo, solo para quien puede verlo.")
    number_masked: str
    possible_customer: str | None = Field(
        description="Iniciales de quien podría llamar; el número que llama se puede falsificar. null si no se sabe."
    )
    possible_customers: int = Field(description="Cuántos clientes comparten ese número; 0 si a lo sumo uno lo tiene.")
    open_tickets: int = Field(
        description="Tickets abiertos radicados en llamadas desde ese número, sin los anónimos ni los de otra persona."
    )
    large_client: RecognisedClient | None = Field(description="El gran cliente que tiene ese número; null si ninguno.")


class SuggestedCustomer(BaseModel):
    """A customer that the caller's number suggests: nothing but the initials."""

    id: CustomerIdText
    name: str = Field(description="Iniciales.")


class SuggestedCustomerList(BaseModel):
    """The customers that the caller's number suggests."""

    customers: list[SuggestedCustomer]
