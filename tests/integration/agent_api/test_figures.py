"""The figures and metrics of a mixed day agree with the fold of its journal."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent_api.system.worker_signs import give_signs, has_worker
from metrics.prometheus.exporter import COUNTERS
from telephony.twilio.api.metrics import ApiMetrics
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


async def test_the_days_figures(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Calls answered within 20 s, inclusive, count over ingressed and over queued ones, and the balance closes."""
    await mixed_calls.make_calls()
    day = (await rig.get("/api/v1/service-level", **{"from": "2027-01-15", "to": "2027-01-16"})).json()
    assert day["service_level"] == [
        {"over": "ingressed", "numerator": 2, "denominator": 6, "percent": "33.33"},
        {"over": "queued", "numerator": 2, "denominator": 5, "percent": "40.00"},
    ]
    assert day["answer_rate"][0] == {"over": "ingressed", "numerator": 3, "denominator": 6, "percent": "50.00"}
    assert day["abandon_rate"] == [{"over": "queued", "numerator": 1, "denominator": 5, "percent": "20.00"}]
    assert day["balance"]["ingressed"] == 6
    assert day["balance"]["in_progress"] == 1
    assert {outcome: calls for outcome, calls in day["balance"]["outcomes"].items() if calls} == {
        "answered": 3,
        "abandoned_queue": 1,
        "abandoned_ivr": 1,
    }
    assert day["balance"]["difference"] == 0


async def test_a_queues_figures(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The calls that entered the queue are the whole, and its balance closes too."""
    await mixed_calls.make_calls()
    day = (await rig.get("/api/v1/service-level", line="nacional", queue="general")).json()
    assert [figure["over"] for figure in day["service_level"]] == ["queued"]
    assert day["balance"]["ingressed"] == 5
    assert day["balance"]["difference"] == 0


async def test_by_default_today_until_now(rig: ApiRig) -> None:
    """The default range is from local midnight to the end of the current interval."""
    day = (await rig.get("/api/v1/service-level")).json()
    assert (day["from"], day["to"]) == ("2027-01-15T00:00:00-05:00", "2027-01-15T08:30:00Z")
    assert day["service_level"][0]["percent"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2027-01-15T08:10:00Z"}, "from"),
        ({"from": "2027-01-15", "to": "2027-01-15"}, "from"),
        ({"queue": "NO"}, "queue"),
    ],
)
async def test_a_stretch_that_cannot_be_counted_is_refused(rig: ApiRig, query: dict[str, str], field: str) -> None:
    """A range that cuts an interval, or is empty, gets 400 with its field: a wrong figure is worse than none."""
    answer = await rig.get("/api/v1/service-level", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


async def test_metrics_equal_the_fold_of_the_journal(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Each counter that Prometheus reads equals the fold of all facts of the journal."""
    await mixed_calls.make_calls()
    folded = fold_totals([envelope async for envelope in rig.journal.envelopes()])
    read = await scrape(rig)
    for name, total in folded.items():
        measure, *values = name.split("|")
        if counter := COUNTERS.get(measure):
            labels = dict(zip(counter.labels, values, strict=True))
            assert read[f"{counter.name}_total", frozenset(labels.items())] == total
    where = {("line", "nacional"), ("queue", "general")}
    assert read["acd_queue_wait_seconds_bucket", frozenset({*where, ("le", "20.0")})] == 2
    assert read["acd_queue_wait_seconds_sum", frozenset(where)] == 40.001
    assert read["acd_queue_waiting_calls", frozenset({("queue", "general")})] == 1
    assert read["acd_log_unrecorded_facts", frozenset()] == 0


async def scrape(rig: ApiRig) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return the metrics that Prometheus would read, by name and labels."""
    text = (await rig.get("/metrics")).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_ready_while_everything_works(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The answer lists each dependency; a silent recorder counts as away, and then the system is not ready."""
    await mixed_calls.make_calls()
    rig.now = await rig.read_recorder_heartbeat()
    ready = await rig.get("/readyz")
    assert ready.status_code == 200
    assert [each["name"] for each in ready.json()["dependencies"]] == ["postgresql", "valkey", "recorder"]
    rig.now = rig.now.replace(year=rig.now.year + 1)
    away = await rig.get("/readyz")
    assert away.status_code == 503
    assert away.json()["dependencies"][-1] == {"name": "recorder", "state": "away", "code": "not_ready"}


async def test_a_worker_without_signs_of_life_is_a_warning(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Calls work without a worker, so the system is ready; warning and metric say that mail and reports wait."""
    await mixed_calls.make_calls()
    rig.now = await rig.read_recorder_heartbeat()

    async def now() -> tuple[bool, float]:
        ready = (await rig.get("/readyz")).json()
        assert ready["ready"] is True
        return "worker_absent" in ready["warnings"], (await scrape(rig))["worker_up", frozenset()]

    assert await now() == (True, 0.0)
    signs = asyncio.create_task(give_signs(rig.campaign_rig.redis, CAMPAIGN, lambda: rig.now))
    while not await has_worker(rig.campaign_rig.redis, CAMPAIGN, rig.now):  # noqa: ASYNC110 - it is another's write
        await asyncio.sleep(0.01)
    signs.cancel()
    assert await now() == (False, 1.0)
    rig.now += timedelta(minutes=2, seconds=1)
    assert not await has_worker(rig.campaign_rig.redis, CAMPAIGN, rig.now)


async def test_liveness_asks_no_server(rig: ApiRig) -> None:
    """Liveness does not depend on the servers."""
    assert (await rig.get("/healthz")).json() == {"state": "alive"}


async def test_many_scrapes_at_once(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Concurrent requests share the connections, and all get the same state of the campaign."""
    await mixed_calls.make_calls()
    answers = await asyncio.gather(*(rig.get("/metrics") for _ in range(20)))
    scrapes = {
        tuple(line for line in answer.text.splitlines() if line.startswith(("acd_calls", "acd_queue", "ivr_")))
        for answer in answers
    }
    assert len(scrapes) == 1
    assert len(*scrapes) > 20


async def test_site_without_lines_at_twilio_has_no_such_metrics(rig: ApiRig) -> None:
    """A site without lines at Twilio has no such metrics; with them, this process reports its requests."""
    assert not {name for name, _ in await scrape(rig) if "twilio" in name}
    counted = ApiMetrics()
    counted.record("BeginCall", "done", 0.2)
    rig.app.state.context = dataclasses.replace(rig.app.state.context, twilio_request_counts=counted)
    samples = await scrape(rig)
    labels = frozenset({"kind": "BeginCall", "outcome": "done"}.items())
    assert samples["telephony_twilio_requests_total", labels] == 1
    assert samples["telephony_twilio_waiting_requests", frozenset()] == 0
