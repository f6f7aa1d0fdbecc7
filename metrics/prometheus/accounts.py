"""Accounts as Prometheus metrics: unused ones that were disabled, and the reviews of accounts and of their log. Pure.

Owns the metrics' names and help. No label names a person.
"""

from collections.abc import Iterator

import msgspec
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric


class AccountsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Unused accounts that the rule disabled so far, and periods whose review should be signed and is not."""

    dormant_disabled: int
    reviews_overdue: int


class AccessReviewsNow(msgspec.Struct, frozen=True, kw_only=True):
    """The reviews of accounts that are not closed.

    Attributes:
        due: how many there are.
        overdue: how many passed their last day, or should have begun.
        undecided: accounts without a decision.
        pending: decisions that are signed and not carried out.
    """

    due: int
    overdue: int
    undecided: int
    pending: int


def account_metrics(now: AccountsNow) -> Iterator[Metric]:
    """Yield the metrics of accounts and of their log."""
    yield CounterMetricFamily(
        "accounts_dormant_disabled", "Accounts disabled because they were not used.", value=now.dormant_disabled
    )
    yield GaugeMetricFamily(
        "access_log_reviews_overdue",
        "Periods of the access log whose review should be signed and is not.",
        value=now.reviews_overdue,
    )


def access_review_metrics(now: AccessReviewsNow) -> Iterator[Metric]:
    """Yield the metrics of the reviews of accounts."""
    yield GaugeMetricFamily("access_reviews_due", "Reviews of accounts that are not closed.", value=now.due)
    yield GaugeMetricFamily(
        "access_reviews_overdue",
        "Reviews of accounts that passed their last day, or that should have begun.",
        value=now.overdue,
    )
    left = GaugeMetricFamily(
        "access_review_accounts_left",
        "Accounts whose decision is not taken, or not carried out, in reviews that are not closed.",
        labels=["step"],
    )
    left.add_metric(["decide"], now.undecided)
    left.add_metric(["execute"], now.pending)
    yield left
