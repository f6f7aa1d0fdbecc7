"""Dashboards and rules match their sources, use only exported series, and count no node twice."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from prometheus_client.core import Metric

from config.site.loader import load_site
from eventlog.folds.counts import WAIT_BUCKETS_S
from metrics.prometheus.accounts import AccessReviewsNow, AccountsNow, access_review_metrics, account_metrics
from metrics.prometheus.anchors import AnchorsNow, anchor_metrics
from metrics.prometheus.attachments import AttachmentsNow, attachment_metrics
from metrics.prometheus.current_interval import CurrentInterval, current_interval_metrics
from metrics.prometheus.exporter import (
    COUNTERS,
    SIGN_IN_COUNTERS,
    Disk,
    RecorderStatus,
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
    incident_metrics,
    memory_metrics,
    request_metrics,
    worker_metrics,
)
from metrics.prometheus.http_requests import RequestCounts
from metrics.prometheus.large_clients import NoveltiesNow, novelty_metrics
from metrics.prometheus.mail import MailNow, mail_metrics
from metrics.prometheus.practices import practice_metrics
from metrics.prometheus.telephony import telephony_metrics
from metrics.prometheus.tickets import TicketMonth, TicketsNow, ticket_metrics, ticket_month_metrics
from metrics.prometheus.training import TrainingNow, training_metrics
from metrics.prometheus.twilio import twilio_metrics
from telephony.metrics.store import MetricsSnapshot
from telephony.twilio.api.metrics import ApiMetrics
from tests.support.repository import ROOT

FOLDER, SOURCES = ROOT / "deploy/grafana/dashboards", ROOT / "web/dashboards"
BOARDS: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json")}
TITLES = {"Operación en vivo", "Nivel de servicio del día", "Asesores", "PQRS", "Plataforma"}
RULES = [
    rule
    for path in (ROOT / "deploy/prometheus").glob("*.rules.yml")
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
]
PANELS = [(name, panel) for name, board in BOARDS.items() for panel in board["panels"] if panel["type"] != "row"]
ASKED = {target["expr"] for _, panel in PANELS for target in panel["targets"]} | {rule["expr"] for rule in RULES}
OF_A_PROCESS = ("http_", "sign_ins", "access_refused", "telephony_twilio_", "dependency_up", "lookup_system_up", "up")
"""Metrics that each node exports about itself, not about the campaign."""
GOAL, SAMPLE = "0.8", ROOT / "config/sites/icetex"


class _Now:
    queues = ()
    advisors: dict[tuple[str, str], int] = {}  # noqa: RUF012
    open_calls = 0


def exported() -> Iterator[Metric]:
    """Return every metric that a node may export."""
    yield from router_metrics(_Now())
    yield from recorder_metrics(RecorderStatus(waiting=0, stopped=False, silence_s=0, oldest_s=0, head_s=0))
    for of in ("recordings", "attachments"):
        yield from disk_metrics(Disk(free=1, size=1), of)
    yield from telephony_metrics(MetricsSnapshot(now=0, gateways={}), (), (), ())
    yield from dependency_metrics({}, {})
    yield from worker_metrics(is_up=True)
    yield from incident_metrics({})
    yield from clock_metrics(Clocks(campaign=0, skew_s=0))
    yield from memory_metrics(Memory(used=0, limit=0))
    yield from request_metrics(RequestCounts())
    yield from current_interval_metrics(CurrentInterval(elapsed_s=0, lasts_s=0, counts={}))
    yield from mail_metrics(MailNow(tally={}, waiting=0, oldest_s=0, uncertain=0))
    yield from attachment_metrics(AttachmentsNow(waiting=0, oldest_s=0, withheld=0), antivirus_answers=True)
    yield from ticket_metrics(TicketsNow(by_light={}, by_term={}))
    yield from ticket_month_metrics(TicketMonth(due={}, in_time={}, escalations={}, escalation_ms={}))
    yield from account_metrics(AccountsNow(dormant_disabled=0, reviews_overdue=0))
    yield from practice_metrics(0)
    yield from novelty_metrics(NoveltiesNow(open_by_recipient={}, overdue_by_recipient={}))
    yield from access_review_metrics(AccessReviewsNow(due=0, overdue=0, undecided=0, pending=0))
    yield from training_metrics(TrainingNow(lacking=0, expiring=0))
    yield from twilio_metrics(ApiMetrics())
    yield from anchor_metrics(AnchorsNow(age_s=0, undelivered_s={"file": 0}))
    yield wait_histogram({})


def known() -> dict[str, set[str]]:
    """Return the labels of each series by its name in Prometheus."""
    names: dict[str, set[str]] = {"up": {"job"}, "ALERTS": {"alertname", "alertstate"}}
    for metric in exported():
        labels = set(getattr(metric, "_labelnames", ()))
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(metric.type, ("",))
        names |= {metric.name + suffix: labels | ({"le"} if suffix == "_bucket" else set()) for suffix in suffixes}
    names |= {f"{each.name}_total": set(each.labels) for each in (*COUNTERS.values(), *SIGN_IN_COUNTERS.values())}
    names |= {rule["record"]: {"line", "gateway"} for rule in RULES if "record" in rule}
    return {name: labels | {"instance"} for name, labels in names.items()}


SERIES = known()
NAMES = re.compile(r"\b([a-zA-Z_][\w:]*)\b(?!\s*\()(?:\{([^}]*)\})?")


def asked_of(expr: str) -> Iterator[tuple[str, set[str]]]:
    """Return the series of an expression with the labels that it selects by."""
    bare = re.sub(r"\b(by|without|on)\s*\([^)]*\)|\[[^]]*\]", "", expr)
    for name, selected in NAMES.findall(re.sub(r'"[^"{}]*"', '""', bare)):
        if "_" in name or name in ("up", "ALERTS"):
            yield name, set(re.findall(r"(\w+)\s*[=!]", selected))


@pytest.mark.parametrize("expr", sorted(ASKED))
def test_each_series_and_label_of_panel_or_rule_comes_from_node_or_rule(expr: str) -> None:
    """Each series and label of a panel or rule comes from a node or a rule."""
    queries = list(asked_of(expr))
    assert queries
    for name, selected in queries:
        assert name in SERIES, name
        assert selected <= SERIES[name], name


@pytest.mark.parametrize("expr", sorted(ASKED))
def test_no_node_is_counted_twice(expr: str) -> None:
    """A value that all nodes report alike is first reduced to one, or its maximum is taken."""
    for summed in re.findall(r"\b(?:sum|avg|count)(?: by \([^)]*\))? \((.*)", expr.replace("sum(", "sum (")):
        first = next(name for name, _ in asked_of(summed))
        if not first.startswith((*OF_A_PROCESS, "ALERTS")) and ":" not in first:
            assert summed.lstrip().startswith(("max without (instance)", "avg_over_time")), expr


def test_each_number_of_open_tickets_has_a_panel() -> None:
    """The dashboards show every metric of tickets, those of urgency and channel included."""
    shown = {name for _, panel in PANELS for target in panel["targets"] for name, _ in asked_of(target["expr"])}
    assert {each.name for each in ticket_metrics(TicketsNow(by_light={}, by_term={}))} <= shown


def test_the_dashboards_are_those_of_their_sources() -> None:
    """The committed dashboards are what `make dashboards` writes from web/dashboards, without other files."""
    content = b"".join(path.read_bytes() for path in sorted((SOURCES / "src").glob("*.ts")))
    digest = hashlib.sha256(content + (SOURCES / "package-lock.json").read_bytes()).hexdigest()
    assert (FOLDER / "made-from").read_text().strip() == digest
    assert {board["title"] for board in BOARDS.values()} == TITLES


@pytest.mark.parametrize("name", BOARDS)
def test_a_dashboard_speaks_of_the_contract_and_leads_to_the_calls(name: str) -> None:
    """A dashboard is in Bogotá's time, read-only, and links to the calls; every panel has a description."""
    board = BOARDS[name]
    assert board["timezone"] == "America/Bogota"
    assert board["editable"] is False
    assert "/atencion/llamadas" in {link.get("url") for link in board["links"]}
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    for panel in panels:
        assert panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"]


def test_the_goal_is_one_everywhere() -> None:
    """The contract's 80 % is both the green limit of a panel and the limit of an alert; 20 seconds have a bucket."""
    levels = [panel for _, panel in PANELS if "ivel de servicio" in panel["title"] or "Proyección" in panel["title"]]
    assert len(levels) >= 4
    for panel in levels:
        steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        assert next(step["value"] for step in steps if step["color"] == "green") == float(GOAL)
    (risk,) = (rule for rule in RULES if rule.get("alert") == "NivelDeServicioEnRiesgo")
    assert set(re.findall(r"< ([\d.]+)", risk["expr"])) == {"0.80"}
    assert 20 in WAIT_BUCKETS_S
    (level,) = (each for each in load_site(SAMPLE).indicators if each.id == "nivel_servicio")
    assert float(level.target) == 100 * float(GOAL)
