"""Indicators and periods over HTTP."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from agent_api.indicators.schemas import Indicators
from agent_api.indicators.service import MAX_RANGE
from config.site.oversight.indicators import with_versions
from tests.support.api.api_rig import ApiRig, MixedCalls

pytestmark = pytest.mark.integration
DAY = {"from": "2027-01-15", "to": "2027-01-16"}


def _figure(body: dict[str, list[dict[str, object]]], indicator: str, line: str = "nacional") -> dict[str, object]:
    return next(
        each for each in body["figures"] if (each["indicator"], each["line"], each["queue"]) == (indicator, line, "")
    )


async def test_a_days_figures(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The day includes facts that were just journaled: fraction, printed value, target, discount, closed balance."""
    await mixed_calls.make_calls()
    answer = (await rig.get("/api/v1/indicators", by="day", line="nacional", **DAY)).json()
    level = _figure(answer, "nivel_servicio")
    assert (level["numerator"], level["denominator"], level["value"]) == (2, 6, "33.33")
    assert (level["target"], level["meets"], level["discount"]) == (80, False, "5.00")
    assert (_figure(answer, "abandono")["value"], _figure(answer, "abandono")["discount"]) == ("20.00", "3.00")
    assert {each["line"] for each in answer["figures"]} == {"nacional"}
    line_balance = next(each for each in answer["balances"] if not each["queue"])
    assert (
        line_balance["entered"],
        line_balance["in_progress"],
        line_balance["difference"],
        line_balance["closes"],
    ) == (6, 1, 0, True)
    assert answer["until"] is not None


@pytest.mark.parametrize("by", ["interval", "day", "month", "period"])
async def test_json_fits_schema_and_service_level_agrees_with_live_panel(
    rig: ApiRig, mixed_calls: MixedCalls, by: str
) -> None:
    """The JSON fits the schema, and the service level agrees with the live panel's."""
    await mixed_calls.make_calls()
    answer = await rig.get("/api/v1/indicators", by=by, queues="true", **DAY)
    body = Indicators.model_validate(answer.json() | {"begins": answer.json()["from"], "ends": answer.json()["to"]})
    level = next(each for each in body.figures if each.indicator == "nivel_servicio" and not each.line)
    panel = (await rig.get("/api/v1/service-level", **DAY)).json()["service_level"][0]
    assert (level.numerator, level.denominator) == (panel["numerator"], panel["denominator"])


async def test_a_figure_opens_to_its_calls(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """A figure lists as many calls as its numerator, page by page."""
    await mixed_calls.make_calls()
    path = "/api/v1/indicators/nivel_servicio/calls"
    first = (await rig.get(path, limit=1, **DAY)).json()
    second = (await rig.get(path, limit=1, cursor=first["next"], **DAY)).json()
    assert second["next"] is None
    assert len({each["id"] for each in first["calls"] + second["calls"]}) == 2
    assert all(each["within_threshold"] for each in first["calls"] + second["calls"])


async def test_figures_of_tickets_and_advisors_have_no_calls_to_show(rig: ApiRig) -> None:
    """Figures of tickets and advisors have no calls to show, and an unknown indicator is 404."""
    answer = await rig.get("/api/v1/indicators/ocupacion/calls", **DAY)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_calls_behind")
    assert (await rig.get("/api/v1/indicators/nada/calls", **DAY)).status_code == 404


async def test_every_variant_side_by_side(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The definitions alone give the same day other service levels, and the contract's comes first."""
    await mixed_calls.make_calls()
    answer = (await rig.get("/api/v1/indicators/sensitivity", **DAY)).json()
    level = next(each for each in answer["indicators"] if each["definition"]["id"] == "nivel_servicio")
    assert [each["chosen"] for each in level["variants"]].index(True) == 0
    values = {(each["formula"]["denominator"], each["formula"]["bound"]): each["value"] for each in level["variants"]}
    assert values["ingressed", "at_most"] == "33.33"
    assert values["queued", "at_most"] == "40.00"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2027-01-15T08:10:00Z"}, "from"),
        ({"from": "2027-01-16", "to": "2027-01-15"}, "from"),
        ({"from": "2027-01-01", "to": f"{2027 + MAX_RANGE // timedelta(days=365) + 1}-01-01"}, "from"),
        ({"from": "0001-01-02"}, "from"),
        ({"from": "2027-01-01", "to": "9999-12-30"}, "to"),
        ({"by": "week"}, "by"),
    ],
)
async def test_a_stretch_that_cannot_be_counted_is_refused(rig: ApiRig, query: dict[str, str], field: str) -> None:
    """A partial interval and an empty or endless range get 400 with their field."""
    answer = await rig.get("/api/v1/indicators", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


async def test_a_closed_month_keeps_its_definitions(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """A month with calls is closed once after its end, and the site's later targets do not change it."""
    await mixed_calls.make_calls()
    await _as_coordinator(rig)
    early = await rig.client.post("/api/v1/periods", json={"month": "2027-01"})
    assert (early.status_code, early.json()["code"]) == (409, "period_not_over")
    empty = await rig.client.post("/api/v1/periods", json={"month": "2026-12"})
    assert (empty.status_code, empty.json()["code"]) == (409, "period_without_calls")
    rig.now += timedelta(days=30)
    await _as_coordinator(rig, "lider2")
    assert (await rig.get("/api/v1/periods")).json()["closable"] == ["2027-01"]
    closed = await rig.client.post("/api/v1/periods", json={"month": "2027-01"})
    assert closed.status_code == 201
    again = await rig.client.post("/api/v1/periods", json={"month": "2027-01"})
    assert (again.status_code, again.json()["code"]) == (409, "period_already_closed")
    assert (await rig.get("/api/v1/periods")).json() == {"periods": [closed.json()], "closable": []}
    _set_target(rig, 30)
    both = {"from": "2027-01-01", "to": "2027-03-01", "by": "month"}
    definitions = (await rig.get("/api/v1/indicators", **both)).json()["definitions"]
    levels = [each for each in definitions if each["id"] == "nivel_servicio"]
    assert [(each["target"], each["valid_to"]) for each in levels] == [(80, "2027-01-31"), (30, "2027-02-28")]
    assert _figure((await rig.get("/api/v1/indicators", **both)).json(), "nivel_servicio")["meets"] is False


def _set_target(rig: ApiRig, target: float) -> None:
    """Set another target in the site from now on."""
    context = rig.app.state.context
    written = {
        each.id: msgspec.structs.replace(each, target=target, bands=()) if each.id == "nivel_servicio" else each
        for each in context.site.indicators
    }
    site = msgspec.structs.replace(context.site, indicators=with_versions(written))
    rig.app.state.context = replace(context, site=site)


async def _as_coordinator(rig: ApiRig, user: str = "lider") -> None:
    token = await rig.hire(user, "coordinador")
    rig.client.headers["Authorization"] = f"Bearer {token}"
