"""The start-up warning for alerts without a reachable receiver."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from atencion.runtime.alert_receivers import receivers_without_address, warn_of_unaddressed_alerts
from tests.support.repository import ROOT

SAMPLE = (ROOT / "deploy/alertmanager/alertmanager.yml").read_text()


def test_default_receivers_are_sample_addresses() -> None:
    """The default file has sample addresses of a name that RFC 2606 reserves."""
    assert receivers_without_address(SAMPLE) == ["turno", "urgente"]


def test_with_all_addresses_replaced_there_is_no_warning() -> None:
    """With all addresses replaced there is no warning; a remaining sample address is named."""
    assert receivers_without_address(SAMPLE.replace("atencion.example", "entidad.gov.co")) == []
    assert receivers_without_address(SAMPLE.replace("urgente@atencion.example", "guardia@entidad.gov.co")) == ["turno"]


@pytest.mark.parametrize(
    ("receiver", "reaches"),
    [
        ("{name: a}", False),
        ("{name: a, email_configs: []}", False),
        ("{name: a, email_configs: [{send_resolved: true}]}", False),
        ('{name: a, email_configs: [{to: ""}]}', False),
        ("{name: a, email_configs: [{to: x@y.gov.co}]}", True),
        ("{name: a, webhook_configs: [{url: http://localhost:1}]}", True),
    ],
)
def test_a_receiver_needs_an_address_or_another_way(receiver: str, reaches: bool) -> None:
    """An empty list or address is no receiver; a webhook is one."""
    assert receivers_without_address(f"receivers: [{receiver}]") == ([] if reaches else ["a"])


def test_sample_receivers_are_reported_once_at_start(tmp_path: Path) -> None:
    """One Spanish sentence names the file and the receivers; without Alertmanager there is none."""
    file = tmp_path / "alertmanager.yml"
    file.write_text(SAMPLE)
    with capture_logs() as logs:
        warn_of_unaddressed_alerts(file)
        warn_of_unaddressed_alerts(None)
    (entry,) = logs
    assert entry["log_level"] == "warning"
    assert entry["says"] == f"Hay alertas que no llegan a nadie: en {file} falta la dirección de turno y urgente."


def test_unreadable_file_gives_warning_and_system_still_starts(tmp_path: Path) -> None:
    """An unreadable file gives a warning, and the system still starts."""
    with capture_logs() as logs:
        warn_of_unaddressed_alerts(tmp_path / "none.yml")
    assert [each["event"] for each in logs] == ["alerts_unknown"]
