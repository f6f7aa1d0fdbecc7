"""Errors of requests about reports of findings. Pure."""

from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.reports.findings.domain.progress import StepRefusal


class FindingReportUnknown(NotFound):
    """No report has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ningún informe de hallazgos con ese número.")


class FindingReportNotMade(ApiError):
    """The worker has not made the report yet."""

    status = 409
    code = "finding_report_not_made"
    retryable = True

    def __init__(self) -> None:
        super().__init__("El informe todavía se está preparando; espere un momento.")


class FindingReportStepRefused(ApiError):
    """The state of the report does not allow the step, or another person takes it."""

    status = 409

    def __init__(self, refusal: StepRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class CoverageInvalid(BadQuery):
    """The subject is no week or month, or it has not begun."""

    def __init__(self, detail: str) -> None:
        super().__init__("subject", detail)


class VisitNotSigned(ApiError):
    """A report needs a signed visit."""

    status = 409
    code = "visit_not_signed"

    def __init__(self) -> None:
        super().__init__("No hay ninguna visita firmada con ese número; firme la visita primero.")
