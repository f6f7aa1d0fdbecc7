"""Queues and seats on screen: stored, reported in the log, and effective in the router at once."""

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import users
from agent_api.app.wiring import HANDLERS
from agent_api.roster.domain.merge import seeded_queues
from agent_api.roster.router_queues import apply_changed_queues
from call_router.signals import AdvisorChosen
from config.site.model import Site
from eventlog.facts import AdvisorLevelChanged, AdvisorQueuesChanged, AdvisorSeated, SeatRemoved, SeatSaved
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import TicketDesk

pytestmark = pytest.mark.integration
ADVISOR, LEAD, COORDINATOR = "asesor:asesor1", "supervisor:sara", "coordinador:jefa"
QUEUES = "/roster/advisors/asesor1/queues"
SEEDS = {"credito": 8, "general": 5, "pagos": 6}


class Course:
    """A restriction that holds while `missing` is true: the course that asesor1 lacks for credito."""

    def __init__(self, desk: TicketDesk, *queues: str) -> None:
        self.missing, self.queues = True, queues
        handlers = dataclasses.replace(HANDLERS, queue_restrictions=self)
        desk.rig.app.state.context = dataclasses.replace(desk.rig.app.state.context, handlers=handlers)

    async def __call__(
        self, connection: AsyncConnection, site: Site, advisors: Collection[str], now: datetime
    ) -> Mapping[str, Mapping[str, str]]:
        """Return the restriction."""
        reasons = dict.fromkeys(self.queues, "Le falta el curso «Créditos».")
        return {"asesor1": reasons} if self.missing and "asesor1" in advisors else {}


async def listed(desk: TicketDesk, user: str = LEAD, **query: str) -> dict[str, Any]:
    """Return a page of the roster."""
    answer = await desk.ask(user, "GET", "/roster/advisors", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def change(desk: TicketDesk, levels: dict[str, int], **more: Any) -> tuple[int, dict[str, Any]]:
    """Set the queues of asesor1 as the supervisor."""
    answer = await desk.ask(LEAD, "PUT", QUEUES, json={"levels": levels, **more})
    return answer.status_code, answer.json()


async def be_available(desk: TicketDesk) -> tuple[int, dict[str, Any]]:
    """Become available as asesor1."""
    answer = await desk.ask(ADVISOR, "PUT", "/me/presence", json={"state": "available"})
    return answer.status_code, answer.json()


async def test_the_folder_seeds_the_roster(desk: TicketDesk) -> None:
    """Advisors without a change have the queues of the site; one without any is found by the filter."""
    await desk.hire(ADVISOR, "asesor:nueva", LEAD)
    page = await listed(desk)
    assert [(each["user"], each["levels"], each["from_site"]) for each in page["advisors"]] == [
        ("asesor1", SEEDS, True),
        ("nueva", {}, True),
    ]
    assert {each["id"] for each in page["queues"]} == set(desk.rig.site.queues)
    assert [each["user"] for each in (await listed(desk, lacks="queues"))["advisors"]] == ["nueva"]
    assert [each["user"] for each in (await listed(desk, queue="pagos"))["advisors"]] == ["asesor1"]
    assert [each["user"] for each in (await listed(desk, q="NUÉ"))["advisors"]] == ["nueva"]


async def test_a_change_holds_at_once_for_an_available_advisor(desk: TicketDesk) -> None:
    """A waiting call of the new queue rings in the same request; both facts name the person who did it."""
    await desk.hire(ADVISOR)
    assert await be_available(desk) == (200, {"state": "available"})
    await desk.campaign_rig.arrive("a", "quejas")
    status, changed = await change(desk, {"quejas": 9, "general": 5, "pagos": 2}, seen=SEEDS)
    assert (status, changed["applied"]) == (200, True)
    assert changed["advisor"]["levels"] == {"quejas": 9, "general": 5, "pagos": 2}
    assert [mail.call_id for mail in await desk.campaign_rig.mailbox() if isinstance(mail, AdvisorChosen)] == ["a"]
    stored = await desk.journaled_facts("AdvisorLevelChanged")
    assert [each.fact for each in stored] == [
        AdvisorLevelChanged(advisor="asesor1", queue="credito", level=0, previous=8),
        AdvisorLevelChanged(advisor="asesor1", queue="pagos", level=2, previous=6),
        AdvisorLevelChanged(advisor="asesor1", queue="quejas", level=9, previous=0),
    ]
    [applied] = await desk.journaled_facts("AdvisorQueuesChanged")
    assert applied.fact == AdvisorQueuesChanged(advisor="asesor1", queues="general:5 pagos:2 quejas:9")
    assert {each.actor for each in (*stored, applied)} == {"user:sara"}
    own = (await desk.ask(ADVISOR, "GET", "/me/queues")).json()["queues"]
    assert {each["name"]: each["level"] for each in own}["Quejas y reclamos"] == 9


async def test_a_change_during_a_call_leaves_the_call_alone(desk: TicketDesk) -> None:
    """The advisor goes on talking, and after the wrap-up serves the new queues only."""
    await desk.hire(ADVISOR)
    await desk.talk("a", "asesor1")
    status, _ = await change(desk, {"quejas": 9})
    assert status == 200
    assert await desk.campaign_rig.router.advisor_state("asesor1") == "talking"
    await desk.hang_up("a")
    await desk.campaign_rig.router.complete("asesor1")
    assert await desk.campaign_rig.router.levels_of("asesor1") == {"quejas": 9}


async def test_an_advisor_who_loses_all_queues_goes_off_duty(desk: TicketDesk) -> None:
    """They cannot become available again, and the refusal says where the queues are assigned."""
    await desk.hire(ADVISOR)
    await be_available(desk)
    await change(desk, {})
    assert await desk.campaign_rig.router.advisor_state("asesor1") == "offline"
    status, problem = await be_available(desk)
    assert (status, problem["code"]) == (409, "no_queues")
    assert "Puestos y colas" in problem["detail"]


async def test_two_people_do_not_overwrite_each_other(desk: TicketDesk) -> None:
    """A change of queues that are no longer those that the client saw is refused, and nothing changes."""
    await desk.hire(ADVISOR)
    await change(desk, {"pagos": 1}, seen=SEEDS)
    status, problem = await change(desk, {"credito": 1}, seen=SEEDS)
    assert (status, problem["code"]) == (409, "roster_changed")
    assert (await listed(desk))["advisors"][0]["levels"] == {"pagos": 1}
    assert not (await listed(desk))["advisors"][0]["from_site"]


async def test_impossible_queues_are_refused(desk: TicketDesk) -> None:
    """An unknown queue, a level beyond ten, an unknown advisor, and a user without the permission."""
    await desk.hire(ADVISOR)
    assert [(await change(desk, levels))[0] for levels in ({"nada": 5}, {"pagos": 11}, {"pagos": 0})] == [400, 422, 422]
    unknown = await desk.ask(LEAD, "PUT", "/roster/advisors/nadie/queues", json={"levels": {}})
    assert unknown.status_code == 404
    for user in (ADVISOR, "funcionario:fondos1", "interventoria:vera", "admin:root"):
        assert (await desk.ask(user, "PUT", QUEUES, json={"levels": {}})).status_code == 403
        assert (await desk.ask(user, "GET", "/roster/advisors")).status_code == 403


async def test_a_restriction_keeps_an_advisor_from_a_queue(desk: TicketDesk) -> None:
    """It is not offered, and advisor and supervisor read why; once it ends, the worker's job gives the queue back."""
    await desk.hire(ADVISOR)
    course = Course(desk, "credito")
    await be_available(desk)
    assert await desk.campaign_rig.router.levels_of("asesor1") == {"general": 5, "pagos": 6}
    reason = "Le falta el curso «Créditos»."
    own = {each["id"]: each["restriction"] for each in (await desk.ask(ADVISOR, "GET", "/me/queues")).json()["queues"]}
    assert own == {"credito": reason, "general": None, "pagos": None}
    assert (await listed(desk))["advisors"][0]["restrictions"] == [{"queue": "credito", "reason": reason}]
    rig, router = desk.rig, desk.campaign_rig.router
    assert await apply_changed_queues(rig.engine, router, rig.site, course, rig.now) == 0
    course.missing = False
    assert await apply_changed_queues(rig.engine, router, rig.site, course, rig.now) == 1
    assert await router.levels_of("asesor1") == SEEDS
    assert await apply_changed_queues(rig.engine, router, rig.site, course, rig.now) == 0


async def test_a_restriction_of_all_queues_says_its_reason(desk: TicketDesk) -> None:
    """An advisor who may serve none of their queues reads why when they try to become available."""
    await desk.hire(ADVISOR)
    Course(desk, *SEEDS)
    status, problem = await be_available(desk)
    assert (status, problem["code"]) == (409, "no_queues")
    assert problem["detail"].endswith("Le falta el curso «Créditos».")


async def compare(desk: TicketDesk) -> int:
    """Run the worker's comparison once; return how many advisors it changed."""
    rig = desk.rig
    return await apply_changed_queues(
        rig.engine, desk.campaign_rig.router, rig.site, HANDLERS.queue_restrictions, rig.now
    )


async def test_an_advisor_whom_the_roster_does_not_know_goes_off_duty(desk: TicketDesk) -> None:
    """A name without queues, a user without them, and a user whose role ended are offered no further call.

    An advisor of the roster without an account stays.
    """
    await desk.hire(ADVISOR, "asesor:nueva", LEAD)
    await be_available(desk)
    router = desk.campaign_rig.router
    for name in ("nadie", "nueva", "asesor2"):
        await desk.campaign_rig.ready(name, *desk.rig.site.queues)
    assert await compare(desk) == 3
    duty = await router.levels_on_duty()
    assert duty == {"asesor1": SEEDS, "asesor2": seeded_queues(desk.rig.site, "asesor2")}
    assert await compare(desk) == 0
    async with unit_of_work(desk.rig.engine) as connection:
        await users.withdraw_role(connection, "asesor1", "asesor", desk.rig.site.campaign)
    assert await compare(desk) == 1
    assert set(await router.levels_on_duty()) == {"asesor2"}


async def test_an_advisor_on_duty_without_queues_goes_off_duty(desk: TicketDesk) -> None:
    """A comparison that lost the router half-way is finished by the next one; during a call it asks for it once."""
    await desk.hire(ADVISOR)
    await desk.talk("a", "asesor1")
    await change(desk, {})
    await desk.campaign_rig.ready("nadie", "credito")
    await desk.campaign_rig.router.set_queues("nadie", {}, "system:roster")
    before = await desk.campaign_rig.fact_count()
    assert await compare(desk) == 2
    assert await desk.campaign_rig.router.advisor_state("nadie") == "offline"
    assert await desk.campaign_rig.fact_count() == before + 1
    await desk.hang_up("a")
    await desk.campaign_rig.router.complete("asesor1")
    assert await desk.campaign_rig.router.levels_on_duty() == {}


async def test_seats_are_saved_given_and_removed(desk: TicketDesk) -> None:
    """A seat has an extension and a location; while an advisor has it, it cannot be removed."""
    await desk.hire(ADVISOR)
    seat = {"extension": "2041", "location": "Piso 3, isla B"}
    saved = await desk.ask(COORDINATOR, "PUT", "/roster/seats/B-04", json=seat)
    assert saved.json() == {"id": "B-04", **seat, "advisors": []}
    missing = await desk.ask(LEAD, "PUT", "/roster/advisors/asesor1/seat", json={"seat": "Z-99"})
    assert (missing.status_code, missing.json()["code"]) == (409, "seat_unknown")
    given = await desk.ask(LEAD, "PUT", "/roster/advisors/asesor1/seat", json={"seat": "B-04"})
    assert given.json()["seat"] == "B-04"
    assert (await listed(desk, lacks="seat"))["advisors"] == []
    assert (await desk.ask(LEAD, "GET", "/roster/seats")).json()["seats"][0]["advisors"] == ["asesor1"]
    taken = await desk.ask(LEAD, "DELETE", "/roster/seats/B-04")
    assert (taken.status_code, taken.json()["code"]) == (409, "seat_taken")
    await desk.ask(LEAD, "PUT", "/roster/advisors/asesor1/seat", json={"seat": None})
    assert (await desk.ask(LEAD, "DELETE", "/roster/seats/B-04")).status_code == 204
    assert (await desk.ask(LEAD, "DELETE", "/roster/seats/B-04")).status_code == 404
    facts = [each.fact for each in await desk.journaled_facts("AdvisorSeated")]
    assert facts == [AdvisorSeated(advisor="asesor1", seat="B-04"), AdvisorSeated(advisor="asesor1", seat="")]
    assert [each.fact for each in await desk.journaled_facts("SeatSaved")] == [SeatSaved(seat="B-04")]
    assert [each.fact for each in await desk.journaled_facts("SeatRemoved")] == [SeatRemoved(seat="B-04")]


async def test_the_list_is_paged_by_name(desk: TicketDesk) -> None:
    """Each page begins after the last advisor of the one before, and the total counts all."""
    for name in ("carla", "ana", "bruno"):
        await desk.hire(f"asesor:{name}")
    first = await listed(desk, limit="2")
    assert ([each["user"] for each in first["advisors"]], first["total"]) == (["ana", "bruno"], 3)
    second = await listed(desk, limit="2", cursor=first["next"])
    assert ([each["user"] for each in second["advisors"]], second["next"]) == (["carla"], None)
