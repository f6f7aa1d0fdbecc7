"""Errors of weekly samples."""

from agent_api.kit.errors import ApiError, NotFound
from config.spanish_dates import spoken_date
from metrics.quality.samples.week import Week


class NoSuchSample(NotFound):
    """The week and channel have no plan."""

    def __init__(self) -> None:
        super().__init__("No hay una muestra de esa semana y ese canal.")


class SeedAlreadyCommitted(ApiError):
    """The week has another commitment, which never changes."""

    status = 409
    code = "seed_already_committed"

    def __init__(self, week: Week) -> None:
        super().__init__(f"La semana {week} ya tiene otro compromiso, y no se cambia.")


class CommitmentLate(ApiError):
    """The week of a commitment has begun."""

    status = 409
    code = "commitment_late"

    def __init__(self, week: Week) -> None:
        begins = spoken_date(week.first_day)
        super().__init__(
            f"La semana {week} comienza el {begins}: el compromiso se registra antes, con cinco minutos de margen."
        )


class CommitmentTooEarly(ApiError):
    """The week of a commitment is too far away."""

    status = 409
    code = "commitment_too_early"

    def __init__(self, week: Week, days: int) -> None:
        super().__init__(f"El compromiso de la semana {week} se registra en los {days} días anteriores a ella.")


class NotCommitted(ApiError):
    """No number was committed for the week."""

    status = 409
    code = "seed_not_committed"

    def __init__(self, week: Week) -> None:
        super().__init__(f"La semana {week} no tiene un número comprometido.")


class NumberWrong(ApiError):
    """The number is not the committed one."""

    status = 409
    code = "seed_number_wrong"


class RevealEarly(ApiError):
    """The week is not over."""

    status = 409
    code = "reveal_early"

    def __init__(self, week: Week) -> None:
        ends = spoken_date(week.last_day)
        super().__init__(
            f"La semana {week} termina el {ends} a medianoche: el número se revela después, con cinco minutos de "
            "margen."
        )


class RevealLate(ApiError):
    """A sample of the week was drawn without the number."""

    status = 409
    code = "reveal_late"

    def __init__(self, week: Week) -> None:
        super().__init__(f"La muestra de la semana {week} ya se sorteó sin el número, porque venció el plazo.")


class NotDrawn(ApiError):
    """The sample is not drawn yet."""

    status = 409
    code = "sample_not_drawn"

    def __init__(self) -> None:
        super().__init__("Esa muestra no se ha sorteado todavía.")


class NotInSample(NotFound):
    """The sample does not have the item."""

    def __init__(self) -> None:
        super().__init__("Esa llamada o ese ticket no está en la muestra.")


class AlreadyReplaced(ApiError):
    """The item was replaced with another reason."""

    status = 409
    code = "item_already_replaced"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} ya lo reemplazó.")


class ItemEvaluated(ApiError):
    """The item has an evaluation, signed or not."""

    status = 409
    code = "item_evaluated"

    def __init__(self, evaluation: str, evaluator: str, *, signed: bool) -> None:
        if signed:
            text = f"{evaluator} ya lo evaluó ({evaluation}): sigue en la muestra y no se reemplaza."
        else:
            text = f"{evaluator} lo está evaluando ({evaluation}): para reemplazarlo, antes descarte esa evaluación."
        super().__init__(text)
        self.extension = {"evaluation": evaluation}


class UnknownReason(ApiError):
    """The site has no such reason."""

    status = 409
    code = "replacement_reason_unknown"

    def __init__(self) -> None:
        super().__init__("Ese motivo de reemplazo no está entre los del sitio.")


class ReserveExhausted(ApiError):
    """No item is left in the stratum."""

    status = 409
    code = "sample_reserve_exhausted"

    def __init__(self) -> None:
        super().__init__("No queda en ese estrato otra llamada u otro ticket con que reemplazar.")
