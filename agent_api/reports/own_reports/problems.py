"""Errors of requests about own reports. Pure."""

from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.reports.own_reports.domain.catalogue import DefinitionFault


class OwnReportUnknown(NotFound):
    """The user sees no own report with this number."""

    def __init__(self) -> None:
        super().__init__("No hay ningún informe propio con ese número, o no está compartido con usted.")


class OwnReportRunUnknown(NotFound):
    """The user sees no run with this id."""

    def __init__(self) -> None:
        super().__init__("No hay ningún envío con ese número, o no es de un informe que usted vea.")


class DefinitionRefused(BadQuery):
    """The API cannot compute the definition truly."""

    code = "own_report_refused"

    def __init__(self, fault: DefinitionFault) -> None:
        super().__init__(fault.field, fault.text)


class RecipientsRefused(BadQuery):
    """Some recipients may not see the figures."""

    code = "own_report_recipients"

    def __init__(self, users: list[str]) -> None:
        super().__init__("recipients", f"No pueden ver estas cifras, y no lo recibirían: {', '.join(users)}.")


class TooManyOwnReports(ApiError):
    """The user owns as many reports as a user may own."""

    status = 409
    code = "too_many_own_reports"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Usted ya tiene {limit} informes propios. Borre uno que no use.")


class OwnReportChanged(ApiError):
    """Another person or process changed the report meanwhile."""

    status = 409
    code = "own_report_changed"

    def __init__(self) -> None:
        super().__init__("El informe cambió mientras usted lo editaba: ábralo otra vez y repita el cambio.")


class OwnReportStepRefused(ApiError):
    """The state of the report does not allow the step."""

    status = 409
    code = "own_report_step_not_possible"

    def __init__(self) -> None:
        super().__init__("El informe no está en un estado que lo permita: puede que otra persona ya lo haya hecho.")


class OwnReportNotRendered(ApiError):
    """The files of a run could not be made."""

    status = 503
    code = "own_report_not_rendered"
    retryable = True

    def __init__(self) -> None:
        super().__init__("No se pudo hacer el informe. Intente otra vez en un minuto.")


class NewOwnerRefused(ApiError):
    """The new owner may not compose own reports."""

    status = 409
    code = "own_report_new_owner"

    def __init__(self) -> None:
        super().__init__("Esa persona no puede ver estas cifras: escoja otra.")
