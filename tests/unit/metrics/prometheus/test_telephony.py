"""Gateway metrics for Prometheus."""

from collections.abc import Mapping

from metrics.prometheus.telephony import LABELS, telephony_metrics
from telephony.metrics.meter import SETUP, RecordingSpace
from telephony.metrics.store import GatewayReport, GatewayStatus, MetricsSnapshot

NOW = 1_000_000.0


def snapshot_of(
    counts: Mapping[str, int], *, told_at: float = NOW, up: bool = True, room: RecordingSpace | None = None
) -> MetricsSnapshot:
    """Return the snapshot of one gateway with these values."""
    standing = GatewayStatus(reported_at=told_at, calls=3, skew_s=0.25, up=up, recording_space=room)
    return MetricsSnapshot(now=NOW, gateways={"asterisk-nodo1": GatewayReport(status=standing, counts=counts)})


def samples(
    snapshot: MetricsSnapshot, living: tuple[str, ...] = ("asterisk-nodo1-7f3a",)
) -> dict[tuple[str, ...], float]:
    """Return the samples by name and label values."""
    families = telephony_metrics(snapshot, living, (), ("bogota",))
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_buckets_are_cumulative_and_counts_have_labels() -> None:
    """Buckets are cumulative, sums in seconds, and barge-ins are counted by line."""
    values = samples(
        snapshot_of({"calls|taken": 7, "setup|caller|0.05": 2, "setup|caller|1.0": 1, "setup|caller|sum": 900_000})
    )
    assert values["telephony_calls_total", "asterisk-nodo1", "taken"] == 7
    assert values["telephony_setup_seconds_bucket", "asterisk-nodo1", "caller", "0.5"] == 2
    assert values["telephony_setup_seconds_bucket", "asterisk-nodo1", "caller", "+Inf"] == 3
    assert values["telephony_setup_seconds_sum", "asterisk-nodo1", "caller"] == 0.9
    assert values["ivr_menu_barge_ins_total", "bogota"] == 0


def test_labels_come_only_from_vocabulary_and_site() -> None:
    """Labels come only from the vocabulary and the site, so unknown entries in Valkey are not exported."""
    odd = {f"calls|{number}": 1 for number in range(1000)} | {"barge_in|otra": 1, "what|ever": 1, "setup|x|0.1": 1}
    assert samples(snapshot_of(odd)).keys() == samples(snapshot_of({})).keys()
    assert len(samples(snapshot_of({}))) < 100


def test_counters_start_at_0_because_otherwise_first_event_would_be_no_increase() -> None:
    """Counters start at 0, because otherwise the first event would be no increase."""
    values = samples(snapshot_of({}))
    for cause in LABELS["leg_failed"]:
        assert values["telephony_legs_failed_total", "asterisk-nodo1", cause] == 0
    assert values["telephony_setup_seconds_count", "asterisk-nodo1", "phone"] == 0
    assert len(SETUP.bounds_s) == 10


def test_a_gateway_is_up_while_it_holds_a_lease_and_hears_its_engine() -> None:
    """A missing gateway is exported as 0, and its old reports do not count."""
    up = ("telephony_gateway_up", "asterisk-nodo1")
    assert samples(snapshot_of({}))[up] == 1
    assert samples(snapshot_of({}, up=False))[up] == 0
    assert samples(snapshot_of({}), living=())[up] == 0
    silent = samples(snapshot_of({}, told_at=NOW - 60, up=False))
    assert silent[up] == 1
    assert ("telephony_gateway_calls", "asterisk-nodo1") not in silent
    assert samples(MetricsSnapshot(now=NOW, gateways={}), living=("pyvoip-1",))["telephony_gateway_up", "pyvoip"] == 1


def test_free_space_is_exported_only_for_recording_gateways() -> None:
    """Free space is exported only for gateways that record and have reported lately."""
    name, room = ("telephony_recordings_memory_free_bytes", "asterisk-nodo1"), RecordingSpace(free=3, size=10)
    assert samples(snapshot_of({}, room=room))[name] == 3
    assert samples(snapshot_of({}, room=room))["telephony_recordings_memory_size_bytes", "asterisk-nodo1"] == 10
    assert name not in samples(snapshot_of({}))
    assert name not in samples(snapshot_of({}, room=room, told_at=NOW - 60))
    assert samples(snapshot_of({"not_recorded|": 2}))["telephony_not_recorded_total", "asterisk-nodo1"] == 2


def test_our_answers_and_their_times_are_exported_from_start() -> None:
    """Our answers and their times are exported from the start; voice quality is not, as no webhook reports it."""
    standing = GatewayStatus(reported_at=NOW, calls=2, skew_s=0.0)
    counts = {"calls|taken": 3, "setup|caller|0.1": 3, "webhook|step|0.05": 4, "webhook|step|sum": 120_000}
    cloud = MetricsSnapshot(now=NOW, gateways={"twilio": GatewayReport(status=standing, counts=counts)})
    values = samples(cloud, living=("twilio-7f3a",))
    assert values["telephony_calls_total", "twilio", "taken"] == 3
    assert values["telephony_setup_seconds_count", "twilio", "caller"] == 3
    assert values["telephony_webhook_seconds_count", "twilio", "step"] == 4
    assert values["telephony_webhook_seconds_sum", "twilio", "step"] == 0.12
    assert values["telephony_webhook_seconds_count", "twilio", "incoming"] == 0
    assert values["telephony_webhooks_total", "twilio", "failed"] == 0
    assert values["telephony_gateway_calls", "twilio"] == 2
    assert not {name for name, *_ in values if "rtp" in name or "ari" in name}
    assert not {name for name, *_ in samples(snapshot_of({})) if "webhook" in name}
