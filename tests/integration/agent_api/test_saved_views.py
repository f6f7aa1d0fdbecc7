"""Saved views of lists: one's own, shared ones, and what they may keep."""

from typing import Any

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration
LEAD, OTHER, ELSA, ADMIN = "supervisor:sara", "supervisor:saul", "asesor_escrita:elsa", "admin:ada"
RED = {"list": "tickets", "name": "Lo urgente de Marta", "query": "light=red&sort=due_on"}


async def _views(desk: AdvisorDesk, person: str, list_name: str = "tickets") -> list[dict[str, Any]]:
    answer = await desk.ask(person, "GET", "/saved-views", params={"list": list_name})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["views"])


async def test_a_view_is_seen_by_its_owner_until_it_is_shared(rig: ApiRig) -> None:
    """Only the owner sees a view; once shared, all users of the list see it, and no other user changes it."""
    desk = AdvisorDesk(rig)
    saved = await desk.ask(LEAD, "POST", "/saved-views", json=RED)
    assert saved.status_code == 201, saved.text
    assert [each["name"] for each in await _views(desk, LEAD)] == [RED["name"]]
    assert await _views(desk, ELSA) == []
    path = f"/saved-views/{saved.json()['id']}"
    changed = await desk.ask(LEAD, "PUT", path, json={**RED, "name": "Urgente", "shared": True})
    assert changed.status_code == 200, changed.text
    (seen,) = await _views(desk, ELSA)
    assert (seen["name"], seen["own"], seen["owner_name"]) == ("Urgente", False, "Sara")
    assert (await desk.ask(OTHER, "DELETE", path)).status_code == 404
    assert (await desk.ask(LEAD, "DELETE", path)).status_code == 204
    assert await _views(desk, ELSA) == []


async def test_who_may_not_share_saves_for_oneself(rig: ApiRig) -> None:
    """Sharing needs view.share; the lists that a user does not see have no views for that user."""
    desk = AdvisorDesk(rig)
    assert (await desk.ask(ELSA, "POST", "/saved-views", json={**RED, "shared": True})).status_code == 403
    assert (await desk.ask(ELSA, "POST", "/saved-views", json=RED)).status_code == 201
    assert (await desk.ask(ADMIN, "GET", "/saved-views", params={"list": "tickets"})).status_code == 403
    assert (await desk.ask(ELSA, "POST", "/saved-views", json={**RED, "list": "calls"})).status_code == 403


async def test_a_name_is_used_once(rig: ApiRig) -> None:
    """Two views of one user and list have different names."""
    desk = AdvisorDesk(rig)
    await desk.ask(LEAD, "POST", "/saved-views", json=RED)
    refused = await desk.ask(LEAD, "POST", "/saved-views", json={**RED, "name": "lo urgente de márta"})
    assert (refused.status_code, refused.json()["code"]) == (409, "view_name_taken")


async def test_a_view_keeps_no_parameter_that_identifies_a_person(rig: ApiRig) -> None:
    """The customer of a list is not saved, because a shared view would show it."""
    refused = await AdvisorDesk(rig).ask(LEAD, "POST", "/saved-views", json={**RED, "query": "customer_id=c1"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "customer_id")
