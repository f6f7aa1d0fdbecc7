"""Errors of requests about training. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Sequence

from agent_api.kit.errors import ApiError, NotFound
from agent_api.training.domain.participation import TrainingRefusal


class CourseUnknown(NotFound):
    """No course has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ningún tema de capacitación con ese número.")


class SessionUnknown(NotFound):
    """No session has this number, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna sesión de capacitación con ese número que usted pueda ver.")


class MaterialFileMissing(NotFound):
    """A version of a material has no file, or the person may not open it."""

    def __init__(self) -> None:
        super().__init__("Esa versión del material no tiene un archivo que usted pueda abrir.")


class MaterialFileInfected(ApiError):
    """The antivirus reports the file, or could not scan all of it."""

    status = 409
    code = "training_file_infected"

    def __init__(self, finding: str) -> None:
        super().__init__(f"El antivirus retuvo el archivo ({finding}) y no se guardó. Revíselo y suba otra copia.")


class MaterialFileNotScanned(ApiError):
    """The antivirus has no verdict on the file now."""

    status = 503
    code = "training_file_not_examined"
    retryable = True

    def __init__(self) -> None:
        super().__init__("El antivirus no pudo examinar el archivo y no se guardó nada. Inténtelo en unos minutos.")


class ProposalUnknown(NotFound):
    """No proposal has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna propuesta de capacitación con ese número.")


class TrainingInvalid(ApiError):
    """A field does not fit the site, or what it refers to does not exist."""

    status = 422
    code = "training_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan; no se guardó nada.")
        self.faults = faults


class TrainingChanged(ApiError):
    """Another person changed it since it was read."""

    status = 409
    code = "training_changed"

    def __init__(self) -> None:
        super().__init__("Otra persona lo cambió después de que usted lo leyó: mírelo otra vez.")


class TrainingRefused(ApiError):
    """The state machine refuses the step."""

    status = 409

    def __init__(self, refusal: TrainingRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class SessionClosed(ApiError):
    """The session was held or cancelled, so its schedule does not change."""

    status = 409
    code = "training_session_closed"

    def __init__(self) -> None:
        super().__init__("La sesión ya se hizo o se canceló: su programación no se cambia.")


class ProposalDecided(ApiError):
    """The proposal was decided before."""

    status = 409
    code = "training_proposal_decided"

    def __init__(self) -> None:
        super().__init__("Esa propuesta ya se decidió.")
