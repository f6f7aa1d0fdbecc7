"""Each alert selects series that the deployment's nodes export from the start, with these label values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from prometheus_client.core import Metric

from agent_api.access.metrics import INITIAL_COUNTS
from agent_api.app.routing import API_AREAS
from agent_api.mail.domain.stored_message import TALLY_KEYS
from agent_api.system.initial_totals import initial_totals
from config.site.loader import load_site
from eventlog.facts import ADVISOR_STATES
from metrics.prometheus.accounts import AccessReviewsNow, AccountsNow, access_review_metrics, account_metrics
from metrics.prometheus.anchors import AnchorsNow, anchor_metrics
from metrics.prometheus.attachments import AttachmentsNow, attachment_metrics
from metrics.prometheus.current_interval import CurrentInterval, current_interval_metrics
from metrics.prometheus.exporter import (
    SIGN_IN_COUNTERS,
    Disk,
    RecorderStatus,
    counter_metrics,
    disk_metrics,
    recorder_metrics,
    router_metrics,
    wait_histogram,
)
from metrics.prometheus.health import (
    Clocks,
    Memory,
    clock_metrics,
    dependency_metrics,
    memory_metrics,
    request_metrics,
    worker_metrics,
)
from metrics.prometheus.http_requests import STATUSES, RequestCounts
from metrics.prometheus.large_clients import NoveltiesNow, novelty_metrics
from metrics.prometheus.mail import MailNow, mail_metrics
from metrics.prometheus.telephony import telephony_metrics
from metrics.prometheus.tickets import TicketsNow, ticket_metrics
from metrics.prometheus.training import TrainingNow, training_metrics
from metrics.prometheus.twilio import twilio_metrics
from telephony.metrics.meter import LAG, RecordingSpace
from telephony.metrics.store import GatewayReport, GatewayStatus, MetricsSnapshot
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.call.held_call import KIND
from tests.support.repository import ROOT

FOLDER = ROOT / "deploy/prometheus"
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
SITE = load_site(ROOT / "config/sites/icetex")
QUEUE, NODE = "credito", "asterisk-nodo1"
FREE = {"line", "queue", "gateway", "instance", "area", "le", "system", "stage", "job"}
"""Labels whose values come from the site or the deployment."""
SELECTOR = re.compile(r"\b([a-z_]+:[a-z_:]+\w*|[a-z]+(?:_[a-z0-9]+)+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)(=~|=)"([^"]*)"')
Sample = tuple[str, Mapping[str, str], float]


class _Now:
    """A site with one queue, without advisors and callers."""

    advisors: dict[tuple[str, str], int] = {}  # noqa: RUF012
    open_calls = 0

    class _Queue:
        queue, waiting, longest_s = QUEUE, 0, 0.0

    queues = (_Queue(),)


def at_the_start() -> Iterator[Metric]:
    """Return the series of a node in a deployment of every profile in which nothing has happened."""
    standing = GatewayStatus(
        reported_at=0, calls=0, skew_s=0.0, recording_space=RecordingSpace(free=3 << 30, size=3 << 30)
    )
    probe_counts = {next(iter(LAG.bucket_names(""))): 1}  # exported once a node of Asterisk has answered
    places = {
        NODE: GatewayReport(status=standing, counts=probe_counts),
        KIND: GatewayReport(status=standing, counts={}),
    }
    lines: dict[str, dict[str, int]] = {line: {} for line in SITE.lines}
    initial = dict.fromkeys(initial_totals(SITE), 0)
    yield from counter_metrics(initial)
    yield wait_histogram(initial)
    yield from counter_metrics(INITIAL_COUNTS, SIGN_IN_COUNTERS)
    yield from router_metrics(_Now())
    yield from recorder_metrics(RecorderStatus(waiting=0, stopped=False, silence_s=0, oldest_s=0, head_s=0))
    for of in ("recordings", "attachments"):
        yield from disk_metrics(Disk(free=1, size=1), of)
    yield from telephony_metrics(MetricsSnapshot(now=0, gateways=places), (), (), SITE.lines)
    yield from dependency_metrics({"postgresql": True, "valkey": True, "recorder": True}, {"sac": True})
    yield from worker_metrics(is_up=True)
    yield from clock_metrics(Clocks(campaign=0, skew_s=0))
    yield from memory_metrics(Memory(used=0, limit=1))
    yield from request_metrics(RequestCounts(API_AREAS))
    yield from current_interval_metrics(CurrentInterval(elapsed_s=0, lasts_s=1800, counts=lines))
    yield from mail_metrics(MailNow(tally=dict.fromkeys(TALLY_KEYS, 0), waiting=0, oldest_s=0, uncertain=0))
    yield from account_metrics(AccountsNow(dormant_disabled=0, reviews_overdue=0))
    novelties = {"technology": 0, "interventoria": 0}
    yield from novelty_metrics(NoveltiesNow(open_by_recipient=novelties, overdue_by_recipient=novelties))
    yield from access_review_metrics(AccessReviewsNow(due=0, overdue=0, undecided=0, pending=0))
    yield from training_metrics(TrainingNow(lacking=0, expiring=0))
    yield from anchor_metrics(AnchorsNow(age_s=0, undelivered_s={"file": 0, "url": 0}))
    yield from attachment_metrics(AttachmentsNow(waiting=0, oldest_s=0, withheld=0), antivirus_answers=True)
    yield from ticket_metrics(TicketsNow(by_light={}, by_term={("phone", "open", "none"): 0}))
    yield from twilio_metrics(ApiMetrics())


def rules() -> Iterator[dict[str, Any]]:
    """Read every rule that Prometheus loads."""
    for path in sorted(FOLDER.glob("*.rules.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


RULES = list(rules())
ALERTS = [rule for rule in RULES if "alert" in rule]
RECORDED = {rule["record"]: rule["expr"] for rule in RULES if "record" in rule}
SAMPLES: list[Sample] = [(s.name, s.labels, s.value) for metric in at_the_start() for s in metric.samples]
VALUES: dict[tuple[str, str], set[str]] = defaultdict(set)
SAMPLES.append(("up", {"job": "atencion"}, 1.0))
for _name, _labels, _ in SAMPLES:
    for _label, _value in _labels.items():
        VALUES[_name, _label].add(_value)

VALUES["http_requests_total", "status"].update(STATUSES)  # of the others only the first one is new


def selected(expr: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield the series that an expression selects, with their matchers; recorded series are expanded."""
    bare = re.sub(r"\b(by|without|on)\s*\([^)]*\)|\[[^]]*\]", "", expr)
    for name, matchers in SELECTOR.findall(bare):
        if name in RECORDED:
            yield from selected(RECORDED[name])
        elif not re.search(rf"\b{name}\s*\(", bare):
            yield name, MATCHER.findall(matchers)


def is_series_exported(name: str, matchers: list[tuple[str, str, str]]) -> bool:
    """Return whether a node exports at least one such series from the start."""
    return any(
        exported == name
        and all(
            re.fullmatch(want if how == "=~" else re.escape(want), labels.get(label, ""))
            for label, how, want in matchers
        )
        for exported, labels, _ in SAMPLES
    )


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_counter_that_does_not_start_at_0_hides_its_first_increase(alert: dict[str, Any]) -> None:
    """A counter that does not start at 0 hides its first increase, and a wrong label value hides all of them."""
    selections = list(selected(alert["expr"]))
    assert selections
    for name, matchers in selections:
        assert is_series_exported(name, matchers), (name, matchers)


def tried() -> Iterator[tuple[str, str]]:
    """Yield each series with which promtool fires an alert, after the name of its test."""
    for test in yaml.safe_load((FOLDER / "tests/operacion.test.yml").read_text())["tests"]:
        for series in test["input_series"]:
            yield test["name"], series["series"]


def test_test_with_invented_name_or_value_would_hide_alert_that_never_fires() -> None:
    """A test with an invented name or value would hide an alert that never fires."""
    wrong = []
    for test, series in tried():
        name, _, labels = series.rstrip("}").partition("{")
        label_values = dict(re.findall(r'(\w+)="([^"]*)"', labels))
        is_exported = any(exported == name for exported, _, _ in SAMPLES)
        strange = {
            label for label, value in label_values.items() if label not in FREE and value not in VALUES[name, label]
        }
        if not is_exported or strange:
            wrong.append((test, series, strange))
    assert wrong == []


def test_the_states_of_advisors_that_an_alert_adds_up_exist() -> None:
    """Each state in the expression's alternatives exists, because a misspelt one would show no missing series."""
    for name, label, words in (
        (name, label, want)
        for alert in ALERTS
        for name, matchers in selected(alert["expr"])
        for label, how, want in matchers
        if how == "=~"
    ):
        assert set(words.split("|")) <= (VALUES[name, label] or set(ADVISOR_STATES)), (name, label)


@pytest.mark.parametrize("line", SITE.lines)
@pytest.mark.parametrize("queue", SITE.queues)
def test_the_first_call_of_a_queue_counts(line: str, queue: str) -> None:
    """The counters of service level and wait begin at 0, or ``increase`` would not see a queue's first call."""
    counted = {
        name: value for name, labels, value in SAMPLES if (labels.get("line"), labels.get("queue")) == (line, queue)
    }
    assert {
        *("acd_calls_queued_total", "acd_calls_answered_total", "acd_calls_answered_within_threshold_total"),
        *("acd_queue_wait_seconds_bucket", "acd_queue_wait_seconds_count", "acd_queue_wait_seconds_sum"),
        *("acd_calls_abandoned_total", "acd_calls_overflowed_total", "acd_calls_transferred_total"),
        "acd_call_backs_queued_total",
    } <= counted.keys()
    assert set(counted.values()) == {0}


def test_the_first_increase_of_each_counter_of_a_dashboard_counts() -> None:
    """A dashboard shows the increase only of counters that begin at 0."""
    shown = {
        name
        for path in DASHBOARDS.glob("*.json")
        for name in re.findall(r"\b(?:increase|rate)\((\w+)", path.read_text())
    }
    assert shown
    assert shown - {name for name, _, _ in SAMPLES} == set()
