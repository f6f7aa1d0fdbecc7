"""Errors of the roster. Pure."""

from typing import Final

from agent_api.kit.errors import ApiError
from agent_api.roster.domain.queue_override import Fault


class RosterChanged(ApiError):
    """Another person changed the queues since the client read them."""

    status = 409
    code = "roster_changed"

    def __init__(self) -> None:
        super().__init__(
            "Otra persona acaba de cambiar las colas de este asesor: mire cómo quedaron e intente otra vez."
        )


class QueueUnknown(ApiError):
    """The site has no such queue."""

    status = 400
    code = "queue_unknown"

    def __init__(self, queue: str) -> None:
        super().__init__(f"No hay ninguna cola «{queue}».")
        self.faults = (("levels", f"No hay ninguna cola «{queue}»."),)


class SeatUnknown(ApiError):
    """There is no such seat."""

    status = 409
    code = "seat_unknown"

    def __init__(self, seat: str) -> None:
        super().__init__(f"No hay ningún puesto «{seat}»: créelo antes.")


class SeatTaken(ApiError):
    """An advisor has the seat, so it cannot be removed."""

    status = 409
    code = "seat_taken"

    def __init__(self, seat: str) -> None:
        super().__init__(f"El puesto «{seat}» es de un asesor: dele antes otro.")


class AbsenceDatesWrong(ApiError):
    """The last day is before the first, or the absence is longer than a year."""

    status = 400
    code = "absence_dates_wrong"

    def __init__(self) -> None:
        text = "El último día va después del primero, y una ausencia dura a lo sumo un año."
        super().__init__(text)
        self.faults = (("last_day", text),)


class AbsenceOverlaps(ApiError):
    """The user has another absence on one of the days."""

    status = 409
    code = "absence_overlaps"

    def __init__(self, days: str) -> None:
        super().__init__(f"Ya tiene una ausencia {days}: anúlela antes o escoja otros días.")


class AbsenceCancelledAlready(ApiError):
    """The absence was cancelled before."""

    status = 409
    code = "absence_cancelled"

    def __init__(self) -> None:
        super().__init__("Esa ausencia ya está anulada.")


class DeputyUnfit(ApiError):
    """The person cannot stand in: the same person, of another area, or without the role."""

    status = 409
    code = "deputy_unfit"

    def __init__(self) -> None:
        super().__init__("Esa persona no puede suplir: debe ser otra, con el mismo rol y, si es funcionario, del área.")


_OVERRIDE_FAULTS: Final[dict[Fault, str]] = {
    "levels": "Escoja al menos una cola de la lista.",
    "until": "La hora en que se devuelve debe ser posterior a este momento, y de hoy.",
}


class OverrideRefused(ApiError):
    """A queue of the change is unknown, or its end is not later today."""

    status = 400
    code = "override_refused"

    def __init__(self, fault: Fault) -> None:
        super().__init__(_OVERRIDE_FAULTS[fault])
        self.faults = ((fault, _OVERRIDE_FAULTS[fault]),)
