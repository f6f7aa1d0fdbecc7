"""Errors of requests about visits. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from agent_api.kit.errors import ApiError, NotFound
from agent_api.quality.visits.domain.visit import VisitFault, VisitRefusal
from config.spanish_dates import spoken_date


class VisitUnknown(NotFound):
    """No visit has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna visita con ese número.")


class VisitFormMissing(ApiError):
    """No form of a visit was in force on its day."""

    status = 409
    code = "visit_form_missing"

    def __init__(self, visited_on: date) -> None:
        super().__init__(f"Ningún formulario de visita estaba vigente el {spoken_date(visited_on)}.")


class VisitChanged(ApiError):
    """Another window saved a newer revision."""

    status = 409
    code = "visit_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra ventana cambió esta visita; aquí está la más reciente.")
        self.extension = {"visit": newer}


class VisitInvalid(ApiError):
    """The content does not fit the form."""

    status = 422
    code = "visit_invalid"

    def __init__(self, faults: Sequence[VisitFault]) -> None:
        super().__init__("Algún campo no corresponde al formulario.")
        self.faults = faults


class VisitIncomplete(ApiError):
    """The signature needs more."""

    status = 409
    code = "visit_incomplete"

    def __init__(self, faults: Sequence[VisitFault]) -> None:
        missing = "Falta una cosa" if len(faults) == 1 else f"Faltan {len(faults)} cosas"
        super().__init__(f"{missing} para firmar la visita.")
        self.faults = faults


class VisitActRefused(ApiError):
    """The visit is signed or discarded, or of another person."""

    status = 409

    def __init__(self, refusal: VisitRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons
