"""Open tickets as a Prometheus metric.

Owns its name, labels and help. A label is an inbox, a state or a light: never a person or a number.
"""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric

Where = tuple[str, str, str]
"""Inbox (``phone``, ``written`` or the area's id), state, and light."""


def ticket_metrics(now: Mapping[Where, int]) -> Iterator[Metric]:
    """How many tickets are open, by where they are and how their term stands."""
    told = GaugeMetricFamily(
        "ticket_open",
        "Open tickets by the inbox that has them, their state and the light of their term.",
        labels=["queue", "stage", "traffic_light"],
    )
    for where, count in sorted(now.items()):
        told.add_metric(where, count)
    yield told
