"""What this node asked of Twilio as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. Unlike the totals of `metrics.prometheus.exporter` these are of the process
that is scraped and begin at nothing with it: over nodes they are summed. Only what lies at Twilio is one number of the
campaign, which each node tells: of that the greatest is taken.
"""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from telephony.twilio.api.metrics import BUCKETS_S, ApiMetrics, DurationHistogram

_BOUNDS = (*map(str, BUCKETS_S), "+Inf")


def twilio_metrics(counted: ApiMetrics) -> Iterator[Metric]:
    """The metrics of what was counted until now."""
    requests = CounterMetricFamily(
        "telephony_twilio_requests", "What this node asked of Twilio, by how it ended.", labels=("kind", "outcome")
    )
    for (kind, outcome), count in sorted(counted.requests.items()):
        requests.add_metric([kind, outcome], count)
    histogram = HistogramMetricFamily(
        "telephony_twilio_request_seconds", "How long Twilio took to answer this node.", labels=("kind",)
    )
    for kind, durations in counted.durations.items():
        histogram.add_metric([kind], *_buckets(durations))
    paced = HistogramMetricFamily(
        "telephony_twilio_pace_wait_seconds", "How long calls that this node began waited for their turn.", labels=()
    )
    paced.add_metric([], *_buckets(counted.turn_waits))
    yield from (requests, histogram, paced)
    yield GaugeMetricFamily(
        "telephony_twilio_waiting_requests", "Calls of this node that wait for their turn.", value=counted.calls_waiting
    )
    yield from recording_metrics(counted)


def recording_metrics(counted: ApiMetrics) -> Iterator[Metric]:
    """What lies at Twilio and should lie here."""
    yield GaugeMetricFamily(
        "telephony_twilio_recordings_due", "Recordings that are still at Twilio.", value=counted.recordings_due
    )
    yield GaugeMetricFamily(
        "telephony_twilio_recordings_oldest_seconds",
        "How long the first recording that is still at Twilio has been complete; 0 if there is none.",
        value=counted.recordings_oldest_s,
    )
    yield CounterMetricFamily(
        "telephony_twilio_recordings_lost",
        "Recordings that this node gave up; Twilio still has them.",
        value=counted.recordings_lost,
    )


def _buckets(durations: DurationHistogram) -> tuple[list[tuple[str, float]], float]:
    """Prometheus wants cumulative buckets."""
    return list(zip(_BOUNDS, accumulate(durations.counts), strict=True)), durations.sum_s
