"""A draft at the test number through the API: who opens it, until when, and what the screen shows of a call."""

import dataclasses
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from calls.draft_call.openings import SoundsReport
from calls.draft_call.session import DraftCallSession, PreparedDraft
from calls.draft_call.store import DraftCallStore
from config.site.loader import site_from_json, with_version
from config.site.oversight.publication_rules import Publishing
from eventlog.facts import SiteDraftCallClosed, SiteDraftCallOpened
from telephony import port
from tests.support.api.api_rig import ApiRig
from tests.support.desks.site_desk import OMAR, SARA, VERA, SiteDesk, changed
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
GATEWAY = "pyvoip-1"


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SiteDesk:
    """Publish the sample site, which has a test number."""
    desk = SiteDesk(rig)
    await desk.begin()
    await use_number(desk, "6015550190")
    return desk


async def use_number(desk: SiteDesk, number: str | None) -> None:
    """Let the site in force have a test number, or none."""
    rules = Publishing(test_number=number)
    site = with_version(msgspec.structs.replace(desk.rig.site, publishing=rules))
    desk.rig.site = site
    desk.rig.app.state.context = dataclasses.replace(desk.rig.app.state.context, site=site)


def openings(desk: SiteDesk) -> DraftCallStore:
    """Return the openings, as a gateway sees them."""
    return DraftCallStore(desk.rig.app.state.context.redis, CAMPAIGN)


async def open_call(desk: SiteDesk, user: str = SARA, **form: Any) -> dict[str, Any]:
    """Open a draft at the number; return what the screen shows."""
    draft = (await desk.open(user))["id"]
    answer: dict[str, Any] = await desk.send(user, "POST", f"/drafts/{draft}/test-call", **{"line": "bogota"} | form)
    return answer | {"draft": draft}


async def test_a_draft_is_open_for_the_time_of_the_site(desk: SiteDesk) -> None:
    """The answer has number, address, code and end; a fact has who opened which revision."""
    shown = await open_call(desk)
    assert (shown["number"], shown["minutes"], shown["taken"]) == ("6015550190", 30, None)
    assert shown["address"].startswith("sip:6015550190@")
    opening = shown["opening"]
    assert (opening["is_open"], opening["revision"], opening["sounds"], opening["calls"]) == (True, 1, "waiting", [])
    assert len(opening["code"]) == 6
    stored = await openings(desk).find()
    assert stored is not None
    assert stored.expires_at - stored.opened_at == timedelta(minutes=30)
    fact = SiteDraftCallOpened(
        draft=shown["draft"], revision=1, line="bogota", expires_at_ms=int(stored.expires_at.timestamp() * 1000)
    )
    [written] = await desk.journaled_facts(SiteDraftCallOpened.__name__)
    assert (written.fact, written.actor) == (fact, "user:sara")


async def test_a_reader_sees_no_code(desk: SiteDesk) -> None:
    """The interventoría sees that a draft is open, and cannot call it or end it."""
    shown = await open_call(desk)
    path = f"/drafts/{shown['draft']}/test-call"
    assert (await desk.send(VERA, "GET", path))["opening"]["code"] == ""
    await desk.refused(VERA, "POST", path, "forbidden", line="bogota")
    await desk.refused(VERA, "DELETE", path, "forbidden")


async def test_one_draft_is_at_the_number_at_a_time(desk: SiteDesk) -> None:
    """Another one is refused with the title of the first, until a person ends that."""
    first = await open_call(desk)
    other = (await desk.open(OMAR, "Otro menú"))["id"]
    problem = await desk.refused(OMAR, "POST", f"/drafts/{other}/test-call", "test_number_taken", line="bogota")
    assert "«Horario de diciembre»" in problem["detail"]
    assert (await desk.send(OMAR, "GET", f"/drafts/{other}/test-call"))["taken"]["draft"] == first["draft"]
    ended = await desk.send(OMAR, "DELETE", f"/drafts/{first['draft']}/test-call")
    assert (ended["opening"]["is_open"], ended["opening"]["closed"]) == (False, "person")
    [written] = await desk.journaled_facts(SiteDraftCallClosed.__name__)
    assert (written.fact, written.actor) == (SiteDraftCallClosed(draft=first["draft"]), "user:omar")
    assert (await desk.send(OMAR, "POST", f"/drafts/{other}/test-call", line="bogota"))["opening"]["is_open"]


async def test_opening_again_serves_the_newest_revision_with_the_same_code(desk: SiteDesk) -> None:
    """A person who changes a text and calls again dials the same number and code."""
    first = await open_call(desk)
    name = desk.rig.site.queues["general"].name
    await desk.saved(SARA, first["draft"], changed(("queues", "general", "name"), name, "Central"))
    again = await desk.send(SARA, "POST", f"/drafts/{first['draft']}/test-call", line="bogota")
    assert again["opening"]["revision"] == 2
    assert again["opening"]["code"] == first["opening"]["code"]
    stored = await openings(desk).find()
    assert stored is not None
    content = await openings(desk).find_site(stored.id)
    assert content is not None
    assert site_from_json(content).queues["general"].name == "Central"


async def test_a_draft_with_complaints_is_not_opened(desk: SiteDesk) -> None:
    """The complaints come with the refusal."""
    draft = (await desk.open())["id"]
    prompt = desk.rig.site.lines["bogota"].greeting
    await desk.saved(SARA, draft, changed(("lines", "bogota", "greeting"), prompt, "no_existe"))
    problem = await desk.refused(SARA, "POST", f"/drafts/{draft}/test-call", "site_has_complaints", line="bogota")
    assert problem["complaints"]
    assert "llamar" in problem["detail"]


async def test_what_cannot_be_called_is_refused(desk: SiteDesk) -> None:
    """An unknown line, a day without an hour, and a site without a test number."""
    draft = (await desk.open())["id"]
    path = f"/drafts/{draft}/test-call"
    await desk.refused(SARA, "POST", path, "draft_call_refused", line="ninguna")
    await desk.refused(SARA, "POST", path, "draft_call_refused", line="bogota", day="2026-12-24")
    await use_number(desk, None)
    await desk.refused(SARA, "POST", path, "no_test_number", line="bogota")
    assert (await desk.send(SARA, "GET", path))["number"] is None


async def test_the_screen_shows_a_call_while_it_runs(desk: SiteDesk) -> None:
    """The sounds are ready, then a call of a Tuesday morning is in the menu, with the facts so far."""
    shown = await open_call(desk, day="2026-12-01", at="10:00")
    store, path = openings(desk), f"/drafts/{shown['draft']}/test-call"
    opening = await store.find()
    assert opening is not None
    await store.report(opening.id, GATEWAY, SoundsReport(phase="preparing"))
    assert (await desk.send(SARA, "GET", path))["opening"]["sounds"] == "preparing"
    await store.report(opening.id, GATEWAY, SoundsReport(phase="failed", detail="Falta la voz."))
    failed = (await desk.send(SARA, "GET", path))["opening"]
    assert (failed["sounds"], failed["faults"]) == ("failed", ["Falta la voz."])
    await store.report(opening.id, GATEWAY, SoundsReport(phase="ready"))
    content = await store.find_site(opening.id)
    assert content is not None
    now = opening.opened_at
    session = DraftCallSession("c1", opening, PreparedDraft(site=site_from_json(content), durations_ms={}), now)
    collect = next(each for each in session.start() if isinstance(each, port.Collect))
    keyed = port.DigitsCollected(call_id="c1", command_id=collect.id, digits=opening.code, ended="complete")
    session.take(keyed, now + timedelta(seconds=2))
    await store.record(opening.id, session.progress())
    [call] = (await desk.send(SARA, "GET", path))["opening"]["calls"]
    assert call["phase"] == "flow"
    assert [each["name"] for each in call["result"]["facts"]] == ["CallIngressed"]
    assert call["result"]["heard"][0]["key"] == "saludo_bogota"


async def test_wrong_codes_are_counted(desk: SiteDesk) -> None:
    """A gateway ends an opening after too many of all calls; the screen says why."""
    await open_call(desk)
    store = openings(desk)
    opening = await store.find()
    assert opening is not None
    assert [await store.count_wrong_code(opening.id) for _ in range(3)] == [1, 2, 3]
    ended = msgspec.structs.replace(opening, expires_at=opening.opened_at, closed="codes")
    await store.replace(ended)
    found = await desk.send(SARA, "GET", f"/drafts/{opening.draft}/test-call")
    assert (found["opening"]["is_open"], found["opening"]["closed"]) == (False, "codes")


async def test_lines_and_menus_of_a_draft_are_shown(desk: SiteDesk) -> None:
    """The form chooses among the lines of the draft, and its tree has the menus."""
    draft = (await desk.open())["id"]
    site = await desk.send(VERA, "GET", f"/drafts/{draft}/simulator-site")
    assert {each["id"] for each in site["lines"]} == set(desk.rig.site.lines)
