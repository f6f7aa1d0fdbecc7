"""A ticket's files on its page: one withheld by the antivirus shows the reason and cannot be opened."""

from typing import Any

import pytest
from playwright.async_api import FilePayload, Route, expect

from agent_api.tickets.attachments.domain.scan_verdict import State, state_sentence
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
SAID_OF: dict[str, tuple[State, str]] = {
    "bueno.pdf": ("open", ""),
    "malo.pdf": ("withheld", "Win.Test.EICAR_HDB-1"),
    "enorme.pdf": ("withheld", "Heuristics.Limits.Exceeded.MaxScanSize"),
    "nuevo.pdf": ("waiting", ""),
}
"""The simulated verdict of an antivirus on each file; this system has none."""


async def as_if_examined(route: Route) -> None:
    """Add the simulated verdicts to the API's answer."""
    answer = await route.fetch()
    body: dict[str, Any] = await answer.json()
    for each in body["attachments"]:
        state, finding = SAID_OF[each["name"]]
        each |= {"state": state, "why": state_sentence(state, finding)}
    await route.fulfill(response=answer, json=body)


async def test_withheld_file_shows_reason_and_is_no_link(probe: PageProbe, axe: str) -> None:
    """Only accepted files can be opened, the number of withheld ones is shown at once, and the page meets WCAG."""
    writer = (await probe.open_context()).request
    await request_as_user(writer, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    number = (await request_as_user(writer, "POST", "/tickets", RENEWAL))["number"]
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", f"/bandeja/{number}")
    await desk.page.route("**/attachments", as_if_examined)
    async with desk.page.expect_file_chooser() as chosen:
        await desk.page.get_by_role("button", name="Adjuntar").click()
    files: list[FilePayload] = [
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + name.encode()} for name in SAID_OF
    ]
    await (await chosen.value).set_files(files)
    await desk.expect_text("4 anexos guardados; 2 los retuvo el antivirus; 1 espera al antivirus.")
    annexes = desk.page.get_by_role("region", name="Anexos")
    await expect(annexes.get_by_role("listitem")).to_have_count(len(SAID_OF))
    await expect(annexes.get_by_role("link")).to_have_text(["bueno.pdf"])
    for name, (state, finding) in SAID_OF.items():
        await expect(annexes.get_by_role("listitem").filter(has_text=name)).to_contain_text(
            state_sentence(state, finding)
        )
    assert await Checker(axe).violations(desk.page) == []
