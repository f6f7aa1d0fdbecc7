"""Reviews of the access log as API responses."""

from typing import Any

import msgspec

from agent_api.access_log.domain.review_due import RowsDigest
from agent_api.reports.access_reviews.domain.comparison import UserComparison
from agent_api.reports.access_reviews.schemas import (
    AccessComparison,
    AccessDiscrepancy,
    AccessReviewDetail,
    AccessReviewSummary,
)
from agent_api.reports.access_reviews.store import AccessReviewRow


def present_comparison(rows: RowsDigest, users_digest: str, comparison: UserComparison) -> AccessComparison:
    """Return the statements that a review would make."""
    return AccessComparison(
        rows=rows.rows,
        rows_digest=rows.digest,
        users_digest=users_digest,
        here=comparison.accounts,
        listed=comparison.listed,
        discrepancies=[AccessDiscrepancy(**msgspec.structs.asdict(each)) for each in comparison.discrepancies],
    )


def present_summary(row: AccessReviewRow) -> AccessReviewSummary:
    """Return a review as a list shows it."""
    return AccessReviewSummary.model_validate(_fields(row, AccessReviewSummary.model_fields))


def present_review(row: AccessReviewRow, note: str) -> AccessReviewDetail:
    """Return a review in full; ``note`` is in plain form."""
    return AccessReviewDetail.model_validate({**_fields(row, AccessReviewDetail.model_fields), "note": note})


def _fields(row: AccessReviewRow, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
