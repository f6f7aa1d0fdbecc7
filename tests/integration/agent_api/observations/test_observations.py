"""Observations of the oversight: stored, answered once, and mailed; the oversight changes nothing else."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute

from agent_api.access.guard import leaf_routes
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import PUBLIC, SIGNED_IN
from eventlog.facts import ObservationAnswered, ObservationMade
from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.finding_desk import OWNER, FindingDesk

pytestmark = pytest.mark.integration

OVERSIGHT, COORDINATOR = "interventoria:vera", "coordinador:coco"
FIGURE = {
    "kind": "indicator",
    "id": "nivel_servicio",
    "name": "Nivel de servicio",
    "version": "0a1b2c3d4e5f",
    "begins": "2027-01-01",
    "ends": "2027-02-01",
    "by": "month",
    "line": "nacional",
    "value": "78,40 %",
}
TEXT = "La cifra no coincide con nuestro cálculo; quien llamó desde 3001112201 esperó más."


async def observe(desk: AdvisorDesk, key: str = "clave-00001", **form: Any) -> httpx2.Response:
    """Write an observation as the oversight."""
    body = {"about": FIGURE, "text": TEXT, **form}
    return await desk.ask(OVERSIGHT, "POST", "/observations", json=body, headers={"Idempotency-Key": key})


async def answer(desk: AdvisorDesk, id_: str, text: str = "Se revisó: la cifra es exacta.") -> httpx2.Response:
    """Answer one as the coordinator."""
    return await desk.ask(COORDINATOR, "POST", f"/observations/{id_}/answer", json={"text": text})


async def test_an_observation_is_answered_once_and_both_are_facts(desk: AdvisorDesk) -> None:
    """The last day is in business days; a follow-up is another observation, and no fact has the texts."""
    made = await observe(desk)
    assert made.status_code == 201, made.text
    observation = made.json()
    assert (observation["id"], observation["standing"], observation["days"], observation["answer"]) == (
        "2027-0001",
        "waiting",
        5,
        None,
    )
    assert observation["about"] == {**FIGURE, "slot": None, "queue": None}
    response = await answer(desk, observation["id"])
    assert (response.status_code, response.json()["standing"]) == (200, "answered"), response.text
    assert response.json()["answer"]["answered_by_name"] == "Coco"
    assert (await answer(desk, observation["id"])).json() == response.json()
    again = await answer(desk, observation["id"], "Otra cosa.")
    assert (again.status_code, again.json()["code"]) == (409, "observation_answered")
    assert (await observe(desk, "clave-00002", follows=observation["id"])).json()["follows"] == observation["id"]
    first, second = await desk.journaled_facts("ObservationMade")
    assert first.fact == ObservationMade(
        observation="2027-0001", about="indicator", subject="nivel_servicio", due_on=observation["due_on"]
    )
    assert (first.actor, second.fact.observation) == ("user:vera", "2027-0002")  # type: ignore[union-attr]
    [envelope] = await desk.journaled_facts("ObservationAnswered")
    assert (envelope.fact, envelope.actor) == (ObservationAnswered(observation="2027-0001", late=False), "user:coco")


async def test_unanswered_observation_is_late_after_its_last_day(desk: AdvisorDesk) -> None:
    """An unanswered observation counts as late, and a later answer does not change that."""
    id_ = (await observe(desk)).json()["id"]
    desk.rig.now += timedelta(days=10)
    listed = (await desk.ask(COORDINATOR, "GET", "/observations")).json()
    assert (listed["waiting"], listed["late"], listed["observations"][0]["standing"]) == (1, 1, "late")
    assert (await answer(desk, id_)).json()["standing"] == "answered_late"
    [envelope] = await desk.journaled_facts("ObservationAnswered")
    assert envelope.fact == ObservationAnswered(observation=id_, late=True)
    listed = (await desk.ask(COORDINATOR, "GET", "/observations")).json()
    assert (listed["waiting"], listed["late"]) == (0, 0)


async def test_observations_are_listed_by_subject_and_page(desk: AdvisorDesk) -> None:
    """The latest comes first, and each page continues the one before."""
    for number in range(3):
        await observe(desk, f"clave-0000{number}", about={"kind": "general"})
    await observe(desk, "clave-figura")
    await answer(desk, "2027-0002")
    listed_ids: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await desk.ask(OVERSIGHT, "GET", "/observations", params=query)).json()
        listed_ids += [each["id"] for each in page["observations"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert listed_ids == ["2027-0004", "2027-0003", "2027-0002", "2027-0001"]
    for params, ids in (
        ({"answered": "true"}, ["2027-0002"]),
        ({"answered": "false", "about": "general"}, ["2027-0003", "2027-0001"]),
        ({"about": "indicator", "subject": "nivel_servicio"}, ["2027-0004"]),
    ):
        page = (await desk.ask(OVERSIGHT, "GET", "/observations", params=params)).json()
        assert [each["id"] for each in page["observations"]] == ids, params


async def test_unknown_call_cannot_be_observed(desk: AdvisorDesk) -> None:
    """An unknown call cannot be observed."""
    missing = await observe(desk, about={"kind": "call", "id": "nadie"})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    await desk.talk("a")
    await desk.hang_up("a")
    assert (await observe(desk, about={"kind": "call", "id": "a"})).status_code == 201
    await desk.journaled_facts("ObservationMade")
    story = (await desk.ask(OVERSIGHT, "GET", "/calls/a")).json()
    assert story["timeline"][-1]["sentence"].startswith("La interventoría escribió la observación 2027-0001")


async def test_what_quality_does_can_be_observed_if_it_exists(rig: ApiRig) -> None:
    """Each has its observations by its id, and the facts name it; an unknown one is refused with its own sentence."""
    desk = FindingDesk(rig)
    await desk.hire(OWNER)
    week = await desk.draw(await desk.attended_call("c1"))
    evaluation = await desk.signed("calidad:clara", "c1")
    finding = await desk.registered("calidad:clara", source="evaluation", reference=evaluation["id"])
    subjects = {"sample": f"{week}-phone", "evaluation": str(evaluation["id"]), "finding": str(finding["id"])}
    for kind, id_ in subjects.items():
        about = {"kind": kind, "id": id_, "name": "Como se mostró"}
        made = await observe(desk, f"clave-{kind}", about=about)
        assert (made.status_code, made.json()["about"]) == (201, about), made.text
        query = {"about": kind, "subject": id_}
        [listed] = (await desk.ask(COORDINATOR, "GET", "/observations", params=query)).json()["observations"]
        assert listed["id"] == made.json()["id"]
    facts = [each.fact for each in await desk.journaled_facts("ObservationMade")]
    assert {(each.about, each.subject) for each in facts if isinstance(each, ObservationMade)} == set(subjects.items())
    for kind, id_ in (("sample", "2020-W01-phone"), ("evaluation", "2020-0001"), ("finding", "2020-0001")):
        about = {"kind": kind, "id": id_, "name": "No existe"}
        missing = await observe(desk, "clave-nada", about=about)
        assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_request_about_missing_observation_gets_404(desk: AdvisorDesk) -> None:
    """Each request gets 404, and nothing is written."""
    assert (await observe(desk, follows="2027-0009")).status_code == 404
    assert (await answer(desk, "2027-0009")).status_code == 404
    assert (await desk.ask(OVERSIGHT, "GET", "/observations/2027-0009")).status_code == 404
    assert await desk.rows("observation") == 0
    bad = await desk.ask(OVERSIGHT, "GET", "/observations", params={"cursor": "nada"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_query")


async def test_only_the_oversight_observes_and_only_the_coordinator_answers(desk: AdvisorDesk) -> None:
    """Neither the oversight nor the coordinator can do the other's part."""
    id_ = (await observe(desk)).json()["id"]
    body = {"about": FIGURE, "text": TEXT}
    headers = {"Idempotency-Key": "clave-00009"}
    assert (await desk.ask(COORDINATOR, "POST", "/observations", json=body, headers=headers)).status_code == 403
    form = {"text": "No."}
    assert (await desk.ask(OVERSIGHT, "POST", f"/observations/{id_}/answer", json=form)).status_code == 403


async def test_the_oversight_changes_nothing_else(rig: ApiRig) -> None:
    """Each other write route refuses it, except its session, password, factor, observations, views and sample numbers.

    It composes own reports of the figures that it reads, and confirms novelties that were sent to it. Exports and
    searches change nothing either: they are POST because their text may be personal data.
    """
    token = await rig.hire("vera", "interventoria")
    headers = {"Authorization": f"Bearer {token}"}
    own = {"POST /api/v1/observations", "POST /api/v1/saved-views"}
    own |= {f"{method} /api/v1/saved-views/{{view_id}}" for method in ("PUT", "DELETE")}
    own |= {f"POST /api/v1/quality/{path}" for path in ("seeds", "seeds/{week}/number", "finding-exports")}
    own |= {
        f"POST /api/v1/{path}"
        for path in ("calls/exports", "calls/search", "tickets/exports", "search", "staff-exports", "figures/exports")
    }
    own |= {f"POST /api/v1/{path}" for path in ("client-novelty-exports", "client-novelties/{novelty_id}/confirmation")}
    own |= {f"POST /api/v1/{path}" for path in ("own-reports", "own-report-previews")}
    own |= {f"{method} /api/v1/own-reports/{{own_report_id}}" for method in ("PUT", "DELETE")}
    own |= {
        f"POST /api/v1/own-reports/{{own_report_id}}/{step}" for step in ("pause", "resumption", "transfer", "runs")
    }
    own |= {
        f"POST /api/v1/{path}"
        for path in (
            "access-log-exports",
            "identity-check-exports",
            "roster-exports",
            "bulletin-exports",
            "board-exports",
        )
    }
    for key in _changing(rig):
        path = key.partition(" ")[2].replace("{call_id}", "x")
        answer = await rig.client.request(key.split()[0], path, content=b"{", headers=headers)
        may = key in own or ROUTES[key] in (PUBLIC, SIGNED_IN)
        refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
        assert may or refused, (key, answer.status_code, answer.text)


def _changing(rig: ApiRig) -> list[str]:
    routes = (route for route in leaf_routes(rig.app.router.routes) if isinstance(route, APIRoute))
    keys = [f"{method} {each.path_format}" for each in routes for method in each.methods if each.path[:5] == "/api/"]
    safe = ("GET", "HEAD")
    return [key for key in keys if key.split()[0] not in safe and key != "DELETE /api/v1/session"]


async def test_mail_has_number_last_day_and_link_and_no_word_of_observation_or_answer(desk: AdvisorDesk) -> None:
    """The mail has number, last day and link, and no word of the observation or the answer."""
    id_ = (await observe(desk)).json()["id"]
    assert (await observe(desk)).json()["id"] == id_
    await answer(desk, id_)
    await answer(desk, id_)
    [(to, message)] = await sent_messages(desk, "observation_made")
    assert to == "coordinacion@icetex.example"
    assert message["Subject"] == "Observación 2027-0001 de la interventoría: por responder"
    assert "https://atencion.icetex.example/observaciones/2027-0001" in plain_text(message)
    assert "cálculo" not in plain_text(message)
    [(to, message)] = await sent_messages(desk, "observation_answered")
    assert (to, message["Subject"]) == ("interventoria@icetex.example", "Observación 2027-0001: respondida")
    assert "exacta" not in plain_text(message)
