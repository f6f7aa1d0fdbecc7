"""Visits: begun with the form of the day, saved as typed, signed when complete, and never changed after."""

from datetime import timedelta

import pytest

from eventlog.facts import QualityVisitBegun, QualityVisitSigned
from tests.support.desks.evaluation_desk import CARLOS, CLARA, LEAD, OVERSIGHT
from tests.support.desks.finding_desk import VISITS, FindingDesk, questions_of

pytestmark = pytest.mark.integration


async def test_a_visit_is_saved_as_typed_and_signed(desk: FindingDesk) -> None:
    """An incomplete one is saved and not signed; what was signed has a digest, and no fact has a name."""
    visit = await desk.begun_visit(CLARA)
    assert (visit["id"], visit["state"], visit["acts"]) == ("2027-0001", "draft", ["save", "sign", "discard"])
    assert visit["form"]["notice"].startswith("Formulario de ejemplo")
    saved = await desk.save_visit(CLARA, visit, place="", attendees=[], answers={})
    refused = await desk.ask(
        CLARA, "POST", f"{VISITS}/2027-0001/signature", json={"revision": saved.json()["revision"]}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "visit_incomplete")
    fields = [each["field"] for each in refused.json()["errors"]]
    assert fields[:2] == ["place", "attendees"]
    assert len(fields) == 2 + len(questions_of(visit))
    saved = await desk.save_visit(CLARA, {**visit, "revision": saved.json()["revision"]})
    signed = await desk.ask(CLARA, "POST", f"{VISITS}/2027-0001/signature", json={"revision": saved.json()["revision"]})
    assert (signed.status_code, signed.json()["state"], signed.json()["acts"]) == (200, "signed", [])
    assert (signed.json()["yes"], signed.json()["no"]) == (8, 1)
    [fact] = [each.fact for each in await desk.facts("QualityVisitSigned")]
    assert isinstance(fact, QualityVisitSigned)
    assert (fact.digest, fact.yes, fact.no) == (signed.json()["digest"], 8, 1)
    again = await desk.save_visit(CLARA, signed.json())
    assert (again.status_code, again.json()["code"]) == (409, "visit_not_draft")


async def test_only_the_visitor_writes_a_visit(desk: FindingDesk) -> None:
    """Another professional and the oversight read it; a wrong question, line or day is refused at its field."""
    visit = await desk.begun_visit(CLARA)
    refused = await desk.save_visit(CARLOS, visit)
    assert (refused.status_code, refused.json()["code"]) == (409, "visit_not_yours")
    assert (await desk.ask(OVERSIGHT, "GET", f"{VISITS}/{visit['id']}")).json()["acts"] == []
    assert (
        await desk.ask(OVERSIGHT, "POST", VISITS, json={"mode": "in_person", "visited_on": "2027-01-12"})
    ).status_code == 403
    tomorrow = (desk.rig.now + timedelta(days=1)).date().isoformat()
    for content, field in (
        ({"answers": {"otra": "yes"}}, "answers.otra"),
        ({"answers": {"dotacion": "not_applicable"}}, "answers.dotacion"),
        ({"notes": {"otra": "x"}}, "notes.otra"),
        ({"line": "otra"}, "line"),
        ({"visited_on": tomorrow}, "visited_on"),
    ):
        answer = await desk.save_visit(CLARA, visit, **content)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), answer.text


async def test_a_visit_is_discarded_with_a_reason(desk: FindingDesk) -> None:
    """It stays in the list; a finding of it is refused, and a day before any form has none."""
    visit = await desk.begun_visit(CLARA, mode="monitoring")
    discarded = await desk.ask(CLARA, "POST", f"{VISITS}/{visit['id']}/discard", json={"reason": "Se aplazó."})
    assert (discarded.json()["state"], discarded.json()["discard_reason"]) == ("discarded", "Se aplazó.")
    listed = (await desk.ask(LEAD, "GET", VISITS, params={"state": "discarded", "mode": "monitoring"})).json()["visits"]
    assert [each["id"] for each in listed] == [visit["id"]]
    assert (await desk.register(CLARA, source="visit", reference=visit["id"])).status_code == 422
    early = await desk.ask(CLARA, "POST", VISITS, json={"mode": "in_person", "visited_on": "2025-12-31"})
    assert (early.status_code, early.json()["code"]) == (409, "visit_form_missing")
    begun = [each.fact for each in await desk.facts("QualityVisitBegun")]
    assert [each.mode for each in begun if isinstance(each, QualityVisitBegun)] == ["monitoring"]
