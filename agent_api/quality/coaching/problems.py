"""Errors of requests about coaching. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Sequence

from agent_api.kit.errors import ApiError, NotFound
from agent_api.quality.coaching.domain.state_machine import CoachingRefusal


class CoachingUnknown(NotFound):
    """No coaching has this number, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("No hay ningún acompañamiento con ese número que usted pueda ver.")


class CoachingRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: CoachingRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class CoachingChanged(ApiError):
    """Another person acted on the coaching since it was read."""

    status = 409
    code = "coaching_changed"

    def __init__(self) -> None:
        super().__init__("Alguien cambió este acompañamiento después de que lo leyó: mírelo otra vez.")


class CoachingTaken(ApiError):
    """The evaluation has an open coaching."""

    status = 409
    code = "coaching_taken"

    def __init__(self, id_: str) -> None:
        super().__init__(f"Esa evaluación ya tiene el acompañamiento {id_}.")
        self.extension = {"coaching": id_}


class NotCoachable(ApiError):
    """The evaluation asks the advisor for nothing: a calibration, or a repetition."""

    status = 409
    code = "not_coachable"

    def __init__(self) -> None:
        super().__init__("Una calibración o una segunda evaluación no lleva acompañamiento: es de los evaluadores.")


class FollowUpMissing(ApiError):
    """The named evaluation is no signed follow-up of the coaching's evaluation."""

    status = 409
    code = "follow_up_missing"

    def __init__(self) -> None:
        super().__init__("Indique una evaluación de seguimiento ya firmada, que siga a la de este acompañamiento.")


class CoachingInvalid(ApiError):
    """A date does not fit: the session is in the past, or the last day of the commitment before today."""

    status = 422
    code = "coaching_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Alguna fecha no sirve.")
        self.faults = faults
