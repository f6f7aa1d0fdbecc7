"""Errors of requests about sealed periods. Pure."""

from agent_api.kit.errors import ApiError, NotFound
from agent_api.sealed_periods.service import NOT_CLOSED
from config.spanish_dates import spoken_month


class NoSuchSeal(NotFound):
    """The month was not requested."""

    code = "no_such_seal"

    def __init__(self, month: str) -> None:
        super().__init__(f"El mes de {spoken_month(month)} no está sellado, ni se ha pedido.")


class NotSealedYet(ApiError):
    """There is no file, because it waits or because it failed."""

    status = 409
    code = "not_sealed_yet"

    def __init__(self, why: str) -> None:
        super().__init__(why or "El mes se está sellando todavía: vuelva a intentarlo en unos minutos.")


class PeriodNotClosed(ApiError):
    """A month must be closed before it is sealed."""

    status = 409
    code = "period_not_closed"

    def __init__(self, month: str) -> None:
        super().__init__(NOT_CLOSED.format(spoken_month(month)))
