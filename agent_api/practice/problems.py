"""Errors of practices. Pure."""

from typing import Final, Literal

from agent_api.kit.errors import ApiError

_NEEDS: Final = {
    "waiting": "Hay demasiadas personas reales en espera",
    "service_level": "El nivel de servicio de una cola del asesor está bajo",
}


class NoPractice(ApiError):
    """The site has no practice, or not that scenario."""

    status = 409
    code = "no_practice"

    def __init__(self) -> None:
        super().__init__("Este sitio no tiene esa práctica: pida que la agreguen a practice.yaml.")


class NoPracticeCalls(ApiError):
    """No gateway of this installation places practice calls."""

    status = 409
    code = "no_practice_calls"
    explanation = (
        "El cliente inventado llama por SIP sobre IPv4 y las líneas de esta instalación están en otra red, como la de "
        "Twilio. Para practicar, pida una pasarela pyvoip o asterisk, con los teléfonos de los asesores en ella."
    )

    def __init__(self) -> None:
        super().__init__(self.explanation)


class AdvisorOnCalls(ApiError):
    """The advisor is available for real calls, or has one."""

    status = 409
    code = "advisor_on_calls"

    def __init__(self) -> None:
        super().__init__("Para practicar, el asesor debe estar en pausa o fuera de turno y sin ninguna llamada.")


class PracticeOpen(ApiError):
    """The advisor already has an open practice."""

    status = 409
    code = "practice_open"

    def __init__(self) -> None:
        super().__init__("El asesor ya tiene una práctica. Termínela antes de comenzar otra.")


class PracticesFull(ApiError):
    """As many practices run as the site allows."""

    status = 409
    code = "practices_full"
    retryable = True

    def __init__(self, most: int) -> None:
        super().__init__(f"Ya hay {most} prácticas a la vez, las que permite el sitio. Espere a que termine una.")


class RealCallersFirst(ApiError):
    """Real callers need the advisor, so that practices end by themselves and none begins."""

    status = 409
    code = "real_callers_first"
    retryable = True

    def __init__(self, need: Literal["waiting", "service_level"]) -> None:
        super().__init__(f"{_NEEDS[need]}: atienda primero las llamadas reales y practique después.")
