"""Queues of an advisor, changed now: effective in the router at once, given back by itself, and reported in the log."""

from datetime import timedelta
from typing import Any

import pytest

from agent_api.app.wiring import HANDLERS
from agent_api.kit.job_context import JobContext
from agent_api.roster.overrides.service import keep_overrides
from call_router.signals import AdvisorChosen
from config.milliseconds import to_milliseconds
from eventlog.facts import QueueOverrideEnded, QueueOverrideStarted
from tests.support.desks.ticket_desk import TicketDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
ADVISOR, LEAD = "asesor:asesor1", "supervisor:sara"
OVERRIDE = "/roster/advisors/asesor1/queue-override"
SEEDS = {"credito": 8, "general": 5, "pagos": 6}
REASON = "Pico de quejas; María Quiroga llamó tres veces."


async def change(desk: TicketDesk, levels: dict[str, int], **more: Any) -> tuple[int, dict[str, Any]]:
    """Change the queues of asesor1 now, as the supervisor."""
    answer = await desk.ask(LEAD, "PUT", OVERRIDE, json={"levels": levels, "reason": REASON, **more})
    return answer.status_code, answer.json()


async def be_available(desk: TicketDesk) -> None:
    """Become available as asesor1."""
    answer = await desk.ask(ADVISOR, "PUT", "/me/presence", json={"state": "available"})
    assert answer.status_code == 200, answer.text


async def work(desk: TicketDesk) -> int:
    """Run the worker's job once, as a process that has just started."""
    job = JobContext(desk.rig.engine, SEALER, desk.rig.site)
    return await keep_overrides(job, desk.campaign_rig.router, HANDLERS.queue_restrictions, desk.rig.now)


async def served(desk: TicketDesk) -> dict[str, int]:
    """Return the queues of asesor1 in the router."""
    return await desk.campaign_rig.router.levels_of("asesor1")


async def test_a_change_holds_at_once_and_is_given_back_by_itself(desk: TicketDesk) -> None:
    """A waiting call of the new queue rings in the same request; at its time the worker gives the queues back, once."""
    await desk.hire(ADVISOR)
    await be_available(desk)
    await desk.campaign_rig.arrive("a", "quejas")
    until = desk.rig.now + timedelta(minutes=30)
    status, listed = await change(desk, {"quejas": 9}, until=until.isoformat())
    assert (status, listed["applied"]) == (200, True), listed
    [mail] = [mail for mail in await desk.campaign_rig.mailbox() if isinstance(mail, AdvisorChosen)]
    assert (mail.call_id, await served(desk)) == ("a", {"quejas": 9})
    [shown] = listed["in_force"]
    assert (shown["levels"], shown["assigned"], shown["reason"]) == ({"quejas": 9}, SEEDS, REASON)
    assert (shown["started_by_name"], shown["restrictions"]) == ("Sara", [])
    own = (await desk.ask(ADVISOR, "GET", "/me/queues")).json()
    assert ([each["id"] for each in own["queues"]], own["changed_until"] is not None) == (["quejas"], True)
    desk.rig.now = until - timedelta(seconds=1)
    assert (await work(desk), await served(desk)) == (0, {"quejas": 9})
    desk.rig.now = until
    assert (await work(desk), await served(desk)) == (1, SEEDS)
    assert await desk.campaign_rig.router.advisor_state("asesor1") == "offered"  # the call that rings goes on ringing
    assert await work(desk) == 0
    [started] = await desk.journaled_facts("QueueOverrideStarted")
    fact = QueueOverrideStarted(advisor="asesor1", queues="quejas:9", until_ms=to_milliseconds(until))
    assert (started.fact, started.actor) == (fact, "user:sara")
    [ended] = await desk.journaled_facts("QueueOverrideEnded")
    assert (ended.fact, ended.actor) == (QueueOverrideEnded(advisor="asesor1", how="expired"), "system")
    listed = (await desk.ask(LEAD, "GET", "/roster/queue-overrides")).json()
    assert [(each["end"], each["ended_by"]) for each in listed["latest"]] == [("expired", "")]


async def test_the_worker_repairs_what_the_router_did_not_get(desk: TicketDesk) -> None:
    """A change that the router lost is set by the next run, and so is a return."""
    await desk.hire(ADVISOR)
    await be_available(desk)
    await change(desk, {"quejas": 9})
    await desk.campaign_rig.router.set_queues("asesor1", SEEDS, "system")
    assert (await work(desk), await served(desk)) == (0, {"quejas": 9})
    assert (await desk.ask(LEAD, "DELETE", OVERRIDE)).status_code == 200
    await desk.campaign_rig.router.set_queues("asesor1", {"quejas": 9}, "system")
    assert (await work(desk), await served(desk)) == (0, SEEDS)


async def test_a_return_leads_to_the_roster_as_it_is_then(desk: TicketDesk) -> None:
    """Assignments made meanwhile wait until the end; an advisor available later serves the changed queues.

    A new change replaces another; returning twice changes nothing.
    """
    await desk.hire(ADVISOR)
    await change(desk, {"quejas": 9})
    await be_available(desk)
    await desk.ask(LEAD, "PUT", "/roster/advisors/asesor1/queues", json={"levels": {"pagos": 1}})
    assert await served(desk) == {"quejas": 9}
    _, listed = await change(desk, {"general": 2})
    assert (await served(desk), len(listed["in_force"])) == ({"general": 2}, 1)
    for _ in range(2):
        assert (await desk.ask(LEAD, "DELETE", OVERRIDE)).status_code == 200
    assert await served(desk) == {"pagos": 1}
    assert [each.fact for each in await desk.journaled_facts("QueueOverrideEnded")] == [
        QueueOverrideEnded(advisor="asesor1", how="replaced"),
        QueueOverrideEnded(advisor="asesor1", how="returned"),
    ]


async def test_impossible_changes_are_refused(desk: TicketDesk) -> None:
    """An unknown queue, none at all, a past end or one of tomorrow, no reason, no advisor, or no permission."""
    await desk.hire(ADVISOR)
    now = desk.rig.now
    late = [(now + timedelta(seconds=each)).isoformat() for each in (0, 86_400)]
    refused = [await change(desk, {"quejas": 9}, until=each) for each in late] + [await change(desk, {"nada": 5})]
    assert {(status, problem["code"]) for status, problem in refused} == {(400, "override_refused")}
    assert (await change(desk, {}))[0] == 422
    assert (await change(desk, {"quejas": 9}, reason=" "))[0] == 422
    body = {"levels": {"quejas": 9}, "reason": REASON}
    assert (await desk.ask(LEAD, "PUT", "/roster/advisors/nadie/queue-override", json=body)).status_code == 404
    for user in (ADVISOR, "interventoria:vera", "calidad:carla"):
        assert (await desk.ask(user, "PUT", OVERRIDE, json=body)).status_code == 403
        assert (await desk.ask(user, "GET", "/roster/queue-overrides")).status_code == 403
