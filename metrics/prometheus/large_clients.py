"""Novelties of large clients as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. A label is a recipient of the site: never a client or a novelty.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric


class NoveltiesNow(msgspec.Struct, frozen=True, kw_only=True):
    """Open novelties by the recipient that must answer, ``unsent`` for those without one; and the late ones of them."""

    open_by_recipient: Mapping[str, int]
    overdue_by_recipient: Mapping[str, int]


def novelty_metrics(now: NoveltiesNow) -> Iterator[Metric]:
    """Yield the metrics."""
    for name, help_, values in (
        ("client_novelties_open", "Open novelties of large clients that wait for a recipient.", now.open_by_recipient),
        (
            "client_novelties_overdue",
            "Open novelties of large clients whose receipt or answer is late.",
            now.overdue_by_recipient,
        ),
    ):
        family = GaugeMetricFamily(name, help_, labels=["recipient"])
        for recipient, count in values.items():
            family.add_metric([recipient], count)
        yield family
