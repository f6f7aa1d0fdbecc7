"""Errors of requests about evaluations. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from agent_api.kit.errors import ApiError, NotFound
from agent_api.quality.evaluations.domain.content import FieldFault
from agent_api.quality.evaluations.domain.state_machine import ActRefusal
from config.spanish_dates import spoken_date

HEARING_CLOSED: Final = "La grabación se oye mientras la evaluación espera su respuesta o está en conciliación."


class EvaluationUnknown(NotFound):
    """No evaluation has this number, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna evaluación con ese número que usted pueda ver.")


class QualityNotConfigured(ApiError):
    """The site has no quality rules."""

    status = 409
    code = "quality_not_configured"

    def __init__(self) -> None:
        super().__init__("El sitio no tiene formularios de calidad: agréguelos en quality.yaml.")


class FormMissing(ApiError):
    """No form of the channel was in force on the day of the work."""

    status = 409
    code = "quality_form_missing"

    def __init__(self, worked_on: date) -> None:
        super().__init__(f"Ningún formulario de ese canal estaba vigente el {spoken_date(worked_on)}.")


class NotEvaluable(ApiError):
    """The call was not attended, or the ticket has no released answer."""

    status = 409
    code = "not_evaluable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)


class OwnWork(ApiError):
    """The evaluator took part in the work."""

    status = 403
    code = "own_work"

    def __init__(self) -> None:
        super().__init__("Usted participó en lo que se evalúa, y nadie evalúa su propio trabajo.")


class EvaluationTaken(ApiError):
    """Another evaluator began or signed the evaluation of the same item."""

    status = 409
    code = "evaluation_taken"

    def __init__(self, id_: str, evaluator: str, *, signed: bool) -> None:
        text = "ya la evaluó" if signed else "la está evaluando"
        super().__init__(f"Esta interacción {text} {evaluator}; elija otra.")
        self.extension = {"evaluation": id_}


class ItemNotDrawn(ApiError):
    """The item was not drawn, or it was replaced."""

    status = 409
    code = "not_in_sample"

    def __init__(self) -> None:
        super().__init__("Eso no está en la muestra de ninguna semana: evalúelo como focalizada u otra clase.")


class FollowUpRefused(ApiError):
    """The followed evaluation is missing, unsigned, or of another advisor."""

    status = 409
    code = "follow_up_refused"

    def __init__(self) -> None:
        super().__init__("Un seguimiento sigue a una evaluación firmada del mismo asesor: indíquela en «follows».")


class EvaluationChanged(ApiError):
    """Another window saved a newer revision."""

    status = 409
    code = "evaluation_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra ventana cambió esta evaluación; aquí está la más reciente.")
        self.extension = {"evaluation": newer}


class EvaluationInvalid(ApiError):
    """The content does not fit the form."""

    status = 422
    code = "evaluation_invalid"

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__("Algún campo no corresponde al formulario.")
        self.faults = faults


class EvaluationIncomplete(ApiError):
    """A criterion has no answer."""

    status = 409
    code = "evaluation_incomplete"

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        missing = "Falta un criterio" if len(faults) == 1 else f"Faltan {len(faults)} criterios"
        super().__init__(f"{missing} por responder.")
        self.faults = faults


class ActRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: ActRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class EvaluatedRecordingUnknown(NotFound):
    """The evaluated call has no such recording."""

    def __init__(self) -> None:
        super().__init__("La llamada de esa evaluación no tiene ninguna grabación con ese nombre.")


class EvaluatedRecordingClosed(ApiError):
    """The evaluation does not wait for the advisor, so they cannot hear the call."""

    status = 403
    code = "evaluated_recording_closed"

    def __init__(self) -> None:
        super().__init__(HEARING_CLOSED)


class FilesNotAccepted(ApiError):
    """The site accepts no files of refutations."""

    status = 409
    code = "refutation_files_not_accepted"

    def __init__(self) -> None:
        super().__init__("El sitio no recibe archivos con una refutación: explique el motivo en el texto.")


class FileMissing(NotFound):
    """The refutation has no file."""

    def __init__(self) -> None:
        super().__init__("Esa refutación no tiene archivo.")


class RefutationFileInfected(ApiError):
    """The antivirus found something in the file of a refutation."""

    status = 409
    code = "refutation_file_infected"

    def __init__(self, finding: str) -> None:
        super().__init__(
            f"El antivirus encontró algo dañino en el archivo ({finding}) y nadie puede abrirlo. Adjunte otra copia o "
            "explique el motivo en el texto."
        )


class RefutationFileWaits(ApiError):
    """The antivirus has not examined the file of a refutation yet."""

    status = 503
    code = "refutation_file_not_examined"
    retryable = True

    def __init__(self) -> None:
        super().__init__("El antivirus aún no ha examinado este archivo. Inténtelo de nuevo en unos minutos.")


class RoundChanged(ApiError):
    """The evaluation was corrected since the advisor read it."""

    status = 409
    code = "evaluation_round_changed"

    def __init__(self) -> None:
        super().__init__("La evaluación se corrigió después de que la leyó: léala otra vez.")


class NothingCorrected(ApiError):
    """The new answers are those of the last round."""

    status = 409
    code = "nothing_corrected"

    def __init__(self) -> None:
        super().__init__("No cambió ninguna respuesta: corrija al menos un criterio.")
