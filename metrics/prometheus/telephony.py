"""Measurements of the gateways as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. Every possible series is named here: a gateway (at most
`telephony.metrics.store.MAX_GATEWAYS`) and a word of the vocabulary, or a line of the site. Other contents of Valkey
are never exported. All series are of the campaign: every scraped node returns the same.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate
from typing import Final, get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from telephony.metrics.meter import JITTER, LAG, MICROSECONDS, SETUP, WEBHOOK, HistogramSpec, stable_gateway_name
from telephony.metrics.store import GatewayReport, MetricsSnapshot
from telephony.port.signals import HangupCause, LegFailure
from telephony.twilio.call.held_call import KIND

COUNTERS: Final = {
    "calls": ("telephony_calls", "Incoming calls, by result: taken, or the reason of the refusal.", "result"),
    "leg_failed": ("telephony_legs_failed", "Dialled phones that did not answer, by cause.", "cause"),
    "leg_ended": ("telephony_legs_ended", "Legs that the far end or the network ended, by cause.", "cause"),
    "packets": ("telephony_rtp_packets", "RTP packets received or lost; polled.", "result"),
    "webhooks": ("telephony_webhooks", "Webhooks from Twilio, by result.", "result"),
}
LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "calls": ("taken", "capacity", "draining"),
    "leg_failed": get_args(LegFailure),
    "leg_ended": get_args(HangupCause),
    "packets": ("received", "lost"),
    "webhooks": ("answered", "apology", "failed", "refused"),
}
HISTOGRAMS: Final = {
    SETUP: (
        "telephony_setup_seconds",
        "Time until the caller's call is answered (caller), or until a dialled phone rings (phone).",
        ("caller", "phone"),
    ),
    JITTER: ("telephony_rtp_jitter_seconds", "Jitter of received voice, sampled per leg.", ("",)),
    LAG: ("telephony_ari_lag_seconds", "Response time of Asterisk to its gateway; polled.", ("",)),
    WEBHOOK: (
        "telephony_webhook_seconds",
        "Response time to Twilio's webhooks: a new call (incoming), a step, a status (told), or the fallback.",
        ("incoming", "step", "told", "fallback"),
    ),
}
TOTALS: Final = {
    "unanswered": ("telephony_ari_unanswered", "Requests of the gateway that Asterisk did not answer."),
    "not_recorded": ("telephony_not_recorded", "Requested recordings that failed or are incomplete."),
}
"""Counters of a gateway that have no further label."""
_NOT_AT_TWILIO: Final = ("packets", JITTER.measure, LAG.measure, *TOTALS)
"""Measures that need access to the media or to Asterisk; Twilio's webhooks do not report them.

Recordings at Twilio have their own metrics.
"""
_WEBHOOKS: Final = ("webhooks", WEBHOOK.measure)


def telephony_metrics(
    measured: MetricsSnapshot, living: Collection[str], draining: Collection[str], lines: Collection[str]
) -> Iterator[Metric]:
    """Yield the metrics.

    Args:
        measured: by the gateways.
        living: the names of the instances that hold a lease.
        draining: those of them that take no new call.
        lines: of the site.
    """
    for measure, (name, help_text, label) in COUNTERS.items():
        family = CounterMetricFamily(name, help_text, labels=("gateway", label))
        for gateway, report in _gateways_with(measure, measured.gateways).items():
            for value in LABELS[measure]:
                family.add_metric((gateway, value), report.counts.get(f"{measure}|{value}", 0))
        yield family
    for of, (name, help_text, parties) in HISTOGRAMS.items():
        yield _histogram(of, name, help_text, parties, _gateways_with(of.measure, measured.gateways))
    for measure, (name, help_text) in TOTALS.items():
        yield _total(name, help_text, measure, _gateways_with(measure, measured.gateways))
    yield _barge_ins(measured.gateways, lines)
    yield from gateway_metrics(measured, living, draining)


def _gateways_with(measure: str, gateways: Mapping[str, GatewayReport]) -> Mapping[str, GatewayReport]:
    """Return the gateways that have a measure; a 0 from one that cannot measure it would be false."""
    if measure in _NOT_AT_TWILIO:
        return {gateway: report for gateway, report in gateways.items() if gateway != KIND}
    if measure in _WEBHOOKS:
        return {gateway: report for gateway, report in gateways.items() if gateway == KIND}
    return gateways


def _histogram(
    distribution: HistogramSpec, name: str, help_: str, parties: Collection[str], gateways: Mapping[str, GatewayReport]
) -> Metric:
    """Build cumulative buckets, as Prometheus wants them; a gateway that is its own engine has no lag."""
    label = "kind" if distribution is WEBHOOK else "party"
    family = HistogramMetricFamily(name, help_, labels=("gateway", label) if len(parties) > 1 else ("gateway",))
    bounds = (*map(str, distribution.bounds_s), "+Inf")
    for gateway, report in gateways.items():
        for party in parties:
            counted = [report.counts.get(each, 0) for each in distribution.bucket_names(party)]
            if distribution is LAG and not any(counted):
                continue
            labels = (gateway, party) if len(parties) > 1 else (gateway,)
            total = report.counts.get(distribution.sum_name(party), 0) / MICROSECONDS
            family.add_metric(labels, list(zip(bounds, accumulate(counted), strict=True)), sum_value=total)
    return family


def _total(name: str, help_: str, measure: str, gateways: Mapping[str, GatewayReport]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=("gateway",))
    for gateway, report in gateways.items():
        family.add_metric((gateway,), report.counts.get(f"{measure}|", 0))
    return family


def _barge_ins(gateways: Mapping[str, GatewayReport], lines: Collection[str]) -> Metric:
    family = CounterMetricFamily("ivr_menu_barge_ins", "Menus that a caller interrupted with a key.", labels=("line",))
    for line in lines:
        family.add_metric((line,), sum(report.counts.get(f"barge_in|{line}", 0) for report in gateways.values()))
    return family


def gateway_metrics(measured: MetricsSnapshot, living: Collection[str], draining: Collection[str]) -> Iterator[Metric]:
    """Yield the state of each gateway; a recently known one without a lease is down."""
    gateway_up = GaugeMetricFamily(
        "telephony_gateway_up", "1 while it holds a lease, and it and its engine hear each other.", labels=("gateway",)
    )
    drains = GaugeMetricFamily("telephony_gateway_draining", "1 while it takes no new call.", labels=("gateway",))
    calls = GaugeMetricFamily("telephony_gateway_calls", "Calls that it holds.", labels=("gateway",))
    skew = GaugeMetricFamily(
        "telephony_gateway_clock_skew_seconds",
        "Lead of the gateway machine's clock over Valkey's; negative if behind.",
        labels=("gateway",),
    )
    free, size = (
        GaugeMetricFamily(f"telephony_recordings_memory_{of}_bytes", help_text, labels=("gateway",))
        for of, help_text in (
            ("free", "Free bytes of the memory folder for recordings in progress."),
            ("size", "Size of the memory folder for recordings in progress, in bytes."),
        )
    )
    living_names = {stable_gateway_name(name) for name in living}
    draining_names = {stable_gateway_name(name) for name in draining}
    for gateway in sorted({*measured.gateways, *living_names}):
        report = measured.gateways.get(gateway)
        is_recent = measured.has_recent_status(gateway)
        gateway_up.add_metric(
            (gateway,), gateway in living_names and (not is_recent or report is None or report.status.up)
        )
        drains.add_metric((gateway,), gateway in draining_names)
        if report is not None and is_recent:
            calls.add_metric((gateway,), report.status.calls)
            skew.add_metric((gateway,), report.status.skew_s)
            if (room := report.status.recording_space) is not None:
                free.add_metric((gateway,), room.free)
                size.add_metric((gateway,), room.size)
    yield from (gateway_up, drains, calls, skew, free, size)
