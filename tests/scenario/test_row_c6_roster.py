"""Row C6 of procedure M5-1-05: seats, queues, absences and deputies are kept on screen, and hold at once.

A supervisor and a coordinator act over HTTP; the test reads the effect in the router, the tickets and the journal.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from call_router.signals import AdvisorChosen
from eventlog.facts import AbsenceRecorded, AdvisorLevelChanged
from tests.support.desks.ticket_desk import ELSA, TicketDesk

pytestmark = pytest.mark.integration
ADVISOR, LEAD, COORDINATOR = "asesor:asesor1", "supervisor:sara", "coordinador:jefa"
OFFICIAL, DEPUTY = "funcionario:funcionario1", "funcionario:cartera1"


async def _phone_of(advisor: str) -> str | None:
    return f"sip:{advisor}@127.0.0.1"


async def _escalated(desk: TicketDesk) -> dict[str, Any]:
    """Return a new ticket after its escalation by the matrix."""
    ticket = await desk.file_ticket(outcome="escalated")
    return await desk.step(ELSA, await desk.step(ELSA, ticket, "take"), "escalate")


async def test_c6_a_new_queue_holds_at_once(desk: TicketDesk) -> None:
    """An available advisor gets the waiting call of a queue in the moment in which a supervisor assigns it."""
    desk.rig.app.state.context = replace(desk.rig.app.state.context, find_phone_address=_phone_of)
    await desk.hire(ADVISOR)
    available = await desk.ask(ADVISOR, "PUT", "/me/presence", json={"state": "available"})
    assert available.json() == {"state": "available"}
    await desk.campaign_rig.arrive("a", "quejas")
    assert [mail for mail in await desk.campaign_rig.mailbox() if isinstance(mail, AdvisorChosen)] == []
    levels = {**desk.rig.site.sample_advisors[0].queues, "quejas": 9}
    changed = await desk.ask(LEAD, "PUT", "/roster/advisors/asesor1/queues", json={"levels": levels})
    assert changed.json()["applied"] is True
    assert [mail.call_id for mail in await desk.campaign_rig.mailbox() if isinstance(mail, AdvisorChosen)] == ["a"]
    [change] = await desk.journaled_facts("AdvisorLevelChanged")
    assert change.fact == AdvisorLevelChanged(advisor="asesor1", queue="quejas", level=9, previous=0)
    assert change.actor == "user:sara"


async def test_c6_an_absence_moves_what_is_escalated_from_then_on(desk: TicketDesk) -> None:
    """The coordinator records it; the next ticket goes to the deputy, and the one before stays with its owner."""
    desk.rig.now += timedelta(days=60)
    await desk.hire(OFFICIAL, DEPUTY, ELSA)
    today = desk.rig.now.date().isoformat()
    before = await _escalated(desk)
    form = {"user": "funcionario1", "first_day": today, "last_day": today, "reason": "Cita", "deputy": "cartera1"}
    made = await desk.ask(COORDINATOR, "POST", "/roster/absences", json=form)
    assert made.status_code == 201, made.text
    after = await _escalated(desk)
    assert (before["owner"], after["owner"]) == ("funcionario1", "cartera1")
    assert (await desk.read_ticket(OFFICIAL, before["number"]))["owner"] == "funcionario1"
    [recorded] = await desk.journaled_facts("AbsenceRecorded")
    assert recorded.fact == AbsenceRecorded(
        absence=made.json()["id"], user="funcionario1", first_day=today, last_day=today, deputy="cartera1"
    )
