"""Practices through the API: who may start and end one, their effects, and the unchanged real campaign."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pytest

from agent_api.access import users
from agent_api.practice.campaign import find_practice_campaign
from agent_api.practice.upkeep import end_due_practices
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from calls.practice_requests import PracticeRequests
from config.site.calls.practice import AutomaticEnd
from config.site.practice_campaign import practice_campaign, slot_id
from eventlog.facts import PracticeEnded, PracticeStarted
from storage.postgres.engine import read_connection
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.practice_outbox import empty_practice_outbox
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

OWN = practice_campaign(CAMPAIGN)
LEAD = "supervisor:sup1"


async def start(desk: AdvisorDesk, user: str = "asesor1", **form: str) -> httpx2.Response:
    """Start a practice: one's own, or an advisor's as the supervisor."""
    path = "/practices" if "advisor" in form else "/me/practices"
    return await desk.ask(user, "POST", path, json={"scenario": "giro", **form})


async def end(desk: AdvisorDesk, id_: str, user: str = "asesor1") -> httpx2.Response:
    """End a practice: one's own, or an advisor's as the supervisor."""
    path = f"/practices/{id_}/end" if user == LEAD else f"/me/practices/{id_}/end"
    return await desk.ask(user, "POST", path)


async def roles_there(rig: ApiRig, user: str) -> list[str]:
    """Return the roles of a user in the practice campaign."""
    async with read_connection(rig.engine) as connection:
        return await users.roles_of(connection, user, OWN, rig.now)


async def test_a_practice_opens_its_campaign_to_the_advisor_and_closes_it(rig: ApiRig, desk: AdvisorDesk) -> None:
    """The call is asked for, the advisor is available there alone, and both ends leave no right behind."""
    router, home = CallRouter(rig.campaign_rig.redis, OWN), rig.campaign_rig.router
    totals = await home.totals()
    made = await start(desk)
    assert made.status_code == 201, made.text
    practice = made.json()
    assert (practice["open"], practice["points"], practice["scenario_name"]) == (True, [], "Giro que no llega")
    asked = await PracticeRequests(rig.campaign_rig.redis, OWN).take()
    assert asked is not None
    assert (asked.practice, asked.advisor, len(asked.sentences)) == (practice["id"], "asesor1", 5)
    assert "practices_running 1.0" in (await rig.client.get("/metrics")).text.splitlines()
    assert await router.advisor_state("asesor1") == "available"
    assert await router.queues_of("asesor1") == (slot_id(1),)
    assert await roles_there(rig, "asesor1") == ["asesor"]
    ended = await end(desk, practice["id"])
    assert ended.status_code == 200, ended.text
    assert (ended.json()["end"], ended.json()["open"]) == ("finished", False)
    assert {each["point"]: each["met"] for each in ended.json()["points"]} == dict.fromkeys(
        ("answered", "topic", "verified", "filed"), False
    )
    assert await PracticeRequests(rig.campaign_rig.redis, OWN).has_ended(practice["id"])
    assert (await router.advisor_state("asesor1"), await home.advisor_state("asesor1")) == ("offline", "offline")
    assert await roles_there(rig, "asesor1") == []
    assert (await end(desk, practice["id"])).json() == ended.json()
    assert await home.totals() == totals
    await empty_practice_outbox(rig.engine)
    [started] = await desk.journaled_facts("PracticeStarted")
    [stopped] = await desk.journaled_facts("PracticeEnded")
    assert started.fact == PracticeStarted(practice=practice["id"], advisor="asesor1", scenario="giro")
    assert (started.actor, stopped.actor, isinstance(stopped.fact, PracticeEnded)) == ("advisor:asesor1",) * 2 + (True,)
    counted = await home.totals()
    assert {name for name in counted if counted[name] != totals.get(name)} == set()


@pytest.mark.parametrize("state", ["available", "paused"])
async def test_only_who_takes_no_real_calls_may_practise(rig: ApiRig, desk: AdvisorDesk, state: str) -> None:
    """A practice must never delay a real caller; a pause stays the same pause."""
    router = rig.campaign_rig.router
    await router.ready(AdvisorPhone(id="asesor1", address="sip:asesor1@127.0.0.1", queues={"credito": 5}))
    if state == "paused":
        await router.pause("asesor1", "almuerzo")
    made = await start(desk)
    if state == "available":
        assert (made.status_code, made.json()["code"]) == (409, "advisor_on_calls")
    else:
        await end(desk, made.json()["id"])
    assert await router.advisor_state("asesor1") == state


@pytest.mark.parametrize(
    ("user", "form", "status", "code"),
    [
        ("asesor1", {"scenario": "otro"}, 409, "no_practice"),
        ("mudo", {}, 409, "phone_not_registered"),
        (LEAD, {"advisor": "nadie"}, 404, "not_found"),
        (LEAD, {}, 403, "forbidden"),
        ("asesor1", {"advisor": "asesor1"}, 403, "forbidden"),
    ],
)
async def test_refusals(desk: AdvisorDesk, user: str, form: dict[str, str], status: int, code: str) -> None:
    """Each has its code."""
    made = await start(desk, user, **form)
    assert (made.status_code, made.json()["code"]) == (status, code), made.text


async def test_an_installation_without_practice_calls_says_so_before_anybody_waits(
    rig: ApiRig, desk: AdvisorDesk
) -> None:
    """Lines at Twilio: no gateway would place the call, so the phone would never ring."""
    rig.app.state.context = replace(rig.app.state.context, places_practice_calls=False)
    refused = (await start(desk)).json()
    assert refused["code"] == "no_practice_calls"
    board = (await desk.ask("asesor1", "GET", "/practice-board")).json()
    assert board["obstacle"] == refused["detail"] != ""


async def test_places_are_never_shared_and_return_when_time_is_over(rig: ApiRig, desk: AdvisorDesk) -> None:
    """One practice for each advisor and five at once; those whose time is over end when a slot is needed."""
    slots = set[str]()
    router = CallRouter(rig.campaign_rig.redis, OWN)
    for number in range(1, 6):
        assert (await start(desk, f"asesor{number}")).status_code == 201
        slots.update(await router.queues_of(f"asesor{number}"))
    assert len(slots) == 5
    assert (await start(desk)).json()["code"] == "practice_open"
    assert (await start(desk, "asesor6")).json()["code"] == "practices_full"
    rig.now += timedelta(minutes=21)
    assert (await start(desk, "asesor6")).status_code == 201
    page = (await desk.ask(LEAD, "GET", "/practices?limit=4")).json()
    more = (await desk.ask(LEAD, "GET", f"/practices?limit=4&cursor={page['next']}")).json()
    found: list[dict[str, Any]] = [*page["practices"], *more["practices"]]
    assert ([each["end"] for each in found], more["next"]) == (["", *["expired"] * 5], None)
    assert await roles_there(rig, "asesor1") == []


async def test_a_practice_ends_by_itself(rig: ApiRig, desk: AdvisorDesk) -> None:
    """Its time is over, or a real caller needs the advisor; then none begins. A practice call is not cut."""
    home = rig.app.state.context.site
    site = msgspec.structs.replace(
        home, practice=msgspec.structs.replace(home.practice, automatic_end=AutomaticEnd(waiting=1))
    )
    rig.app.state.context = replace(rig.app.state.context, site=site)
    campaign = find_practice_campaign(rig.engine, rig.campaign_rig.redis, SEALER, site)
    assert campaign is not None
    first = (await start(desk)).json()
    assert await end_due_practices(campaign, rig.now) == 0
    rig.now += timedelta(minutes=21)
    assert await end_due_practices(campaign, rig.now) == 1
    assert await campaign.router.advisor_state("asesor1") == "offline"
    second = (await start(desk)).json()
    await rig.campaign_rig.arrive("real")
    assert await end_due_practices(campaign, rig.now) == 1
    assert await PracticeRequests(rig.campaign_rig.redis, OWN).has_ended(second["id"])
    assert await roles_there(rig, "asesor1") == []
    own = (await desk.ask("asesor1", "GET", "/me/practices")).json()["practices"]
    assert {each["id"]: each["end"] for each in own} == {first["id"]: "expired", second["id"]: "waiting"}
    refused = await start(desk)
    assert (refused.status_code, refused.json()["code"]) == (409, "real_callers_first")
    await empty_practice_outbox(rig.engine)
    assert [each.actor for each in await desk.journaled_facts("PracticeEnded")] == ["system", "system"]


async def test_a_supervisor_starts_and_stops_and_each_advisor_sees_only_their_own(desk: AdvisorDesk) -> None:
    """The trainer's list has all; no advisor ends another one's practice."""
    await desk.ask("asesor1", "GET", "/me/practices")
    mine = (await start(desk, LEAD, advisor="asesor1")).json()
    other = (await start(desk, "asesor2")).json()
    assert (await end(desk, mine["id"], "asesor2")).status_code == 404
    board = (await desk.ask("asesor1", "GET", "/practice-board")).json()
    assert (board["current"]["id"], board["waiting"], board["end_when_waiting"]) == (mine["id"], 0, 5)
    assert {each["id"] for each in board["scenarios"]} == {"renovar", "giro"}
    assert "expected" not in str(board["scenarios"])
    assert (await end(desk, mine["id"], LEAD)).json()["end"] == "stopped"
    own = (await desk.ask("asesor1", "GET", "/me/practices")).json()["practices"]
    everyone = (await desk.ask(LEAD, "GET", "/practices")).json()["practices"]
    assert [each["id"] for each in own] == [mine["id"]]
    assert {each["id"] for each in everyone} == {mine["id"], other["id"]}
