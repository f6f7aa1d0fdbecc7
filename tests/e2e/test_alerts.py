"""Prometheus itself reads the alert rules, and fires them when it should."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.e2e.tools import needed

pytestmark = pytest.mark.e2e
RULES = Path(__file__).parents[2] / "config/prometheus/twilio.rules.yml"
ASKED = "telephony_twilio_requests_total"
FIRING = {
    "TwilioRechazaLlamadasPorRitmo": (f'{ASKED}{{kind="BeginCall", outcome="paced"}}', "0+1x20"),
    "TwilioEsperaPorRitmo": None,
    "TwilioNoResponde": (f'{ASKED}{{kind="Redo", outcome="unreachable"}}', "0+3x20"),
    "TwilioRechazaPeticiones": (f'{ASKED}{{kind="Redo", outcome="refused"}}', "0+3x20"),
    "TwilioGrabacionesSinTraer": ("telephony_twilio_recordings_oldest_seconds", "3601+60x20"),
    "TwilioGrabacionPerdida": ("telephony_twilio_recordings_lost_total", "0x10 1x10"),
}
"""By alert, a series that must fire it; the one of waits needs more than one series."""
WAITS = [
    {"series": f'telephony_twilio_pace_wait_seconds_bucket{{le="{le}"}}', "values": values}
    for le, values in (("5.0", "0+1x20"), ("10.0", "0+10x20"), ("+Inf", "0+10x20"))
]


def check(folder: Path, name: str, series: list[dict[str, str]], *, fires: bool) -> None:
    """Ask promtool whether an alert fires in the fifteenth minute."""
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
    done = subprocess.run(
        [needed("promtool"), "test", "rules", str(folder / "test.yml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", FIRING)
def test_an_alert_fires(tmp_path: Path, name: str) -> None:
    """What the rule is about raises it, with its words; when nothing happens it is silent."""
    found = FIRING[name]
    series = WAITS if found is None else [{"series": found[0], "values": found[1]}]
    check(tmp_path, name, series, fires=True)
    quiet = [{"series": each["series"], "values": "0x20"} for each in series]
    check(tmp_path, name, quiet, fires=False)


def test_every_alert_is_tried() -> None:
    """No rule without its series here."""
    assert {each["alert"] for each in yaml.safe_load(RULES.read_text())["groups"][0]["rules"]} == set(FIRING)
