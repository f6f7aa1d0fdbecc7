"""Training as Prometheus metrics: advisors without a required course, and those whose course ends soon. Pure.

Owns the metrics' names and help. No label names a person.
"""

from collections.abc import Iterator

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric


class TrainingNow(msgspec.Struct, frozen=True, kw_only=True):
    """Advisors who lack a required course, and advisors who have one that ends within 30 days."""

    lacking: int
    expiring: int


def training_metrics(now: TrainingNow) -> Iterator[Metric]:
    """Yield the metrics."""
    yield GaugeMetricFamily(
        "training_lacking_advisors", "Advisors without a valid course that is required of them.", value=now.lacking
    )
    yield GaugeMetricFamily(
        "training_expiring_advisors",
        "Advisors with a required course whose validity ends within 30 days.",
        value=now.expiring,
    )
