"""The metrics that Prometheus scrapes."""

from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from call_router.acts import QueueStatus, Snapshot
from eventlog import facts
from eventlog.folds.counts import INCREMENTS, additions, increments, visit_exit_counter, wait_counters
from metrics.prometheus.exporter import COUNTERS, Disk, RecorderStatus, render

NOW = Snapshot(
    now=datetime(2026, 11, 24, tzinfo=UTC),
    queues=(QueueStatus(queue="credito", waiting=2, longest_s=31.5),),
    advisors={("credito", "talking"): 3},
    open_calls=7,
)
WAITS = wait_counters("bogota", "credito")
TOTALS = {
    "ingressed|bogota": 5,
    "ingressed|nacional": 0,
    "queued|bogota|credito": 4,
    "answered|bogota|credito": 2,
    "answered_within|bogota|credito": 1,
    "abandoned|bogota|credito|waiting": 1,
    "abandoned|bogota||choosing": 1,
    "menu_selected|bogota|1": 4,
    "waited|bogota|credito|20000": 1,
    "waited|bogota|credito|45000": 1,
    WAITS.sum_ms: 20_000 + 31_250,
}


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return the samples that a Prometheus server scrapes, by name and labels."""
    text = render(
        TOTALS,
        NOW,
        RecorderStatus(waiting=3, stopped=False),
        {"sign_in|entered": 2, "refused|forbidden": 1},
        Disk(free=5, size=80),
    ).decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("recordings_disk_free_bytes", {}, 5),
        ("recordings_disk_size_bytes", {}, 80),
        ("acd_calls_ingressed_total", {"line": "bogota"}, 5),
        ("acd_calls_ingressed_total", {"line": "nacional"}, 0),
        ("acd_calls_queued_total", {"line": "bogota", "queue": "credito"}, 4),
        ("acd_calls_answered_total", {"line": "bogota", "queue": "credito"}, 2),
        ("acd_calls_answered_within_threshold_total", {"line": "bogota", "queue": "credito"}, 1),
        ("acd_calls_abandoned_total", {"line": "bogota", "queue": "credito", "stage": "waiting"}, 1),
        ("acd_calls_abandoned_total", {"line": "bogota", "queue": "", "stage": "choosing"}, 1),
        ("ivr_menu_selections_total", {"line": "bogota", "option": "1"}, 4),
        ("acd_queue_wait_seconds_bucket", {"line": "bogota", "queue": "credito", "le": "15.0"}, 0),
        ("acd_queue_wait_seconds_bucket", {"line": "bogota", "queue": "credito", "le": "20.0"}, 1),
        ("acd_queue_wait_seconds_bucket", {"line": "bogota", "queue": "credito", "le": "+Inf"}, 2),
        ("acd_queue_wait_seconds_count", {"line": "bogota", "queue": "credito"}, 2),
        ("acd_queue_wait_seconds_sum", {"line": "bogota", "queue": "credito"}, 51.25),
        ("acd_queue_waiting_calls", {"queue": "credito"}, 2),
        ("acd_queue_longest_wait_seconds", {"queue": "credito"}, 31.5),
        ("acd_advisors", {"queue": "credito", "state": "talking"}, 3),
        ("acd_advisors", {"queue": "credito", "state": "available"}, 0),
        ("acd_calls_open", {}, 7),
        ("acd_log_unrecorded_facts", {}, 3),
        ("acd_log_recorder_stopped", {}, 0),
        ("sign_ins_total", {"result": "entered"}, 2),
        ("access_refused_total", {"reason": "forbidden"}, 1),
    ],
)
def test_every_number_has_its_name_and_labels(name: str, labels: dict[str, str], value: float) -> None:
    """Each name has its labels and the totals unchanged; the threshold of 20 seconds has its bucket."""
    assert samples()[name, tuple(sorted(labels.items()))] == value


COUNTED: list[facts.AnyFact] = [
    facts.ProcessReplaced(role="api", gateway="", silent_since_ms=0),
    facts.CallIngressed(line="l", gateway="g", caller_ref="r", caller_commitment="c", in_hours=True),
    facts.MenuSelected(line="l", menu="m", option="1"),
    facts.MenuInputRejected(line="l", menu="m", kind="silence"),
    facts.InformationGiven(line="l", sound="s"),
    facts.CallQueued(line="l", queue="q", reason="menu", threshold_ms=20_000),
    facts.AdvisorOffered(queue="q", advisor="a", offer=1),
    facts.OfferEnded(queue="q", advisor="a", offer=1, reason="busy"),
    facts.CallAnswered(line="l", queue="q", advisor="a", offer=1),
    facts.CallEnded(line="l", queue="q", outcome="abandoned_queue", stage="waiting", ended_by="caller"),
    facts.CallEnded(line="l", queue="", outcome="abandoned_ivr", stage="choosing", ended_by="caller"),
    facts.CallQueued(line="l", queue="q", reason=facts.OVERFLOW, threshold_ms=20_000),
    facts.CallOverflowed(line="l", queue="q", reason="full", to="queue:other"),
    facts.CallTransferred(line="l", queue="q", advisor="a", to="queue:other", kind="blind"),
    facts.CallReceived(
        line="l", gateway="g", campaign_from="c", first_arrival_ms=1, caller_ref="r", caller_commitment="c"
    ),
    facts.CallBackPromised(line="l", queue="q", call_back="b"),
    facts.CallBackRefused(line="l", queue="q", reason="satellite", given="unverified", kind="satellite"),
    facts.CallBackCapReached(line="l", queue="q", cap="hour"),
    facts.CallRefused(line="l", reason="memory"),
    facts.CallBackDialled(line="l", queue="q", advisor="a", attempt=1),
    facts.CallBackEnded(line="l", queue="q", result="talked", attempts=1),
    facts.VoiceMessageLeft(line="l", recording="r", lasted_ms=9_000),
    facts.SurveyAnswered(line="l", queue="q", advisor="a", question="trato", answer="5"),
    facts.SurveyEnded(line="l", queue="q", result="complete", answered=2),
    facts.CallSetAside(line="l", source="203.0.113.9", reason="not_acknowledged"),
    facts.TrafficLimitsChanged(unlisted="allowed", invites_per_s=10, unacknowledged=20, trunks=""),
    facts.TrafficRefused(line="l", source="203.0.113.9", reason="rate", calls=7, since_ms=1),
]


@pytest.mark.parametrize("fact", COUNTED, ids=lambda fact: type(fact).__name__)
def test_nothing_is_counted_that_is_not_exported(fact: facts.AnyFact) -> None:
    """Each total of a fact has a metric with as many labels as its name has parts."""
    for name in (*increments(fact), *additions(fact)):
        measure, *labels = name.split("|")
        assert len(labels) == len(COUNTERS[measure].labels)


def test_total_of_visit_end_has_metric() -> None:
    """The total that no single fact increments, the end of a visit, has its metric too."""
    measure, *labels = visit_exit_counter("l", "q", "moved").split("|")
    assert len(labels) == len(COUNTERS[measure].labels)


def test_every_fact_that_counts_is_among_the_examples() -> None:
    """The examples include every kind of fact that counts."""
    counting = {*INCREMENTS, facts.TrafficRefused}
    assert counting == {type(fact) for fact in COUNTED}
