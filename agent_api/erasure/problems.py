"""Errors of an order to erase. Pure.

Owns the codes and the sentences, which say what to do.
"""

from agent_api.erasure.domain.administrative_act import EXAMPLE
from agent_api.kit.errors import ApiError, BadQuery, NotFound


class InvalidAct(BadQuery):
    """The text cites no administrative act."""

    def __init__(self) -> None:
        super().__init__("act", f"Cite el acto con su clase, número y fecha, así: «{EXAMPLE}».")


class RequestUnknown(NotFound):
    """The petition does not exist."""

    code = "erasure_request_unknown"

    def __init__(self, number: str) -> None:
        super().__init__(f"No hay un radicado {number}: radique primero la solicitud del titular.")


class RequestNotHabeasData(ApiError):
    """The petition requests something else."""

    status = 409
    code = "erasure_request_kind"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"El radicado {number} no es de datos personales: corrija su tipificación a supresión de datos, o cite el "
            "radicado de la solicitud del titular."
        )


class RequestOfAnother(ApiError):
    """The petition belongs to another person."""

    status = 409
    code = "erasure_request_of_another"

    def __init__(self, number: str) -> None:
        super().__init__(f"El radicado {number} es de otra persona: solo el titular pide suprimir sus datos.")


class NothingHeld(ApiError):
    """No data of that person exist except the request."""

    status = 409
    code = "erasure_nothing_held"

    def __init__(self) -> None:
        super().__init__("No hay datos de esa persona, aparte de la propia solicitud: revise el número.")
