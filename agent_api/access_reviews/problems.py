"""Errors of requests about access reviews. Pure."""

from agent_api.access_reviews.domain.state_machine import ReviewRefusal
from agent_api.kit.errors import ApiError, NotFound


class AccessReviewUnknown(NotFound):
    """No review has this number."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna revisión de cuentas con ese número.")


class ReviewedAccountUnknown(NotFound):
    """The review has no such account."""

    def __init__(self, user: str) -> None:
        super().__init__(f"En esta revisión no está la cuenta «{user}».")


class AccessReviewRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: ReviewRefusal, user: str = "") -> None:
        super().__init__(f"{user}: {refusal.text}" if user else refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class ReviewRoleNeeded(ApiError):
    """The site names another role for this act."""

    status = 403
    code = "review_role_needed"

    def __init__(self, role: str) -> None:
        super().__init__(f"En este sitio lo hace quien tiene el rol «{role}».")


class ReviewsNotConfigured(ApiError):
    """The site has no `access_reviews.yaml`."""

    status = 409
    code = "reviews_not_configured"

    def __init__(self) -> None:
        super().__init__("El sitio no tiene access_reviews.yaml, que dice quién revisa las cuentas y cada cuánto.")


class PeriodReviewed(ApiError):
    """The period has a review."""

    status = 409
    code = "period_reviewed"

    def __init__(self, id_: str) -> None:
        super().__init__(f"Este período ya tiene la revisión {id_}.")
        self.extension = {"review": id_}


class SnapshotDamaged(ApiError):
    """The stored snapshot is not the one whose digest was recorded."""

    status = 409
    code = "snapshot_damaged"

    def __init__(self) -> None:
        super().__init__("La foto de las cuentas no coincide con su sello: avise al administrador y no la use.")
