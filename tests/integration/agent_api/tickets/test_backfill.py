"""Tickets that were filed before there were terms."""

import pytest
from sqlalchemy import delete, update

from agent_api.tickets import history_store
from agent_api.tickets.earlier import give_terms
from eventlog.facts.tickets.ticket import TicketTermBegan
from storage.postgres.engine import unit_of_work
from storage.tables import outbox, ticket, ticket_entry
from tests.support.desks.ticket_desk import ANA, ELSA, TicketDesk

pytestmark = pytest.mark.integration
AS_MIGRATED = {
    "state": "received",
    "tier": 2,
    "owner": "",
    "channel": "phone",
    "legal_kind": "general",
    "due_on": None,
    "basis": "",
    "subtheme": "",
}


async def test_each_gets_its_last_day_once(desk: TicketDesk) -> None:
    """As the migration leaves it, a ticket is counted when a node starts: in the inbox, with history, fact and day."""
    filed = await desk.filed(ANA)
    async with unit_of_work(desk.office.engine) as connection:
        await connection.execute(update(ticket).values(**AS_MIGRATED))
        await connection.execute(delete(ticket_entry))
        await connection.execute(delete(outbox))
    assert await give_terms(desk.office.engine, desk.office.site) == 1
    assert await give_terms(desk.office.engine, desk.office.site) == 0
    seen = await desk.see(ELSA, filed["number"])
    assert (seen["state"], seen["owner"], seen["channel"]) == ("received", None, "written")
    assert seen["term"]["legal_kind"] == "information"  # of the theme, for there was no sub-theme
    assert seen["due_on"] == "2027-01-29"
    assert await desk.box(ELSA, box="tier") == [filed["number"]]
    assert history_store.replay(await desk.history(filed["number"])).due_on.isoformat() == "2027-01-29"
    (told,) = await desk.told("TicketTermBegan")
    assert isinstance(told.fact, TicketTermBegan)
    assert told.actor == "system:terms"
