"""Prometheus itself reads the alert rules, and fires them when it should."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.programs import require_program
from tests.support.repository import ROOT

pytestmark = pytest.mark.e2e
FOLDER = ROOT / "deploy/prometheus"
RULES = FOLDER / "twilio.rules.yml"
TRIED = FOLDER / "tests/operacion.test.yml"
GUIDE = ROOT / "docs/guias/alertas.md"
ASKED = "telephony_twilio_requests_total"
FIRING = {
    "TwilioRechazaLlamadasPorRitmo": (f'{ASKED}{{kind="BeginCall", outcome="paced"}}', "0+1x20"),
    "TwilioEsperaPorRitmo": None,
    "TwilioNoResponde": (f'{ASKED}{{kind="Redo", outcome="unreachable"}}', "0+3x20"),
    "TwilioSinRespuestaNuestra": ('telephony_webhooks_total{gateway="twilio", result="failed"}', "0+3x20"),
    "TwilioRechazaPeticiones": (f'{ASKED}{{kind="Redo", outcome="refused"}}', "0+3x20"),
    "TwilioGrabacionesSinTraer": ("telephony_twilio_recordings_oldest_seconds", "3601+60x20"),
    "TwilioGrabacionPerdida": ("telephony_twilio_recordings_lost_total", "0x10 1x10"),
}
"""A series that must fire each alert; the one about waits needs more than one series."""
WAITS = [
    {"series": f'telephony_twilio_pace_wait_seconds_bucket{{le="{le}"}}', "values": values}
    for le, values in (("5.0", "0+1x20"), ("10.0", "0+10x20"), ("+Inf", "0+10x20"))
]


def check(folder: Path, name: str, series: list[dict[str, str]], *, fires: bool) -> None:
    """Check with promtool whether an alert fires in the fifteenth minute."""
    rule = next(each for each in yaml.safe_load(RULES.read_text())["groups"][0]["rules"] if each["alert"] == name)
    labels = {**rule["labels"], **({"kind": "Redo"} if "by (kind)" in rule["expr"] else {})}
    notes = {key: text.replace("{{ $labels.kind }}", "Redo") for key, text in rule["annotations"].items()}
    expected = [{"exp_labels": labels, "exp_annotations": notes}] if fires else []
    test = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": series,
                "alert_rule_test": [{"eval_time": "15m", "alertname": name, "exp_alerts": expected}],
            }
        ],
    }
    (folder / "test.yml").write_text(yaml.safe_dump(test))
    result = subprocess.run(
        [require_program("promtool"), "test", "rules", str(folder / "test.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", FIRING)
def test_an_alert_fires(tmp_path: Path, name: str) -> None:
    """Each rule fires on its own condition, with its text, and is silent without it."""
    alert = FIRING[name]
    series = WAITS if alert is None else [{"series": alert[0], "values": alert[1]}]
    check(tmp_path, name, series, fires=True)
    quiet = [{"series": each["series"], "values": "0x20"} for each in series]
    check(tmp_path, name, quiet, fires=False)


def test_every_alert_is_tried() -> None:
    """Each rule has a series here."""
    assert {each["alert"] for each in yaml.safe_load(RULES.read_text())["groups"][0]["rules"]} == set(FIRING)


def alerts_of(*files: Path) -> list[dict[str, Any]]:
    """Return every alert of some files of rules."""
    groups = (group for file in files for group in yaml.safe_load(file.read_text())["groups"])
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def run(*words: str | Path) -> None:
    """Run a program of Prometheus, which must succeed."""
    program, *rest = words
    command = [require_program(str(program)), *map(str, rest)]
    environment = {**os.environ, "GOGC": "800"}  # collecting garbage takes a third of the time of all alerts
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_prometheus_and_alertmanager_accept_their_files(tmp_path: Path) -> None:
    """Both accept the files of compose: configuration, rules and the text of a mail."""
    folder = shutil.copytree(FOLDER, tmp_path / "prometheus")
    (token := tmp_path / "metrics_token").write_text("a token")
    written = (folder / "prometheus.yml").read_text()
    (folder / "prometheus.yml").write_text(written.replace("/run/secrets/metrics_token", str(token)))
    run("promtool", "check", "config", folder / "prometheus.yml")
    run("amtool", "check-config", ROOT / "deploy/alertmanager/alertmanager.yml")


def test_alerts_fire_and_are_silent() -> None:
    """Each alert fires on its condition, and a single bad minute fires none."""
    run("promtool", "test", "rules", TRIED)


def test_valkey_s_alert_fires_by_the_limit_that_compose_gives(tmp_path: Path) -> None:
    """Three quarters of the deployment's own `maxmemory` fire the alert."""
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["valkey"]["command"]
    limit = int(command[command.index("--maxmemory") + 1].removesuffix("mb")) << 20
    metrics = {"valkey_memory_limit_bytes": limit, "valkey_memory_used_bytes": limit * 3 // 4}
    expression = 'count(ALERTS{alertname="ValkeyLlena", alertstate="firing"})'
    test = {
        "rule_files": [str(FOLDER / "operacion.rules.yml")],
        "evaluation_interval": "15s",
        "tests": [
            {
                "interval": "5s",
                "input_series": [{"series": name, "values": f"{value}x60"} for name, value in metrics.items()],
                "promql_expr_test": [{"expr": expression, "eval_time": "4m", "exp_samples": [{"value": 1}]}],
            }
        ],
    }
    (tmp_path / "test.yml").write_text(yaml.safe_dump(test))
    run("promtool", "test", "rules", tmp_path / "test.yml")


def test_each_alert_is_tried_both_ways() -> None:
    """Each alert has a series that fires it, and one that does not."""
    tried = [test["name"].split() for test in yaml.safe_load(TRIED.read_text())["tests"]]
    for verb in ("avisa", "calla"):
        assert {name for name, does, *_ in tried if does.rstrip(".") == verb} == {
            alert["alert"] for alert in alerts_of(FOLDER / "operacion.rules.yml")
        }


def test_each_alert_has_its_place_in_the_guide() -> None:
    """Each alert has a heading in the guide, to which its annotation links, and the guide has no other."""
    alerts = alerts_of(*FOLDER.glob("*.rules.yml"))
    assert set(re.findall(r"^### (\w+)$", GUIDE.read_text(), re.MULTILINE)) == {alert["alert"] for alert in alerts}
    for alert in alerts:
        assert alert["annotations"]["guide"] == f"docs/guias/alertas.md#{alert['alert'].lower()}"
        assert alert["annotations"]["runbook"]
        assert alert["labels"]["severity"] in {"warning", "critical"}


def test_each_heading_of_guide_says_where_to_look_first_and_whether_to_wake_person() -> None:
    """Each heading of the guide says where to look first, and whether to wake a person."""
    _, *sections = re.split(r"^### ", GUIDE.read_text(), flags=re.MULTILINE)
    assert not [text.split()[0] for text in sections if "**Mire" not in text or "**Despierte**" not in text]


def test_no_alert_looks_at_a_moment_alone() -> None:
    """Each alert uses two windows or a duration, except those about conditions that cannot be momentary."""
    for alert in alerts_of(*FOLDER.glob("*.rules.yml")):
        windows = set(re.findall(r"\[(\w+)[\]:]|ratio(\w+)", alert["expr"]))
        assert "for" in alert or len(windows) >= 2 or alert["alert"] in ONCE_IS_ENOUGH


ONCE_IS_ENOUGH = {"BitacoraContradictoria", "LimitesDeTraficoCambiados", "ProcesoReemplazado", "TwilioGrabacionPerdida"}
