"""Unresolved escalations on a screen (M5-1-05, C11): by area, with their times, for those who may see them."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.agent_api.notices.test_notices import ESCRITA, NoticeRig
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration
LEAD, OFFICIAL = "coordinador:coordinador", "funcionario:fondos1"


@pytest_asyncio.fixture
async def notice_rig(rig: ApiRig) -> NoticeRig:
    """Prepare an entity whose officials can sign in, with a call in its log."""
    made = NoticeRig(rig)
    await made.desk.talk("una-llamada")
    for user in (OFFICIAL, "funcionario:juridica1"):
        await made.desk.ask(user, "GET", "/session")
    return made


async def unresolved(rig: NoticeRig, user: str = LEAD, **query: Any) -> dict[str, Any]:
    """Return the unresolved escalations that a user sees."""
    response = await rig.desk.ask(user, "GET", "/unresolved-escalations", params=query)
    assert response.status_code == 200, response.text
    return dict(response.json())


def numbers_of(page: dict[str, Any]) -> list[str]:
    """Return the filing numbers of a page."""
    return [each["number"] for each in page["escalations"]]


async def test_each_area_shows_its_escalations_and_how_late_they_are(notice_rig: NoticeRig) -> None:
    """The page counts by area and names owner, sending, last day and delay; the filters narrow the list only."""
    first = await notice_rig.escalated()
    await notice_rig.escalated("key-00000002", "juridica")
    sent_at = notice_rig.rig.now
    notice_rig.rig.now = await notice_rig.due_on(first) + timedelta(days=7)
    page = await unresolved(notice_rig, area="fondos", overdue=True)
    (row,) = page["escalations"]
    assert (row["number"], row["area"], row["owner"], row["round"]) == (first, "fondos", "fondos1", 1)
    assert row["escalated_at"].startswith(f"{sent_at:%Y-%m-%dT%H:%M}")
    assert (row["days_late"], row["days_left"], row["answered_at"]) == (5, 0, None)
    counts = {each["area"]: (each["total"], each["answered"], each["overdue"]) for each in page["areas"]}
    assert counts == {"fondos": (1, 0, 1), "juridica": (1, 0, 1)}


async def test_an_answer_of_the_area_shows_with_its_moment(notice_rig: NoticeRig) -> None:
    """A ticket that came back from its area waits with the written channel, answered."""
    number = await notice_rig.escalated()
    notice_rig.rig.now += timedelta(hours=2)
    form = {"step": "give_back", "version": 3, "text": "Listo."}
    given = await notice_rig.desk.ask(OFFICIAL, "POST", f"/tickets/{number}/steps", json=form)
    assert given.status_code == 200, given.text
    page = await unresolved(notice_rig, answered=True)
    (row,) = page["escalations"]
    assert row["number"] == number
    assert row["answered_at"].startswith(f"{notice_rig.rig.now:%Y-%m-%dT%H:%M}")
    assert [(each["total"], each["answered"]) for each in page["areas"]] == [(1, 1)]
    assert numbers_of(await unresolved(notice_rig, answered=False)) == []


async def test_the_report_of_an_area_shows_when_it_was_sent(notice_rig: NoticeRig) -> None:
    """The moment is that of the last periodic report to the area."""
    await notice_rig.escalated()
    assert (await unresolved(notice_rig))["areas"][0]["report_sent_at"] is None
    notice_rig.with_report(overview=("coordinacion@entidad.example",))
    await notice_rig.send_notices()
    sent_at = (await unresolved(notice_rig))["areas"][0]["report_sent_at"]
    assert sent_at.startswith(f"{notice_rig.rig.now:%Y-%m-%dT%H:%M}")


async def test_an_official_sees_only_their_areas(notice_rig: NoticeRig) -> None:
    """Other areas are neither listed nor counted, and naming one finds nothing; other roles are refused."""
    own, other = await notice_rig.escalated(), await notice_rig.escalated("key-00000002", "juridica")
    page = await unresolved(notice_rig, OFFICIAL)
    assert numbers_of(page) == [own]
    assert [each["area"] for each in page["areas"]] == ["fondos"]
    assert set(numbers_of(await unresolved(notice_rig))) == {own, other}
    hidden = await notice_rig.desk.ask(OFFICIAL, "GET", "/unresolved-escalations", params={"area": "juridica"})
    assert hidden.status_code == 404
    for user in ("asesor:asesor1", ESCRITA):
        assert (await notice_rig.desk.ask(user, "GET", "/unresolved-escalations")).status_code == 403
