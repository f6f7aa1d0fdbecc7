"""Access reviews as API responses."""

from datetime import date
from typing import Any, NamedTuple

import msgspec

from agent_api.access.principal import Principal
from agent_api.access_reviews.domain.period import period_name
from agent_api.access_reviews.domain.snapshot import SnapshotAccount
from agent_api.access_reviews.schemas import (
    AccessReviewDetail,
    AccessReviewSummary,
    ExecutionState,
    ReviewAct,
    ReviewedAccount,
    ReviewMilestone,
)
from agent_api.access_reviews.store import AccountTally, ReviewedAccountRow, ReviewRow
from config.site.access_reviews import AccessReviewRules


def present_review_summary(
    row: ReviewRow, counts: AccountTally, rules: AccessReviewRules, today: date
) -> AccessReviewSummary:
    """Return a review for a list."""
    return AccessReviewSummary.model_validate(_summary_fields(row, counts, rules, today))


def present_review(
    row: ReviewRow, counts: AccountTally, rules: AccessReviewRules, today: date, reader: Principal
) -> AccessReviewDetail:
    """Return a review in full."""
    return AccessReviewDetail.model_validate(
        {
            **_summary_fields(row, counts, rules, today),
            "snapshot_digest": row.snapshot_digest,
            "digest": row.digest,
            "exception_days": rules.exception_days,
            "acts": _acts(row, counts, rules, reader),
        }
    )


class ReviewedAccountParts(NamedTuple):
    """The content of the response about one account; ``reason`` is decrypted."""

    row: ReviewedAccountRow
    account: SnapshotAccount
    name: str
    reason: str


def present_account(parts: ReviewedAccountParts, today: date, reader: str) -> ReviewedAccount:
    """Return a reviewed account."""
    row, account, until = parts.row, parts.account, parts.row.exception_until
    return ReviewedAccount.model_validate(
        {
            "user": row.user,
            "name": parts.name,
            "created_at": account.created_at,
            "disabled_at": account.disabled_at,
            "signed_in_at": account.signed_in_at,
            "second_factor": account.second_factor_at is not None,
            "must_change_password": account.must_change_password,
            "roles": msgspec.to_builtins(account.roles),
            "tokens": msgspec.to_builtins(account.tokens),
            "findings": row.findings.split(),
            "decision": row.decision or None,
            "new_roles": row.roles,
            "reason": parts.reason or None,
            "exception_until": until,
            "exception_expired": until is not None and until < today,
            "decided": _milestone(row.decided_at, row.decided_by, row.decided_by_name),
            "execution": execution_of(row),
            "executed": _milestone(row.executed_at, row.executed_by, row.executed_by_name),
            "request": row.request or None,
            "own": row.user == reader,
        }
    )


def execution_of(row: ReviewedAccountRow) -> ExecutionState | None:
    """Return how far a decision was carried out; None where there is nothing to do."""
    if row.decision not in ("change", "remove"):
        return None
    if row.executed_at is not None:
        return "executed"
    return "requested" if row.request else "pending"


def _acts(row: ReviewRow, counts: AccountTally, rules: AccessReviewRules, reader: Principal) -> list[ReviewAct]:
    acts: list[ReviewAct] = []
    if row.state == "open" and rules.reviewer in reader.roles:
        acts += ["decide", "sign"] if counts.undecided == 0 else ["decide"]
    if row.state == "signed" and rules.executor in reader.roles and reader.user != row.signed_by:
        acts.append("execute")
    return acts


def _summary_fields(row: ReviewRow, counts: AccountTally, rules: AccessReviewRules, today: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "first_day": row.first_day,
        "period": period_name(row.first_day, rules.months),
        "state": row.state,
        "begun_at": row.begun_at,
        "due_on": row.due_on,
        "late": row.state != "closed" and today > row.due_on,
        "accounts": row.accounts,
        "counts": msgspec.to_builtins(counts),
        "signed": _milestone(row.signed_at, row.signed_by, row.signed_by_name),
        "closed_at": row.closed_at,
    }


def _milestone(at: Any, by: str | None, by_name: str | None) -> ReviewMilestone | None:
    return ReviewMilestone(at=at, by=by or "", by_name=by_name or "") if at is not None else None
