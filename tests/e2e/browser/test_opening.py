"""The requests of a browser while a screen opens: how often, and after how many other answers."""

import pytest
from playwright.async_api import Page, expect

from agent_api.access.guard import COOKIE
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PageProbe
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


@pytest.mark.parametrize(
    ("user", "path", "content"),
    [
        ("supervisor", "/tablero", "section[aria-labelledby='colas'] tbody tr"),
        ("supervisor", "/informes", "section[aria-labelledby='informes'] p:not([data-loading])"),
        ("asesor1", "/escritorio", "section[aria-labelledby='su-dia'] li strong"),
    ],
)
async def test_a_screen_waits_for_the_page_its_files_and_its_data(
    probe: PageProbe, user: str, path: str, content: str
) -> None:
    """Its files, the session and the labels are fetched because the page names them, beside the script, and once.

    So three answers follow one another before the content: the page, its files, and the data of the screen.
    """
    page = (await AdvisorPage.sign_in(await probe.open_context(), user)).page
    await page.goto(path)
    await expect(page.locator(content).first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    requests = await requests_of(page)
    paths = [each for each, _ in requests]
    assert {each for each, by in requests if by == "link" and each.startswith("/api/")} == {SESSION, LABELS}
    assert (paths.count(SESSION), paths.count(LABELS)) == (1, 1)
    html = await (await page.context.request.get(path)).text()
    scripts = [each for each in paths if each.endswith(".js") and not each.startswith(LATER)]
    assert [each for each in scripts if each not in html] == []
    assert [each for each in set(paths) if each.startswith("/api/v1/me/bulletins") and paths.count(each) > 1] == []


async def test_labels_that_an_ended_session_did_not_get_are_read_again(probe: PageProbe, system: System) -> None:
    """The page names the labels although the session has ended; the next user, who signs in there, has them."""
    probe.expects_session_end = True
    context = await probe.open_context()
    await context.add_cookies([{"name": COOKIE, "value": "ended", "url": system.web}])
    desk = await AdvisorPage.sign_in_by_keyboard(context, "asesor1", "/escritorio")
    await expect(desk.page.locator("section[aria-labelledby='su-dia'] li strong").first).to_be_visible()
    assert [each for each, _ in await requests_of(desk.page)].count(LABELS) == 2
