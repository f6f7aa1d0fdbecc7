"""What can be wrong with asking for the state of a petition at the desk. Pure.

Owns the codes and the sentences, which say what the advisor may do.
"""

from agent_api.identity.problems import CallNotAtHand
from agent_api.kit.errors import ApiError


class StatusNeedsCall(CallNotAtHand):
    """The state is read out with the caller on the line."""

    def __init__(self) -> None:
        ApiError.__init__(self, "La llamada ya no está en sus manos: el estado se lee mientras se atiende.")


class StatusClosed(ApiError):
    """The attempts of this call are used up."""

    status = 409
    code = "ticket_status_closed"

    def __init__(self) -> None:
        super().__init__(
            "En esta llamada ya se agotaron los intentos de consultar un radicado. Si quien llama es cliente, "
            "verifique su titularidad: sus radicados salen en la pestaña «Cliente». Si no, puede preguntar por escrito."
        )
