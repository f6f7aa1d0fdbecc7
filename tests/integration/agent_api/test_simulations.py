"""The simulator through the API: a call step by step, the site that it needs, and the saved tries."""

from typing import Any

import httpx2
import msgspec
import pytest
from sqlalchemy import insert

from config.site.loader import site_to_json, with_open_hours
from storage.postgres.engine import unit_of_work
from storage.tables import site_version
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration

LEAD = "supervisor:sara"
CALL: dict[str, Any] = {"line": "bogota", "day": "2026-12-05", "at": "18:59"}
STAFF = {"shifts": [{"queues": {"credito": 8}, "advisors": 1, "busy": 1}], "waiting": {"credito": 2}}


@pytest.fixture
def desk(rig: ApiRig) -> AdvisorDesk:
    return AdvisorDesk(rig)


async def simulate(desk: AdvisorDesk, *inputs: dict[str, Any], **form: Any) -> httpx2.Response:
    return await desk.ask(LEAD, "POST", "/simulations", json={**CALL, "inputs": list(inputs), **form})


async def test_call_is_simulated_step_by_step(desk: AdvisorDesk) -> None:
    """Each request has the whole call: on Saturday it is closed; in the week the call waits and a forecast is given."""
    closed = (await simulate(desk, {"do": "listen"})).json()
    assert [each["key"] for each in closed["heard"]][:2] == ["cerrado", "abrimos.lunes"]
    assert closed["facts"][0]["sentence"] == "Entró una llamada a «Línea Bogotá», fuera del horario de atención."
    waiting = (await simulate(desk, {"press": "1"}, {"do": "listen"}, day="2026-12-02", at="10:00", floor=STAFF)).json()
    assert waiting["state"]["meets"] == "queue"
    assert waiting["state"]["place"]["position"] == 3
    assert 300 < waiting["forecast"]["answered_in_s"] < 900
    assert waiting["state"]["choices"] == [{"menu": "bogota", "key": "1"}]


WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("line", {"line": "otra"}),
    ("contingency", {"contingency": "otro"}),
    ("day", {"day": "1999-12-31"}),
    ("inputs", {"inputs": [{"press": "1", "wait_s": 1}]}),
    ("floor", {"floor": {"waiting": {"otra": 1}}}),
    ("lookups", {"lookups": {"radicado_consulta": [{"outcome": "otro"}]}}),
    ("floor.shifts", {"floor": {"shifts": [{"queues": {"pagos": 1}, "busy": 2}]}}),
)


async def test_wrong_scenario_is_refused(desk: AdvisorDesk) -> None:
    """The problem names the field."""
    for field, form in WRONG:
        answer = await desk.ask(LEAD, "POST", "/simulations", json=CALL | form)
        assert (answer.status_code, answer.json()["code"]) == (400, "scenario_refused")
        assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_another_version_is_simulated(desk: AdvisorDesk) -> None:
    """A stored version that never closes answers on Saturday; one that is not stored does not exist."""
    always_open = with_open_hours(desk.rig.site)
    async with unit_of_work(desk.rig.engine) as connection:
        content = msgspec.json.decode(site_to_json(always_open))
        row = {"version": always_open.version, "campaign": always_open.campaign, "content": content}
        await connection.execute(insert(site_version).values(**row, imported_at=desk.rig.now))
    answer = await simulate(desk, {"do": "listen"}, site_version=always_open.version)
    assert answer.json()["heard"][0]["key"] == "saludo_bogota"
    assert (await simulate(desk, site_version="0" * 16)).status_code == 404


async def test_saved_tries_are_run(desk: AdvisorDesk) -> None:
    """The site's tries come with their calls, which the simulator can open again; only who leads a team sees them."""
    answer = await desk.ask(LEAD, "GET", "/simulator-tries")
    tries = answer.json()["tries"]
    assert {each["id"] for each in tries} == set(desk.rig.site.tries)
    again = await desk.ask(LEAD, "POST", "/simulations", json=tries[0]["call"])
    assert again.status_code == 200
    site = (await desk.ask(LEAD, "GET", "/simulator-site")).json()
    assert {"key": "2", "label": "Pagos y estado de la deuda", "to": "menu", "target": "bogota_pagos"} in next(
        each["options"] for each in site["menus"] if each["id"] == "bogota"
    )
    steps = {each["id"]: each for each in site["steps"]}
    assert {"label": "Vencido, sin respuesta", "to": "step", "target": "radicado_vencido"} in steps[
        "radicado_consulta"
    ]["ways"]
    assert {each["id"] for each in site["lookups"][0]["answers"]} >= {"no_match", "failed", "timeout"}
    assert (await desk.ask("asesor:ana", "GET", "/simulator-tries")).status_code == 403


async def test_lookup_gives_the_answer_of_the_form(desk: AdvisorDesk) -> None:
    """A filing number and a document are keyed in; each spoken value has its sound, and the log has no digits."""
    keys = [{"press": "4"}, {"do": "until_key"}, {"press": "20261234565#"}, {"do": "until_key"}]
    answers = {"radicado_consulta": [{"outcome": "in_progress", "values": {"state": "in_review"}}]}
    form = {"day": "2026-12-02", "at": "10:00", "lookups": answers}
    answer = (await simulate(desk, *keys, {"press": "52123456#"}, {"do": "listen"}, **form)).json()
    said = next(each for each in answer["heard"] if each["key"] == "estado.in_review")
    assert said["audible"]
    sound = await desk.ask(LEAD, "GET", f"/prompts/{said['key']}/audio")
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/wav")
    assert answer["state"]["step"] == "radicado_otra_vez"
    assert "radicado_consulta" in answer["steps"]
    assert "52123456" not in str(answer["facts"])
