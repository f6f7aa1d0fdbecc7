"""Running totals and current state as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. A label is a line, queue, option, outcome, state or the like: never a person,
a number or a call. It keeps nothing between two scrapes: the totals are in Valkey, written together with the fact, so
our restarts do not reset them. The API counts sign-ins itself and passes them in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Protocol

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from eventlog.facts import ADVISOR_STATES
from eventlog.folds.counts import WAIT_BUCKETS_S, wait_counters

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class CounterSpec(msgspec.Struct, frozen=True):
    """The Prometheus counter of one measure; the labels are in the order of the parts of the measure's name."""

    name: str
    help: str
    labels: tuple[str, ...]


COUNTERS: dict[str, CounterSpec] = {
    "ingressed": CounterSpec("acd_calls_ingressed", "Calls that entered a line.", ("line",)),
    "queued": CounterSpec("acd_calls_queued", "Calls that began to wait in a queue.", ("line", "queue")),
    "answered": CounterSpec("acd_calls_answered", "Calls connected with an advisor.", ("line", "queue")),
    "answered_within": CounterSpec(
        "acd_calls_answered_within_threshold",
        "Calls connected with an advisor after a wait of at most the queue's threshold, inclusive.",
        ("line", "queue"),
    ),
    "abandoned": CounterSpec(
        "acd_calls_abandoned",
        "Calls whose caller hung up before an advisor answered, by stage and, if waiting, queue.",
        ("line", "queue", "stage"),
    ),
    "requeued": CounterSpec(
        "acd_calls_requeued",
        "Calls that began to wait in a queue after an overflow or a transfer, by reason.",
        ("line", "queue", "reason"),
    ),
    "left": CounterSpec(
        "acd_calls_left_queue",
        "Calls that left a queue without an answer: moved to another queue, or ended with an outcome.",
        ("line", "queue", "how"),
    ),
    "overflowed": CounterSpec(
        "acd_calls_overflowed", "Calls that overflowed from a queue, by reason.", ("line", "queue", "reason")
    ),
    "transferred": CounterSpec("acd_calls_transferred", "Calls that an advisor transferred.", ("line", "queue")),
    "received": CounterSpec("acd_calls_received", "Calls received from another campaign.", ("line",)),
    "call_back_queued": CounterSpec("acd_call_backs_queued", "Call-backs promised.", ("line", "queue")),
    "call_back_dialled": CounterSpec("acd_call_backs_dialled", "Attempts to call back.", ("line", "queue")),
    "call_back_ended": CounterSpec(
        "acd_call_backs_ended", "Call-backs that ended, by result.", ("line", "queue", "result")
    ),
    "call_refused": CounterSpec(
        "acd_calls_refused",
        "Calls refused for lack of a resource, by resource: memory is Valkey's.",
        ("line", "reason"),
    ),
    "set_aside": CounterSpec(
        "acd_calls_set_aside",
        "Ingressed calls that count in no indicator, as anomalous traffic, by reason.",
        ("line", "reason"),
    ),
    "traffic_refused": CounterSpec(
        "acd_traffic_refused",
        "Calls from unlisted sources that were refused and never ingressed, by reason; line is empty if unknown.",
        ("line", "reason"),
    ),
    "traffic_limits_changed": CounterSpec(
        "acd_traffic_limits_changes", "Changes of the limits of anomalous traffic or of the list of trunks.", ()
    ),
    "process_replaced": CounterSpec(
        "processes_replaced", "Processes that hung and were killed and replaced, by role.", ("role",)
    ),
    "call_back_refused": CounterSpec(
        "acd_call_backs_refused", "Numbers that are not called back, by reason.", ("line", "reason")
    ),
    "call_back_capped": CounterSpec(
        "acd_call_backs_capped", "Call-backs not promised because a cap was reached.", ("line", "cap")
    ),
    "outcome": CounterSpec(
        "acd_calls_ended",
        "Calls that ended, by outcome; set_aside is anomalous traffic.",
        ("line", "outcome"),
    ),
    "voice_message": CounterSpec("acd_voice_messages_left", "Voice messages left by callers.", ("line",)),
    "survey_answer": CounterSpec(
        "survey_answers", "Survey answers, by the key pressed.", ("line", "question", "answer")
    ),
    "survey_ended": CounterSpec("surveys_ended", "Surveys that ended, by result.", ("line", "result")),
    "offers": CounterSpec("acd_offers", "Offers of a waiting call to an advisor.", ("queue",)),
    "offer_ended": CounterSpec("acd_offers_ended", "Offers that ended without an answer.", ("queue", "reason")),
    "menu_selected": CounterSpec("ivr_menu_selections", "Options chosen in menus.", ("line", "option")),
    "menu_rejected": CounterSpec("ivr_menu_rejections", "Timeouts and wrong keys in menus.", ("line", "kind")),
    "information": CounterSpec(
        "ivr_informations_given", "Information messages played to the end.", ("line", "information")
    ),
}

SIGN_IN_COUNTERS: dict[str, CounterSpec] = {
    "sign_in": CounterSpec("sign_ins", "Sign-in attempts at this node, by result.", ("result",)),
    "refused": CounterSpec("access_refused", "Requests that this node refused, by reason.", ("reason",)),
}
"""Counters of the scraped process only; unlike the totals, add them up over all nodes."""


class QueueState(Protocol):
    """The current state of a queue."""

    @property
    def queue(self) -> str:
        """The queue's id."""

    @property
    def waiting(self) -> int:
        """Calls that wait, including offered ones."""

    @property
    def longest_s(self) -> float:
        """Wait of the first of them, seconds."""


class RouterState(Protocol):
    """The router's snapshot."""

    @property
    def queues(self) -> Sequence[QueueState]:
        """The queues that ever had a call or an advisor."""

    @property
    def advisors(self) -> Mapping[tuple[str, str], int]:
        """Advisors who serve a queue, by queue and state."""

    @property
    def open_calls(self) -> int:
        """Calls that have not ended."""


class RecorderStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The recorder's progress.

    Attributes:
        waiting: facts in the stream that are not journaled yet; None if unknown.
        stopped: whether it stopped because stream and journal contradict each other.
        silence_s: since a recorder last reported; None if none ever did.
        oldest_s: age of the first fact that is not journaled; 0 if all are, None if unknown.
        head_s: age of the last journaled fact; None if unknown.
    """

    waiting: int | None
    stopped: bool
    silence_s: float | None = None
    oldest_s: float | None = None
    head_s: float | None = None


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    """The disk of recordings, in bytes."""

    free: int
    size: int


class _Families(Collector):
    """Adapter to prometheus_client, which needs an object with `collect`."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def render(
    totals: Mapping[str, int] | None,
    now: RouterState | None,
    recorder_status: RecorderStatus | None,
    sign_ins: Mapping[str, int],
    disk: Disk | None = None,
    *,
    more: Iterable[Metric] = (),
) -> bytes:
    """Render all metrics in Prometheus' text format, to be served as CONTENT_TYPE.

    Args:
        totals: the running totals, named as in `eventlog.folds.counts`. A counter whose first increase matters is
            present with 0, else ``rate`` does not see that increase. None while Valkey is away.
        now: the router's snapshot; None while Valkey is away.
        recorder_status: the recorder's progress; None while Valkey is away.
        sign_ins: sign-ins and refusals of this process, named ``measure|label``.
        disk: that of recordings; None if nothing is recorded or the disk is unreachable.
        more: further metrics.
    """
    registry = CollectorRegistry(auto_describe=False)
    counted = () if totals is None else (*counter_metrics(totals), wait_histogram(totals))
    present = () if now is None else router_metrics(now)
    recorded = () if recorder_status is None else recorder_metrics(recorder_status)
    registry.register(
        _Families(
            [*counted, *present, *recorded, *disk_metrics(disk), *counter_metrics(sign_ins, SIGN_IN_COUNTERS), *more]
        )
    )
    return generate_latest(registry)


def counter_metrics(totals: Mapping[str, int], table: Mapping[str, CounterSpec] = COUNTERS) -> Iterator[Metric]:
    """Yield a counter for each measure of a table, without samples if nothing was counted."""
    parts = {name: name.split("|") for name in totals}
    for measure, counter in table.items():
        family = CounterMetricFamily(counter.name, counter.help, labels=counter.labels)
        for name, (of, *labels) in parts.items():
            if of == measure:
                family.add_metric(labels, totals[name])
        yield family


def wait_histogram(totals: Mapping[str, int]) -> Metric:
    """Build the histogram of waits of answered calls, with a bucket at 20 seconds; cumulative for Prometheus."""
    family = HistogramMetricFamily(
        "acd_queue_wait_seconds", "Wait of answered calls from queue entry to answer.", labels=("line", "queue")
    )
    for line, queue in sorted(_labels(totals, "wait_sum_ms")):
        names = wait_counters(line, queue)
        cumulative_counts = accumulate(totals.get(name, 0) for name in names.buckets)
        buckets = list(zip(map(_bound, WAIT_BUCKETS_S), cumulative_counts, strict=True))
        family.add_metric([line, queue], buckets, sum_value=totals[names.sum_ms] / 1000)
    return family


def _bound(seconds: float) -> str:
    return "+Inf" if seconds == float("inf") else str(float(seconds))


def _labels(totals: Mapping[str, int], measure: str) -> Iterator[tuple[str, str]]:
    for name in totals:
        of, _, labels = name.partition("|")
        if of == measure:
            line, _, queue = labels.partition("|")
            yield line, queue


def router_metrics(now: RouterState) -> Iterator[Metric]:
    """Yield the current state of queues and advisors; a state without an advisor has 0."""
    waiting = GaugeMetricFamily("acd_queue_waiting_calls", "Waiting calls, offered ones included.", labels=("queue",))
    longest = GaugeMetricFamily(
        "acd_queue_longest_wait_seconds", "Longest current wait; 0 without a waiting call.", labels=("queue",)
    )
    advisors = GaugeMetricFamily("acd_advisors", "Advisors who serve a queue, by state.", labels=("queue", "state"))
    for each in now.queues:
        waiting.add_metric([each.queue], each.waiting)
        longest.add_metric([each.queue], each.longest_s)
        for state in ADVISOR_STATES:
            advisors.add_metric([each.queue, state], now.advisors.get((each.queue, state), 0))
    yield from (waiting, longest, advisors)
    yield GaugeMetricFamily("acd_calls_open", "Calls that have not ended.", value=now.open_calls)


def disk_metrics(disk: Disk | None, content: str = "recordings") -> Iterator[Metric]:
    """Yield the free and total bytes of a disk; nothing for None. `content` names what the disk holds."""
    if disk is not None:
        free = f"Free bytes on the disk of {content}."
        yield GaugeMetricFamily(f"{content}_disk_free_bytes", free, value=disk.free)
        yield GaugeMetricFamily(
            f"{content}_disk_size_bytes", f"Size of the disk of {content}, in bytes.", value=disk.size
        )


_RECORDER_GAUGES = {
    "waiting": ("acd_log_unrecorded_facts", "Facts that are not journaled yet."),
    "oldest_s": (
        "acd_log_unrecorded_oldest_seconds",
        "Age of the oldest fact that is not journaled yet; 0 if there is none.",
    ),
    "head_s": ("acd_log_head_age_seconds", "Age of the last journaled fact."),
    "silence_s": ("acd_log_recorder_silence_seconds", "Time since a recorder last reported its status."),
}


def recorder_metrics(status: RecorderStatus) -> Iterator[Metric]:
    """Yield the recorder's lag, and whether a person must look."""
    for field, (name, help_text) in _RECORDER_GAUGES.items():
        if (value := getattr(status, field)) is not None:
            yield GaugeMetricFamily(name, help_text, value=value)
    yield GaugeMetricFamily(
        "acd_log_recorder_stopped", "1 if the stream contradicts the journal.", value=status.stopped
    )
