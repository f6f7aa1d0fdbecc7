"""One step on many tickets over HTTP."""

from typing import Any

import pytest

from tests.support.desks.ticket_desk import ANA, ELSA, ERIK, LEAD, TicketDesk

pytestmark = pytest.mark.integration


def _listed(*tickets: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"number": each["number"], "version": each["version"]} for each in tickets]


async def test_what_can_be_taken_is_taken_and_the_rest_is_reported(desk: TicketDesk) -> None:
    """A ticket that changed, one of another tier and an unknown one do not keep the others from the step."""
    free = await desk.file_ticket(outcome="escalated")
    changed = await desk.file_ticket(outcome="escalated")
    await desk.step(ERIK, changed, "take")
    with_advisor = await desk.file_ticket(ANA)
    unknown = {"number": "2026-999999-9", "version": 1}
    body = {"step": "take", "tickets": [*_listed(free, changed, with_advisor), unknown]}
    report = (await desk.ask(ELSA, "POST", "/tickets/bulk-steps", json=body)).json()
    assert (report["done"], report["refused"]) == (1, 3)
    done, late, not_hers, missing = report["results"]
    assert done == {**_listed(free)[0], "done": True, "version": free["version"] + 1, "code": None, "detail": None}
    assert late["code"] == "ticket_changed"
    assert not not_hers["done"]
    assert not_hers["detail"]
    assert missing["code"] in ("not_found", "number_misread")
    assert (await desk.read_ticket(LEAD, free["number"]))["owner"] == "elsa"


async def test_a_refusal_names_the_person_and_not_the_login(desk: TicketDesk) -> None:
    """A ticket that a colleague has, and a person who cannot have it, are reported with the name of the person."""
    await desk.hire(ANA)
    taken = await desk.step(ERIK, await desk.file_ticket(outcome="escalated"), "take")
    for user, body, start in (
        (ELSA, {"step": "take"}, "Este ticket lo atiende Erik;"),
        (LEAD, {"step": "assign", "owner": "asesor1"}, "«Asesor1» no atiende"),
    ):
        answer = await desk.ask(user, "POST", "/tickets/bulk-steps", json={**body, "tickets": _listed(taken)})
        (refused,) = answer.json()["results"]
        assert refused["detail"].startswith(start), refused["detail"]


async def test_a_supervisor_assigns_and_annotates(desk: TicketDesk) -> None:
    """Many tickets are assigned to one person, and the history of each has the note."""
    await desk.hire(ELSA)
    tickets = [await desk.file_ticket(outcome="escalated") for _ in range(3)]
    body = {"step": "assign", "owner": "elsa", "tickets": _listed(*tickets)}
    report = (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=body)).json()
    assert report["done"] == 3, report
    again = [await desk.read_ticket(LEAD, each["number"]) for each in tickets]
    assert {each["owner"] for each in again} == {"elsa"}
    body = {"step": "note", "text": "Son del mismo colegio", "tickets": _listed(*again)}
    assert (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=body)).json()["done"] == 3
    assert [(await desk.history(each["number"]))[-1].note for each in again] == ["Son del mismo colegio"] * 3


@pytest.mark.parametrize(
    "body", [{"step": "note"}, {"step": "take", "owner": "elsa"}, {"step": "send"}, {"step": "take", "tickets": []}]
)
async def test_only_whole_and_safe_requests_are_accepted(desk: TicketDesk, body: dict[str, Any]) -> None:
    """A note needs its text, only an assignment has an owner, and a step that mails is not possible for many."""
    request = {"tickets": [{"number": "2026-000001-5", "version": 1}], **body}
    assert (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=request)).status_code == 422


async def test_a_repeated_request_writes_nothing_twice(desk: TicketDesk) -> None:
    """After a lost answer the same key and note count as done, even with a newer version; another note is written."""
    await desk.hire(ELSA)
    ticket = await desk.file_ticket(outcome="escalated")
    headers = {"Idempotency-Key": "lote-00000001"}
    body = {"step": "note", "text": "Son del mismo colegio", "tickets": _listed(ticket)}
    first = (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=body, headers=headers)).json()
    seen = await desk.read_ticket(LEAD, ticket["number"])
    for version in (ticket["version"], seen["version"]):
        again = {**body, "tickets": [{"number": ticket["number"], "version": version}]}
        report = (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=again, headers=headers)).json()
        assert report == first
    other = {**body, "text": "Y otra cosa", "tickets": _listed(seen)}
    assert (await desk.ask(LEAD, "POST", "/tickets/bulk-steps", json=other, headers=headers)).json()["done"] == 1
    notes = [each.note for each in await desk.history(ticket["number"]) if each.note]
    assert notes == ["Son del mismo colegio", "Y otra cosa"]
