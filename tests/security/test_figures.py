"""No number of calls from outside changes a contractual figure."""

from typing import Any

import pytest

from eventlog.facts import CallSetAside, TrafficRefused
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.router.campaign_rig import LINE, QUEUE

pytestmark = pytest.mark.integration
DAY = {"from": "2027-01-15", "to": "2027-01-16"}
FLOOD = 120
REFUSED = 28_080
ASIDE = CallSetAside(line=LINE, source="203.0.113.9", reason="not_acknowledged")


async def _everything(rig: ApiRig) -> dict[str, Any]:
    """Return every figure and every term of every balance, of each period, and the live panel."""
    figures: dict[str, Any] = {}
    for by in ("interval", "day", "month", "period"):
        answer = (await rig.get("/api/v1/indicators", by=by, queues="true", **DAY)).json()
        figures[by] = answer["figures"], [_without_anomalous(each) for each in answer["balances"]]
    panel = (await rig.get("/api/v1/service-level", **DAY)).json()
    figures["panel"] = panel | {"balance": _without_anomalous(panel["balance"])}
    queue = (await rig.get("/api/v1/service-level", queue=QUEUE, **DAY)).json()
    figures["queue"] = queue | {"balance": _without_anomalous(queue["balance"])}
    return figures


def _without_anomalous(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("anomalous", "set_aside")}


async def _flood(rig: ApiRig) -> None:
    """Make calls that are answered, wait in a queue and are never acknowledged, and many more that are refused."""
    campaign_rig = rig.campaign_rig
    for number in range(FLOOD):
        await campaign_rig.arrive(f"flood{number}")
    await campaign_rig.set_time(campaign_rig.now_ms + 32_000)
    for number in range(FLOOD):
        await campaign_rig.commit(campaign_rig.act(f"flood{number}", ASIDE))
        await campaign_rig.end(f"flood{number}")
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=REFUSED, since_ms=campaign_rig.now_ms)
    await campaign_rig.router.append([refused], actor="gateway:g1", site_version="s")
    await rig.record()


async def test_a_flood_of_unacknowledged_calls_moves_no_figure(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Every numerator and denominator of every period is unchanged, and the flood appears beside the balance."""
    await mixed_calls.make_calls()
    before = await _everything(rig)
    await _flood(rig)
    assert await _everything(rig) == before
    answer = (await rig.get("/api/v1/indicators", by="period", line=LINE, **DAY)).json()
    line_balance = next(each for each in answer["balances"] if not each["queue"])
    assert (
        line_balance["anomalous"],
        line_balance["set_aside"],
        line_balance["difference"],
        line_balance["closes"],
    ) == (FLOOD, FLOOD, 0, True)
    everywhere = (await rig.get("/api/v1/indicators", by="period", **DAY)).json()
    total = next(each for each in everywhere["balances"] if not each["line"] and not each["queue"])
    assert (total["anomalous"], total["set_aside"], total["difference"]) == (FLOOD + REFUSED, FLOOD, 0)
    panel = (await rig.get("/api/v1/service-level", **DAY)).json()["balance"]
    assert (panel["anomalous"], panel["set_aside"], panel["difference"]) == (FLOOD + REFUSED, FLOOD, 0)


async def test_while_it_lasts_and_counted_in_pieces(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Counts made during the flood are reversed once its calls are set aside, also in separate batches."""
    await mixed_calls.make_calls()
    before = await _everything(rig)
    await rig.campaign_rig.arrive("flood")
    await rig.record()
    assert await _everything(rig) != before
    await rig.campaign_rig.commit(rig.campaign_rig.act("flood", ASIDE))
    await rig.record()
    assert await _everything(rig) == before
    await rig.campaign_rig.end("flood")
    await rig.record()
    assert await _everything(rig) == before


async def test_each_call_that_is_set_aside_can_be_read(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """Each excluded call is in their list, not behind a figure, and its story has the reason."""
    await mixed_calls.make_calls()
    await _flood(rig)
    listed = (await rig.get("/api/v1/calls", set_aside="true", limit=200, **DAY)).json()["calls"]
    assert len(listed) == FLOOD
    assert {each["set_aside"] for each in listed} == {"not_acknowledged"}
    others = (await rig.get("/api/v1/calls", set_aside="false", limit=200, **DAY)).json()["calls"]
    assert len(others) == 6
    behind = await rig.get("/api/v1/indicators/nivel_servicio/calls", part="denominator", limit=200, **DAY)
    assert {each["id"] for each in behind.json()["calls"]} == {each["id"] for each in others}
    story = (await rig.get(f"/api/v1/calls/{listed[0]['id']}")).json()
    assert any("tráfico anómalo" in each["sentence"] for each in story["timeline"])
