"""Anchors of the log as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. The label is a kind of place: ``file`` or ``url``, never an address.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric


class AnchorsNow(msgspec.Struct, frozen=True, kw_only=True):
    """The age of anchors and of their deliveries.

    Attributes:
        age_s: seconds since the last anchor.
        undelivered_s: by place, seconds since the first anchor that the place does not have; 0 if it has all.
    """

    age_s: float
    undelivered_s: Mapping[str, float]


def anchor_metrics(now: AnchorsNow) -> Iterator[Metric]:
    """Yield the metrics."""
    yield GaugeMetricFamily("anchor_age_seconds", "Age of the last anchor of the log.", value=now.age_s)
    undelivered = GaugeMetricFamily(
        "anchor_undelivered_seconds",
        "Age of the oldest anchor that a destination has not received; 0 if it has all.",
        labels=["place"],
    )
    for destination, waited_s in now.undelivered_s.items():
        undelivered.add_metric([destination], waited_s)
    yield undelivered
