"""Errors of requests about who speaks in a call. Pure."""

from agent_api.kit.errors import ApiError


class MandateNotStated(ApiError):
    """The speaker acts by no mandate, or none was stated."""

    status = 409
    code = "mandate_not_stated"

    def __init__(self) -> None:
        super().__init__("Escriba primero quién actúa por el titular y con qué documento.")


class MandateExpired(ApiError):
    """A mandate cannot suffice until a day that has passed."""

    status = 400
    code = "mandate_expired"

    def __init__(self) -> None:
        super().__init__("Ese documento ya venció: no alcanza. Pida uno vigente o revise la fecha.")
