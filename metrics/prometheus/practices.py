"""Practices as Prometheus metrics. Pure.

Owns the metric's name and help. No label names a person.
"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric


def practice_metrics(running: int) -> Iterator[Metric]:
    """Yield the metrics; `running` practices have neither ended nor outlasted their time."""
    yield GaugeMetricFamily("practices_running", "Practices of advisors that run now.", value=running)
