"""The breakdowns over HTTP: they agree with the indicators, and each figure opens to its tickets."""

from typing import Any

import msgspec
import pytest

from metrics.indicators.results import format_value
from tests.support.api.api_rig import ApiRig
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.synthetic_month import month, without_repetitions
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
NOVEMBER = {"from": "2026-11-01", "to": "2026-12-01"}
OF_TICKETS = ("oportunidad_pqrs", "tiempo_escalamiento", "escalamiento_inmediato", "escalamiento_area_un_dia")


async def journal_month(rig: ApiRig) -> None:
    """Fill the journal with a synthetic November of the rig's campaign."""
    facts = [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in without_repetitions(month(300))]
    await write_journal(rig.engine, facts)


async def read(rig: ApiRig, path: str, token: str = "", **params: Any) -> dict[str, Any]:
    """Return the answer to a GET of November, as another user if there is a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await rig.client.get(f"/api/v1{path}", params={**NOVEMBER, **params}, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def figures(rig: ApiRig) -> dict[str, dict[str, Any]]:
    """Return the figures of all lines by indicator."""
    found = (await read(rig, "/indicators"))["figures"]
    return {each["indicator"]: each for each in found if not each["line"] and not each["queue"]}


async def tickets(rig: ApiRig, indicator: str, token: str = "", **params: Any) -> list[dict[str, Any]]:
    """Return the tickets behind a figure, over all pages."""
    found: list[dict[str, Any]] = []
    while True:
        page = await read(rig, f"/indicators/{indicator}/tickets", token, limit=20, **params)
        found += page["tickets"]
        if page["next"] is None:
            return found
        params = {**params, "cursor": page["next"]}


async def test_each_figure_opens_to_its_tickets(rig: ApiRig) -> None:
    """A figure of tickets lists as many as its numerator and its denominator; a mean lists all in both."""
    await journal_month(rig)
    found = await figures(rig)
    for indicator in OF_TICKETS:
        figure = found[indicator]
        behind = await tickets(rig, indicator, part="denominator")
        assert len(behind) == figure["denominator"] > 0
        if figure["unit"] == "percent":
            assert len(await tickets(rig, indicator, part="numerator")) == figure["numerator"]
        else:
            assert sum(each["after_call_ms"] for each in behind) == figure["numerator"]
    refused = await rig.get("/api/v1/indicators/nivel_servicio/tickets")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_tickets_behind")
    assert (await rig.get("/api/v1/indicators/nada/tickets")).status_code == 404


async def test_timeliness_adds_up_and_each_row_opens(rig: ApiRig) -> None:
    """Areas, tiers and officials each add up to the indicator, and each row lists its tickets."""
    await journal_month(rig)
    figure, terms = (await figures(rig))["oportunidad_pqrs"], await read(rig, "/figures/timeliness")
    assert (terms["total"]["in_time"], terms["total"]["due"]) == (figure["numerator"], figure["denominator"])
    for group, field in (("areas", "area"), ("tiers", "tier"), ("officials", "owner")):
        assert sum(each["due"] for each in terms[group]) == terms["total"]["due"]
        for row in terms[group]:
            behind = await tickets(rig, "oportunidad_pqrs", **{field: row["id"]})
            listed = await read(rig, "/figures/timeliness/tickets", limit=200, **{field: row["id"]})
            assert listed["tickets"] == behind
            assert len(behind) == row["due"]
            assert sum(each["in_time"] for each in behind) == row["in_time"]


async def test_an_official_sees_their_own(rig: ApiRig) -> None:
    """An official reads only their own answers and tickets, and no table of advisors or reasons."""
    await journal_month(rig)
    everybody = await read(rig, "/figures/timeliness")
    flor = await rig.hire("flor", "funcionario")
    own = await read(rig, "/figures/timeliness", flor)
    assert own["own"]
    assert [each["id"] for each in own["officials"]] == ["flor"]
    assert own["total"]["due"] == next(each["due"] for each in everybody["officials"] if each["id"] == "flor")
    assert {each["owner"] for each in await tickets(rig, "oportunidad_pqrs", flor, owner="elsa")} == {"flor"}
    headers = {"Authorization": f"Bearer {flor}"}
    for path in ("reasons", "advisors"):
        assert (await rig.client.get(f"/api/v1/figures/{path}", headers=headers)).status_code == 403
    form = {"table": "reasons", "format": "csv"}
    assert (await rig.client.post("/api/v1/figures/exports", json=form, headers=headers)).status_code == 403


async def test_reasons_and_advisors_agree_with_the_indicators(rig: ApiRig) -> None:
    """The reasons add up to the typified calls of a line, the advisors to its time of handling, in all queues."""
    await journal_month(rig)
    found = {
        (each["indicator"], each["line"]): each
        for each in (await read(rig, "/indicators"))["figures"]
        if not each["queue"]
    }
    for line in ("", "bogota", "nacional", "quejas"):
        params = {"line": line} if line else {}
        reasons = await read(rig, "/figures/reasons", **params)
        assert reasons["calls"] == sum(each["calls"] for each in reasons["reasons"]) > 0
        assert reasons["calls"] == found["tipificadas", line]["numerator"]
        advisors = (await read(rig, "/figures/advisors", **params))["advisors"]
        handled = sum(each["talk_ms"] + each["hold_ms"] + each["wrap_ms"] for each in advisors)
        assert handled == found["tmo", line]["numerator"]
    parts = [await read(rig, "/figures/reasons", queue=queue) for queue in ("credito", "pagos", "general", "quejas")]
    assert sum(each["calls"] for each in parts) == (await read(rig, "/figures/reasons"))["calls"]


async def test_a_survey_of_too_few_callers_is_not_shown(rig: ApiRig) -> None:
    """Under the site's minimum, a question says how many answered and shows no answer; above, they add up."""
    await journal_month(rig)
    table = await read(rig, "/figures/advisors")
    results = [each for advisor in table["advisors"] for each in advisor["survey"]]
    assert {each["sufficient"] for each in results} == {True, False}
    for each in results:
        assert each["sufficient"] == (each["answered"] >= table["minimum"])
        assert sum(share["callers"] for share in each["answers"]) == (each["answered"] if each["sufficient"] else 0)
        for share in each["answers"]:
            assert share["share"] == format_value(share["callers"], each["answered"], "percent")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_a_table_leaves_as_a_file_with_its_fact(rig: ApiRig, file_format: str) -> None:
    """A table is exported as the screen shows it, and the export is a fact."""
    await journal_month(rig)
    for table in ("timeliness", "reasons", "advisors", "series", "hours"):
        own = {"indicator": "abandono"} if table in {"series", "hours"} else {}
        period = {name: f"{day}T05:00:00Z" for name, day in NOVEMBER.items()}
        form = {"table": table, "format": file_format, **own, **period}
        answer = await rig.client.post("/api/v1/figures/exports", json=form)
        assert answer.status_code == 200, answer.text
        assert f"cifras-{table}-" in answer.headers["Content-Disposition"]
        assert len(answer.content) > 100


async def test_a_period_has_whole_days(rig: ApiRig) -> None:
    """A period that cuts a day is refused with the field."""
    answer = await rig.get("/api/v1/figures/reasons", **{"from": "2026-11-01T10:00:00-05:00", "to": "2026-12-01"})
    assert answer.status_code == 400
    assert "fecha, sin hora" in answer.text
