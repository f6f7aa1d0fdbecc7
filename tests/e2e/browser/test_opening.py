"""The requests of a browser while a screen opens: how often, and after how many other answers."""

import json

import pytest
from playwright.async_api import Page, expect

from agent_api.access.guard import COOKIE
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PageProbe
from tests.support.repository import ROOT
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

REQUESTS = """() => performance.getEntriesByType('resource').map(({name, initiatorType}) => {
  const {pathname, search} = new URL(name);
  return [pathname + search, initiatorType];
})"""
LATER = ("/assets/first-steps", "/assets/news")
"""The tour of a first sign-in, which loads a second after the screen."""
SESSION, LABELS = "/api/v1/session", "/api/v1/labels"


async def requests_of(page: Page) -> list[tuple[str, str]]:
    """Return the path and the initiator of each request of a page."""
    return [(path, initiator) for path, initiator in await page.evaluate(REQUESTS)]


ANSWERS = json.loads((ROOT / "web/src/first-answers.json").read_text())
"""The data that the page of a screen names."""


@pytest.mark.parametrize(
    ("user", "path", "content"),
    [
        ("supervisor", "/bandeja", "main h1"),
        ("supervisor", "/tablero", "section[aria-labelledby='colas'] tbody tr"),
        ("supervisor", "/informes", "section[aria-labelledby='informes'] p:not([data-loading])"),
        ("asesor1", "/escritorio", "section[aria-labelledby='su-dia'] li strong"),
    ],
)
async def test_a_screen_waits_for_the_page_its_files_and_its_data(
    probe: PageProbe, user: str, path: str, content: str
) -> None:
    """Its files, the session, the labels and its data are fetched because the page names them, once each."""
    page = (await AdvisorPage.sign_in(await probe.open_context(), user)).page
    await page.goto(path)
    await expect(page.locator(content).first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    requests = await requests_of(page)
    paths = [each for each, _ in requests]
    named = [SESSION, LABELS, *ANSWERS[path]]
    assert {each for each, by in requests if by == "link" and each.startswith("/api/")} == set(named)
    assert {each: paths.count(each) for each in named} == dict.fromkeys(named, 1)
    html = await (await page.context.request.get(path)).text()
    scripts = [each for each in paths if each.endswith(".js") and not each.startswith(LATER)]
    assert [each for each in scripts if each not in html] == []
    assert [each for each in set(paths) if each.startswith("/api/v1/me/bulletins") and paths.count(each) > 1] == []


async def test_a_refused_reading_is_not_kept_for_the_next_user(probe: PageProbe, system: System) -> None:
    """A page of an ended session names data that it may not have; after the sign-in there they are read again."""
    probe.expects_session_end = True
    context = await probe.open_context()
    await context.add_cookies([{"name": COOKIE, "value": "ended", "url": system.web}])
    desk = await AdvisorPage.sign_in(context, "asesor1", "/escritorio")
    await expect(desk.page.locator("section[aria-labelledby='su-dia'] li strong").first).to_be_visible()
    paths = [each for each, _ in await requests_of(desk.page)]
    assert {each: paths.count(each) for each in ANSWERS["/escritorio"]} == dict.fromkeys(ANSWERS["/escritorio"], 2)
