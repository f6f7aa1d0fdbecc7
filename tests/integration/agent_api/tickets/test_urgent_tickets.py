"""Petitions that the law puts first: priority of art. 20, terms that an authority sets, relay calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.desks.ticket_desk import CREDIT, ELSA, ERIK, LEAD, TicketDesk, replay

pytestmark = pytest.mark.integration
LETTER: dict[str, Any] = {"channel": "letter", "petitioner": {"name": "Luz Beltrán"}}
PRIORITY = {"reason": "minor", "evidence": "Tarjeta de identidad de la niña."}


def tutela(desk: TicketDesk, hours: int = 48) -> dict[str, str]:
    """Return the term of a judge of tutela, so many hours from now."""
    due_at = (desk.rig.now + timedelta(hours=hours)).isoformat()
    return {"kind": "tutela", "due_at": due_at, "reference": "Juzgado 3 Civil, 2026-00123"}


async def test_terms_of_authorities_and_priorities_come_first(desk: TicketDesk) -> None:
    """Every list begins with the terms of authorities, then the priorities, page by page."""
    plain = (await desk.file_ticket(ELSA, **LETTER))["number"]
    minor = (await desk.file_ticket(ELSA, **LETTER, priority=PRIORITY))["number"]
    judge = (await desk.file_ticket(ELSA, **LETTER, authority=tutela(desk)))["number"]
    for user in (ELSA, LEAD):
        assert await desk.ticket_numbers(user) == [judge, minor, plain]
    seen, cursor = [], None
    while True:
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = (await desk.ask(ELSA, "GET", "/tickets", params=query)).json()
        seen += [each["number"] for each in page["tickets"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [judge, minor, plain]


async def test_a_priority_changes_no_term(desk: TicketDesk) -> None:
    """A priority is given and removed with its reason in the history; the last day stays."""
    ticket = await desk.file_ticket(ELSA, **LETTER)
    due_on = ticket["due_on"]
    ticket = await desk.step(ELSA, ticket, "prioritize", reason="journalist", text="Carné de prensa.")
    assert (ticket["priority"], ticket["priority_name"], ticket["due_on"]) == (
        "journalist",
        "Periodista en ejercicio",
        due_on,
    )
    assert (await desk.try_step(ERIK, ticket, "deprioritize", text="x")).status_code == 403
    ticket = await desk.step(LEAD, ticket, "deprioritize", text="La petición es personal.")
    assert (ticket["priority"], ticket["due_on"]) == (None, due_on)
    assert "deprioritize" not in ticket["steps"]
    number = ticket["number"]
    assert replay(await desk.history(number)).priority is None
    for name in ("TicketPrioritized", "TicketPriorityRemoved"):
        assert len(await desk.journaled_facts(name)) == 1, name


async def test_an_authority_sets_date_and_hour(desk: TicketDesk) -> None:
    """The term of an authority replaces that of the law, ends at its hour, and is changed by that authority only."""
    ticket = await desk.file_ticket(ELSA, **LETTER, authority=tutela(desk))
    due_at = desk.rig.now + timedelta(hours=48)
    assert datetime.fromisoformat(ticket["authority_due_at"]) == due_at
    assert (ticket["authority_name"], ticket["light"]) == ("Tutela", "red")
    assert "extend" not in ticket["steps"]
    assert "ask_completion" not in ticket["steps"]
    desk.rig.now = due_at + timedelta(minutes=1)
    assert (await desk.read_ticket(ELSA, ticket["number"]))["light"] == "overdue"
    later = (due_at + timedelta(hours=24)).astimezone(UTC).isoformat()
    longer = {"authority": "tutela", "due_at": later, "text": "Auto que amplía."}
    ticket = await desk.step(ELSA, ticket, "set_authority_term", **longer)
    assert ticket["light"] != "overdue"
    past = await desk.try_step(
        ELSA, ticket, "set_authority_term", authority="judge", due_at="2020-01-01T00:00:00Z", text="x"
    )
    assert (past.status_code, past.json()["code"]) == (409, "step_not_possible")


async def test_lists_and_metrics_respect_the_hour_of_an_authority(desk: TicketDesk) -> None:
    """From its hour on, the ticket is listed, counted and measured as overdue, and under no other light."""
    number = (await desk.file_ticket(ELSA, **LETTER, authority=tutela(desk, hours=3)))["number"]
    desk.rig.now += timedelta(hours=2)
    assert await lights_of(desk, number) == {"red"}
    assert 'ticket_breached{queue="written",stage="received"} 0.0' in (await desk.rig.get("/metrics")).text
    desk.rig.now += timedelta(hours=1, minutes=1)
    assert await lights_of(desk, number) == {"overdue"}
    assert 'ticket_breached{queue="written",stage="received"} 1.0' in (await desk.rig.get("/metrics")).text


async def test_metrics_tell_what_the_law_puts_first(desk: TicketDesk) -> None:
    """Open tickets are counted by the reason of their rank, and by channel."""
    await desk.file_ticket(ELSA, **LETTER, authority=tutela(desk), priority=PRIORITY)
    await desk.file_ticket(ELSA, **LETTER)
    lines = (await desk.rig.get("/metrics")).text.splitlines()
    assert {line for line in lines if line.startswith(("ticket_urgent{", "ticket_open_by_channel{"))} == {
        'ticket_urgent{queue="written",reason="tutela"} 1.0',
        'ticket_urgent{queue="written",reason="minor"} 1.0',
        'ticket_open_by_channel{channel="letter"} 2.0',
    }


async def lights_of(desk: TicketDesk, number: str) -> set[str]:
    """Return the lights under which the only ticket is listed, which must be those under which it is counted."""
    listed = set()
    for light in ("green", "yellow", "red", "overdue"):
        page = (await desk.ask(ELSA, "GET", "/tickets", params={"light": light})).json()
        listed |= {light for each in page["tickets"] if each["number"] == number}
    counts = (await desk.ask(ELSA, "GET", "/ticket-counts")).json()
    assert {light for light, count in counts["lights"].items() if count} == listed
    return listed


async def test_a_relay_call_is_no_representative(desk: TicketDesk) -> None:
    """A call that the Centro de Relevo interpreted is marked in the ticket and its fact, without a representative."""
    ticket = await desk.file_ticket(**{**CREDIT, "petitioner": {"name": "Luz"}}, relay_call=True, outcome="escalated")
    assert ticket["relay_call"] is True
    (envelope,) = await desk.journaled_facts("TicketTermBegan")
    assert envelope.fact.relay_call  # type: ignore[union-attr]
