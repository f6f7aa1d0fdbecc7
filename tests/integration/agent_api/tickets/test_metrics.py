"""The metrics of tickets for Prometheus."""

import pytest

from tests.support.desks.ticket_desk import DEPUTY, ELSA, TicketDesk

pytestmark = pytest.mark.integration


async def test_open_tickets_are_counted_by_inbox_state_and_light(desk: TicketDesk) -> None:
    """Closed ones do not count, and a label names an inbox, never a person or a number."""
    await desk.hire(DEPUTY)
    await desk.file_ticket()
    await desk.file_ticket(outcome="answered", answer="Listo")
    await desk.file_ticket(ELSA, received_on="2026-12-01")
    await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "escalate")
    text = (await desk.rig.client.get("/metrics")).text
    lines = {line for line in text.splitlines() if line.startswith("ticket_open{")}
    assert lines == {
        'ticket_open{queue="phone",stage="filed",traffic_light="green"} 1.0',
        'ticket_open{queue="written",stage="received",traffic_light="overdue"} 1.0',
        'ticket_open{queue="credito_cobranza",stage="in_area",traffic_light="green"} 1.0',
    }
