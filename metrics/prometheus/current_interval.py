"""The current interval as Prometheus metrics, from which the alert on the service level projects. Pure.

Owns the metrics' names, labels and help. The counts are the journal's, by arrival, as the contract's figures are, so
that the projection and the figure concern the same calls.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric

from eventlog.folds.counts import REFUSED, SET_ASIDE

MEASURES = (
    "ingressed",
    "ingressed_in_hours",
    "queued",
    "answered",
    "answered_within",
    "in_progress",
    SET_ASIDE,
    REFUSED,
)


class CurrentInterval(msgspec.Struct, frozen=True, kw_only=True):
    """The interval and its calls.

    Attributes:
        elapsed_s: elapsed part of it.
        lasts_s: its full length.
        counts: calls that arrived in it, by line and then by measure, as `eventlog.folds.counts` names them.
    """

    elapsed_s: float
    lasts_s: float
    counts: Mapping[str, Mapping[str, int]]


def current_interval_metrics(now: CurrentInterval) -> Iterator[Metric]:
    """Yield the metrics; a line without a call has 0."""
    calls = GaugeMetricFamily(
        "acd_interval_calls",
        "Calls that arrived in the current interval, by line and outcome, as journaled.",
        labels=("line", "measure"),
    )
    for line, counts in sorted(now.counts.items()):
        for measure in MEASURES:
            calls.add_metric((line, measure), counts.get(measure, 0))
    yield calls
    yield GaugeMetricFamily(
        "acd_interval_elapsed_seconds", "Elapsed part of the current interval.", value=now.elapsed_s
    )
    yield GaugeMetricFamily("acd_interval_seconds", "Length of an interval.", value=now.lasts_s)
