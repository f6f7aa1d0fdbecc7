"""Errors of contingency messages. Pure."""

from typing import Final

from agent_api.contingency.domain.message import Fault
from agent_api.kit.errors import ApiError


class NoContingency(ApiError):
    """The site has no contingency messages."""

    status = 409
    code = "no_contingency"

    def __init__(self) -> None:
        super().__init__("Este sitio no tiene mensajes de contingencia: pida que los agreguen en contingency.yaml.")


class MessageNotPlayable(ApiError):
    """The sound of a message cannot be rendered or read now."""

    status = 503
    code = "contingency_not_playable"
    retryable = True

    def __init__(self) -> None:
        super().__init__("No se pudo preparar el sonido de este mensaje. Inténtelo de nuevo en un momento.")


_FAULTS: Final[dict[Fault, str]] = {
    "message": "Ese mensaje no está entre los que el sitio tiene aprobados.",
    "mode": "El sitio no permite poner ese mensaje de esa manera.",
}


class ContingencyRefused(ApiError):
    """The site does not allow this message, this mode or this end."""

    status = 400
    code = "contingency_refused"

    def __init__(self, fault: Fault, max_hours: int) -> None:
        hours = "una hora" if max_hours == 1 else f"{max_hours} horas"
        text = _FAULTS.get(fault, f"La hora en que se quita debe ser posterior a este momento, y a lo sumo en {hours}.")
        super().__init__(text)
        self.faults = ((fault, text),)
