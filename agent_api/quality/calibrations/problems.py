"""Errors of requests about calibration sessions. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_api.kit.errors import ApiError, NotFound
from agent_api.quality.calibrations.domain.state_machine import CalibrationRefusal
from agent_api.quality.evaluations.domain.content import FieldFault


class CalibrationUnknown(NotFound):
    """No session has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna calibración con ese número.")


class MinutesUnknown(NotFound):
    """The minutes have no such signed version."""

    def __init__(self) -> None:
        super().__init__("El acta no tiene esa versión firmada.")


class CalibrationInvalid(ApiError):
    """A field of a plan or of minutes cannot be as it is."""

    status = 422
    code = "calibration_invalid"

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__("Revise los campos señalados.")
        self.faults = faults


class MinutesIncomplete(ApiError):
    """Minutes lack something that a signature needs."""

    status = 409
    code = "minutes_incomplete"

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__("Al acta le falta algo para firmarla.")
        self.faults = faults


class MinutesChanged(ApiError):
    """Another window saved newer minutes."""

    status = 409
    code = "minutes_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra ventana cambió el acta; aquí está la más reciente.")
        self.extension = {"minutes": newer}


class MinutesUnchanged(ApiError):
    """The corrected minutes are those of the last version."""

    status = 409
    code = "minutes_unchanged"

    def __init__(self) -> None:
        super().__init__("El acta es igual a la versión firmada: cambie lo que se corrige.")


class CalibrationActRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: CalibrationRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons
