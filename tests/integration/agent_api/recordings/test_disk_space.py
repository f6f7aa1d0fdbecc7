"""The disk of recordings in readiness and metrics. No worker runs in these tests."""

import re

import pytest

from storage.recordings.vault import Vault
from telephony.metrics.meter import RecordingSpace
from telephony.metrics.store import CountBatch, GatewayMetricsStore, GatewayStatus
from tests.support.desks.recording_rig import RecordingRig

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("free", "warnings"), [(100, []), (99, ["recordings_disk_scarce"])])
async def test_a_disk_that_fills_is_warned_of_and_nothing_else_changes(
    tapes: RecordingRig, monkeypatch: pytest.MonkeyPatch, free: int, warnings: list[str]
) -> None:
    """Below a tenth there is a warning; readiness does not change, and Prometheus has the bytes."""
    monkeypatch.setattr(Vault, "disk_space", lambda _: (free, 1000))
    rig = tapes.desk.rig
    await tapes.begin_recording("c-1")
    rig.now = await rig.read_recorder_heartbeat()
    answer = await rig.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, [*warnings, "worker_absent"])
    metrics = (await rig.get("/metrics")).text
    assert re.findall(r"^recordings_disk_(\w+)_bytes (\S+)$", metrics, re.MULTILINE) == [
        ("free", f"{free}.0"),
        ("size", "1000.0"),
    ]


@pytest.mark.parametrize(("free", "warnings"), [(40, []), (39, ["recordings_memory_scarce"])])
async def test_the_memory_of_a_gateway_that_fills_is_warned_of(
    tapes: RecordingRig, monkeypatch: pytest.MonkeyPatch, free: int, warnings: list[str]
) -> None:
    """The warning precedes the failure of recordings; readiness does not change, and Prometheus has the bytes."""
    monkeypatch.setattr(Vault, "disk_space", lambda _: (1000, 1000))  # the disk of this machine may be full
    rig = tapes.desk.rig
    await tapes.begin_recording("c-1")
    tallies = GatewayMetricsStore(rig.campaign_rig.redis, rig.site.campaign)
    batch = CountBatch(source="gateway", number=1, counts={"not_recorded|": 1})
    room = RecordingSpace(free=free, size=100)
    await tallies.add(
        "asterisk-nodo1",
        batch,
        GatewayStatus(reported_at=await tallies.clock(), calls=1, skew_s=0.0, recording_space=room),
    )
    rig.now = await rig.read_recorder_heartbeat()
    answer = await rig.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, [*warnings, "worker_absent"])
    metrics = (await rig.get("/metrics")).text
    assert f'telephony_recordings_memory_free_bytes{{gateway="asterisk-nodo1"}} {free}.0' in metrics
    assert 'telephony_not_recorded_total{gateway="asterisk-nodo1"} 1.0' in metrics


async def test_unreadable_disk_does_not_affect_other_metrics(
    tapes: RecordingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All other metrics are there."""

    def away(_: Vault) -> tuple[int, int]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Vault, "disk_space", away)
    metrics = await tapes.desk.rig.get("/metrics")
    assert metrics.status_code == 200
    assert "recordings_disk" not in metrics.text
    assert "acd_calls_ingressed_total" in metrics.text
