"""Filters, orders and counts of a list of tickets over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, LEAD, TicketDesk

pytestmark = pytest.mark.integration
RENEWAL = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos"}


async def test_each_filter_lists_what_it_says(desk: TicketDesk) -> None:
    """Channel, typology, owner, area and day of filing each leave out the others, and compose."""
    await desk.hire(DEPUTY)
    old = await desk.file_ticket(ELSA, channel="web", **RENEWAL)
    desk.rig.now += timedelta(days=2)
    mine = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "take")
    away = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "escalate", area="credito_cobranza")
    today = mine["filed_at"][:10]

    async def found(**query: str) -> set[str]:
        return set(await desk.ticket_numbers(LEAD, **query))

    everything = {old["number"], mine["number"], away["number"]}
    assert await found() == everything
    assert await found(channel="web") == {old["number"]}
    assert await found(kind="solicitud", theme="renovacion") == {old["number"]}
    assert await found(theme="credito_nuevo", subtheme="reconsideracion") == everything - {old["number"]}
    assert await found(owner="elsa") >= {mine["number"]}
    assert away["number"] not in await found(owner="elsa")
    assert await found(area="credito_cobranza") == {away["number"]}
    assert await found(filed_from=today) == everything - {old["number"]}
    assert await found(filed_to=old["filed_at"][:10]) == {old["number"]}
    assert await found(due_from=mine["due_on"], due_to=mine["due_on"]) == everything - {old["number"]}
    assert await found(channel="web", theme="credito_nuevo") == set()
    assert await found(outcome="answered") == set()
    assert mine["number"] not in await found(unowned="true")


async def test_the_order_of_filing_has_every_ticket_once(desk: TicketDesk) -> None:
    """Pages in either direction of the order of filing have each ticket once, also of those that one follows."""
    numbers = []
    for _ in range(5):
        numbers.append((await desk.file_ticket(ELSA))["number"])
        desk.rig.now += timedelta(minutes=1)
    for box in ("all", "followed"):
        for sort, expected in (("filed_at", numbers), ("-filed_at", numbers[::-1])):
            listed, cursor = [], None
            while True:
                query = {"sort": sort, "box": box, "limit": 2} | ({"cursor": cursor} if cursor else {})
                page = (await desk.ask(ELSA, "GET", "/tickets", params=query)).json()
                listed += [each["number"] for each in page["tickets"]]
                if (cursor := page["next"]) is None:
                    break
            assert listed == expected, (box, sort)


async def test_a_cursor_belongs_to_its_order(desk: TicketDesk) -> None:
    """A cursor of another order is refused, because it would leave out tickets without a sign of it."""
    for _ in range(2):
        await desk.file_ticket(ELSA)
    page = (await desk.ask(LEAD, "GET", "/tickets", params={"limit": 1, "sort": "filed_at"})).json()
    refused = await desk.ask(LEAD, "GET", "/tickets", params={"limit": 1, "cursor": page["next"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_query")


async def test_counts_follow_the_filters_and_the_person(desk: TicketDesk) -> None:
    """The total obeys every filter; the counts by state and by light show what another choice would list."""
    await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "take")
    await desk.file_ticket(ANA)

    async def counted(person: str, **query: str) -> dict[str, Any]:
        answer = await desk.ask(person, "GET", "/ticket-counts", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    all_tickets = await counted(LEAD)
    assert (all_tickets["total"], all_tickets["unowned"]) == (2, 0)
    assert (all_tickets["states"], all_tickets["lights"]) == ({"filed": 1, "received": 1}, {"green": 2})
    assert {each["owner"]: each["count"] for each in all_tickets["owners"]} == {"elsa": 1, "asesor1": 1}
    filtered = await counted(LEAD, state="filed")
    assert (filtered["total"], filtered["lights"]) == (1, {"green": 1})
    assert filtered["states"] == all_tickets["states"]
    assert (await counted(LEAD, owner="elsa"))["owners"] == all_tickets["owners"]
    assert (await counted(LEAD, light="red"))["total"] == 0
    assert (await counted(ELSA, box="mine"))["total"] == 1
    assert (await counted("asesor:asesor2"))["total"] == 0
