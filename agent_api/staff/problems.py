"""Errors of requests about the staff. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_api.kit.errors import ApiError, NotFound
from agent_api.staff.domain.history import StaffRefusal


class StaffUnknown(NotFound):
    """The register has no person with this login."""

    def __init__(self) -> None:
        super().__init__("El registro no tiene a nadie con ese usuario.")


class StaffRegistered(ApiError):
    """The register already has a person with this login."""

    status = 409
    code = "staff_registered"

    def __init__(self, user: str) -> None:
        super().__init__(f"El registro ya tiene a «{user}»: si vuelve, registre su regreso en su página.")


class StaffInvalid(ApiError):
    """A field does not fit the site or the register."""

    status = 422
    code = "staff_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan.")
        self.faults = faults


class StaffActRefused(ApiError):
    """The history of the person refuses the act."""

    status = 409

    def __init__(self, refusal: StaffRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class LastAdministrator(ApiError):
    """Without this person, the campaign has no administrator who stays."""

    status = 409
    code = "staff_last_administrator"

    def __init__(self) -> None:
        super().__init__(
            "Sin esta persona no queda quien administre los usuarios desde ese día: dé antes ese rol a otra que siga."
        )


class StaffChanged(ApiError):
    """Another person changed the details since they were read."""

    status = 409
    code = "staff_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra persona cambió estos datos; aquí están como quedaron. Lo que escribió sigue aquí.")
        self.extension = {"person": newer}
