"""Accounts as Prometheus metrics: unused ones that were disabled, and reviews of the access log that are late. Pure.

Owns the metrics' names and help. No label names a person.
"""

from collections.abc import Iterator

import msgspec
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric


class AccountsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Unused accounts that the rule disabled so far, and periods whose review should be signed and is not."""

    dormant_disabled: int
    reviews_overdue: int


def account_metrics(now: AccountsNow) -> Iterator[Metric]:
    """Yield the metrics."""
    yield CounterMetricFamily(
        "accounts_dormant_disabled", "Accounts disabled because they were not used.", value=now.dormant_disabled
    )
    yield GaugeMetricFamily(
        "access_log_reviews_overdue",
        "Periods of the access log whose review should be signed and is not.",
        value=now.reviews_overdue,
    )
