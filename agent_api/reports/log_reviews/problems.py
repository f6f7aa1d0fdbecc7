"""Errors of requests about reviews of the access log. Pure."""

from collections.abc import Sequence

from agent_api.kit.errors import ApiError, NotFound
from agent_api.reports.log_reviews.domain.user_list import BadUserRow


class LogReviewUnknown(NotFound):
    """No review has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna revisión de la bitácora con ese número.")


class UserListInvalid(ApiError):
    """The entity's list has bad rows; nothing of it was used."""

    status = 400
    code = "user_list_invalid"

    def __init__(self, rows: Sequence[BadUserRow]) -> None:
        several = "1 fila" if len(rows) == 1 else f"{len(rows)} filas"
        super().__init__(f"La lista tiene {several} por corregir; no se usó ninguna.")
        self.faults = tuple((f"users.{each.row}", f"Fila {each.row}: {each.problem}") for each in rows[:100])


class AccessLogIncomplete(ApiError):
    """The log does not have all facts of the journal yet."""

    status = 409
    code = "access_log_incomplete"
    retryable = True

    def __init__(self) -> None:
        super().__init__("La bitácora todavía se está completando con los hechos anteriores; espere un momento.")


class ReviewKeyUsed(ApiError):
    """The key belongs to another review."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("Con esa clave de la solicitud ya se firmó otra revisión; use una nueva.")


class LogReviewNotMade(ApiError):
    """The worker has not made the files of the review yet."""

    status = 409
    code = "log_review_not_made"
    retryable = True

    def __init__(self) -> None:
        super().__init__("La revisión está firmada; sus archivos todavía se están preparando. Espere un momento.")
