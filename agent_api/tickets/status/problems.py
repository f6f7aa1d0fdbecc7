"""Errors of reading out the state of a petition at the desk. Pure.

Owns their codes and their sentences, which tell the advisor what is possible.
"""

from agent_api.identity.problems import CallNotAtHand
from agent_api.kit.errors import ApiError


class StatusNeedsCall(CallNotAtHand):
    """The call has ended or passed to another advisor; the state is read out during the call."""

    def __init__(self) -> None:
        ApiError.__init__(self, "La llamada ya no está en sus manos: el estado se lee mientras se atiende.")


class StatusClosed(ApiError):
    """The call has no attempts left."""

    status = 409
    code = "ticket_status_closed"

    def __init__(self) -> None:
        super().__init__(
            "En esta llamada ya se agotaron los intentos de consultar un radicado. Si quien llama es cliente, "
            "verifique su identidad: sus radicados salen en la pestaña «Cliente». Si no, puede preguntar por escrito."
        )
