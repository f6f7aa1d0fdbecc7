"""Health of our dependencies as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. `dependency_up` and `lookup_system_up` are as the scraped node sees them;
nodes may disagree, and queries use the minimum. A label is a name of ours or of the site: never a person.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from metrics.prometheus.http_requests import BUCKETS_S, RequestCounts, cumulative


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign's clock (Valkey's, s since the Unix epoch), and how far this node's clock is ahead of it."""

    campaign: float
    skew_s: float


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes used by the Valkey server that has least left, and its limit; 0 if only the machine limits it."""

    used: int
    limit: int


def dependency_metrics(dependencies: Mapping[str, bool], lookups: Mapping[str, bool]) -> Iterator[Metric]:
    """Yield the state of each dependency and each lookup system.

    `lookups` is False for a system that is not called for now because it failed.
    """
    dependency_up = GaugeMetricFamily(
        "dependency_up", "1 while a dependency works, as this node sees it.", labels=("dependency",)
    )
    for name, is_up in dependencies.items():
        dependency_up.add_metric((name,), is_up)
    systems = GaugeMetricFamily(
        "lookup_system_up", "0 while a system that is consulted is left in peace, for it failed.", labels=("system",)
    )
    for name, is_up in lookups.items():
        systems.add_metric((name,), is_up)
    yield from (dependency_up, systems)


def incident_metrics(open_incidents: Mapping[str, int]) -> Iterator[Metric]:
    """Yield the number of open incidents by system, 0 included."""
    family = GaugeMetricFamily("incidents_open", "Incidents that have not ended, by system.", labels=("system",))
    for system, count in sorted(open_incidents.items()):
        family.add_metric((system,), count)
    yield family


def worker_metrics(*, is_up: bool) -> Iterator[Metric]:
    """Yield whether any worker of the campaign gave a sign of life lately."""
    yield GaugeMetricFamily(
        "worker_up", "1 while a worker of the campaign gave a sign of life within two minutes.", value=is_up
    )


def clock_metrics(clocks: Clocks) -> Iterator[Metric]:
    """Yield the clocks; Prometheus compares the campaign's with its own."""
    yield GaugeMetricFamily("campaign_clock_seconds", "Valkey's clock, which dates the facts.", value=clocks.campaign)
    yield GaugeMetricFamily(
        "node_clock_skew_seconds", "Lead of this node's clock over the campaign's.", value=clocks.skew_s
    )


def memory_metrics(memory: Memory) -> Iterator[Metric]:
    """Yield Valkey's used memory and its limit."""
    yield GaugeMetricFamily("valkey_memory_used_bytes", "Bytes that Valkey uses.", value=memory.used)
    yield GaugeMetricFamily(
        "valkey_memory_limit_bytes",
        "Memory limit of that server in bytes; 0 without a limit.",
        value=memory.limit,
    )


def request_metrics(requests: RequestCounts) -> Iterator[Metric]:
    """Yield the HTTP requests of this process; queries sum over nodes."""
    answered = CounterMetricFamily(
        "http_requests", "Requests that this node answered, by area and status class.", labels=("area", "status")
    )
    histogram = HistogramMetricFamily(
        "http_request_seconds", "Time until this node began its answer.", labels=("area",)
    )
    for (area, status), count in sorted(requests.answered.items()):
        answered.add_metric((area, status), count)
    bounds = (*map(str, BUCKETS_S), "+Inf")
    for area, durations in sorted(requests.durations.items()):
        buckets = list(zip(bounds, cumulative(durations), strict=True))
        histogram.add_metric((area,), buckets, sum_value=durations.sum_s)
    yield from (answered, histogram)
