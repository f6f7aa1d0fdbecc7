"""Errors of requests about lookups. Pure.

Owns the codes and the sentences, which say what to do.
"""

from agent_api.kit.errors import ApiError


class LookupUnknown(ApiError):
    """There is no such lookup, or the user may not make it."""

    status = 404
    code = "lookup_unknown"

    def __init__(self, lookup_id: str) -> None:
        super().__init__(f"No hay ninguna consulta «{lookup_id}» que usted pueda hacer.")


class TicketWithoutCustomer(ApiError):
    """The ticket has no registered customer."""

    status = 409
    code = "ticket_without_customer"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"El ticket {number} no tiene un cliente registrado, así que no hay sobre quién consultar. Responda con lo "
            f"que cuenta la petición o pídale a quien la presentó lo que falte, con el paso «Pedir lo que falta»."
        )
