"""Errors of wall displays. Pure."""

from agent_api.kit.errors import ApiError, NotFound

MOST_DISPLAYS = 50
"""Displays of a campaign that are neither revoked nor expired."""


class NoSuchDisplay(NotFound):
    """The campaign has no such display, or it may no longer read."""

    code = "no_such_display"

    def __init__(self) -> None:
        super().__init__("No hay ninguna pantalla vigente así.")


class TooManyDisplays(ApiError):
    """The campaign has as many displays as it may."""

    status = 409
    code = "too_many_displays"

    def __init__(self) -> None:
        super().__init__(f"Ya hay {MOST_DISPLAYS} pantallas vigentes. Retire las que no se usan.")


class PairingCodeWrong(ApiError):
    """No display waits for this pairing code."""

    status = 400
    code = "pairing_code_wrong"

    def __init__(self) -> None:
        text = "Ese código no sirve: revise lo que escribió, o pida uno nuevo si pasaron quince minutos o ya se usó."
        super().__init__(text)
        self.faults = (("code", text),)


class DisplayNotAllowed(ApiError):
    """The device has no token of a display, or its display was revoked or has expired."""

    status = 401
    code = "display_not_allowed"

    def __init__(self) -> None:
        super().__init__(
            "Esta pantalla no tiene permiso, o ya no lo tiene. Pida un código en «Control», «Pantallas de pared»."
        )
