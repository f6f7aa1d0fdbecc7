"""Metrics of our requests to Twilio."""

from re import findall

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from metrics.prometheus.exporter import _Families
from metrics.prometheus.twilio import twilio_metrics
from telephony.twilio.api.metrics import OUTCOMES, REQUEST_KINDS, ApiMetrics
from tests.support.repository import ROOT

RULES = yaml.safe_load((ROOT / "deploy/prometheus/twilio.rules.yml").read_text())
ALERTS = [rule for rule in RULES["groups"][0]["rules"] if "telephony_twilio_" in rule["expr"]]
"""Metrics of our own requests; Twilio's webhooks are counted with the other gateways."""


def samples(counted: ApiMetrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return the samples that a Prometheus server scrapes, by name and labels."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(list(twilio_metrics(counted))))
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for sample in family.samples
    }


def test_each_request_is_counted_with_its_time() -> None:
    """A request counts in one outcome and one bucket, and its time in the sum."""
    counted = ApiMetrics()
    counted.record("Redo", "done", 0.07)
    counted.record("Redo", "gone", 0.2)
    values = samples(counted)
    assert values["telephony_twilio_requests_total", (("kind", "Redo"), ("outcome", "done"))] == 1
    assert values["telephony_twilio_requests_total", (("kind", "Redo"), ("outcome", "gone"))] == 1
    buckets = [
        values["telephony_twilio_request_seconds_bucket", (("kind", "Redo"), ("le", le))]
        for le in ("0.05", "0.1", "0.25", "+Inf")
    ]
    assert buckets == [0, 1, 2, 2]
    assert values["telephony_twilio_request_seconds_sum", (("kind", "Redo"),)] == pytest.approx(0.27)


def test_every_kind_and_outcome_starts_at_0_so_that_first_event_is_increase() -> None:
    """Every kind and outcome starts at 0, so that the first event is an increase."""
    values = samples(ApiMetrics())
    requests = {labels: value for (name, labels), value in values.items() if name == "telephony_twilio_requests_total"}
    assert len(requests) == len(REQUEST_KINDS) * len(OUTCOMES)
    assert set(values.values()) == {0}


def test_gauges_show_waiting_calls_recordings_still_at_twilio_and_lost_ones() -> None:
    """Gauges show the waiting calls, the recordings still at Twilio and the lost ones."""
    counted = ApiMetrics(calls_waiting=2, recordings_due=3, recordings_oldest_s=61.5, recordings_lost=1)
    counted.turn_waits.add(0.0)
    counted.turn_waits.add(5.0)
    values = samples(counted)
    assert values["telephony_twilio_waiting_requests", ()] == 2
    assert values["telephony_twilio_recordings_due", ()] == 3
    assert values["telephony_twilio_recordings_oldest_seconds", ()] == 61.5
    assert values["telephony_twilio_recordings_lost_total", ()] == 1
    assert values["telephony_twilio_pace_wait_seconds_bucket", (("le", "0.05"),)] == 1
    assert values["telephony_twilio_pace_wait_seconds_bucket", (("le", "5.0"),)] == 2


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_each_metric_and_label_value_in_alert_exists(rule: dict[str, dict[str, str]]) -> None:
    """Each metric and label value in an alert exists, and its text says what happens and what to do."""
    exported = samples(ApiMetrics())
    queries = findall(r"(telephony_twilio_\w+)(?:\{([^}]*)\})?", str(rule["expr"]))
    assert queries
    for name, selected in queries:
        expected = set(findall(r'(\w+)="(\w+)"', selected))
        assert any(name == known_name and expected <= set(labels) for known_name, labels in exported)
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["runbook"]
