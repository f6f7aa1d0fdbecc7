"""Reviews of the access log as API responses."""

from typing import Any

import msgspec

from agent_api.access_log.domain.review_due import RowsDigest
from agent_api.reports.log_reviews.domain.comparison import UserComparison
from agent_api.reports.log_reviews.schemas import (
    AccessComparison,
    AccessDiscrepancy,
    LogReviewDetail,
    LogReviewSummary,
)
from agent_api.reports.log_reviews.store import LogReviewRow


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


def present_summary(row: LogReviewRow) -> LogReviewSummary:
    """Return a review as a list shows it."""
    return LogReviewSummary.model_validate(_fields(row, LogReviewSummary.model_fields))


def present_review(row: LogReviewRow, note: str) -> LogReviewDetail:
    """Return a review in full; ``note`` is in plain form."""
    return LogReviewDetail.model_validate({**_fields(row, LogReviewDetail.model_fields), "note": note})


def _fields(row: LogReviewRow, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
