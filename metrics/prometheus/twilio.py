"""This node's requests to Twilio as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. Unlike the totals of `metrics.prometheus.exporter` these are of the scraped
process and start at 0 with it; queries sum over nodes. Only the recordings at Twilio are one number of the campaign,
which every node returns; queries use the maximum.
"""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from telephony.twilio.api.metrics import BUCKETS_S, ApiMetrics, DurationHistogram

_BOUNDS = (*map(str, BUCKETS_S), "+Inf")


def twilio_metrics(counted: ApiMetrics) -> Iterator[Metric]:
    """Yield the metrics of what was counted until now."""
    requests = CounterMetricFamily(
        "telephony_twilio_requests", "Requests of this node to Twilio, by result.", labels=("kind", "outcome")
    )
    for (kind, outcome), count in sorted(counted.requests.items()):
        requests.add_metric([kind, outcome], count)
    histogram = HistogramMetricFamily(
        "telephony_twilio_request_seconds", "Response time of Twilio to this node.", labels=("kind",)
    )
    for kind, durations in counted.durations.items():
        histogram.add_metric([kind], *_buckets(durations))
    paced = HistogramMetricFamily(
        "telephony_twilio_pace_wait_seconds", "Wait of outgoing calls of this node for the rate limit.", labels=()
    )
    paced.add_metric([], *_buckets(counted.turn_waits))
    yield from (requests, histogram, paced)
    yield GaugeMetricFamily(
        "telephony_twilio_waiting_requests",
        "Outgoing calls of this node that wait for the rate limit.",
        value=counted.calls_waiting,
    )
    yield from recording_metrics(counted)


def recording_metrics(counted: ApiMetrics) -> Iterator[Metric]:
    """Yield the recordings that are at Twilio and should be here."""
    yield GaugeMetricFamily(
        "telephony_twilio_recordings_due",
        "Recordings that are still to be fetched from Twilio.",
        value=counted.recordings_due,
    )
    yield GaugeMetricFamily(
        "telephony_twilio_recordings_oldest_seconds",
        "Time since the oldest unfetched recording was completed; 0 if there is none.",
        value=counted.recordings_oldest_s,
    )
    yield CounterMetricFamily(
        "telephony_twilio_recordings_lost",
        "Recordings that this node gave up and that are still at Twilio.",
        value=counted.recordings_lost,
    )


def _buckets(durations: DurationHistogram) -> tuple[list[tuple[str, float]], float]:
    """Return cumulative buckets, as Prometheus wants them, and the sum."""
    return list(zip(_BOUNDS, accumulate(durations.counts), strict=True)), durations.sum_s
