"""The inbox of each role: the order of the tickets, the offered steps, and the screen sizes."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser import contact_steps
from tests.support.browser.advisor_page import PETITION
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

RECONSIDER: dict[str, Any] = {
    "kind": "solicitud",
    "theme": "credito_nuevo",
    "subtheme": "reconsideracion",
    "text": PETITION,
    "email": "carlos@ejemplo.com",
}
"""A petition that the matrix gives to funcionario1's area."""
GLASSES = ((1366, 768), (1024, 768), (768, 1024), (390, 844))
_OVERLAPPING = """(list) => list.flatMap((parent) => {
  const boxes = [...parent.children].map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1);
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${one.textContent.slice(0, 40)} | ${other.textContent.slice(0, 40)}`));
})"""


async def enter(probe: PageProbe, user: str, path: str = "/bandeja", **beholder: Any) -> Page:
    """Sign in as a user and open the inbox."""
    page = await (await probe.open_context(**REDUCED_MOTION, **beholder)).new_page()
    await request_as_user(page.request, "POST", "/session", {"username": user, "password": DEMO_PASSWORD})
    await page.goto(path)
    await expect(page.get_by_role("heading", name="Bandeja").last).to_be_attached()
    return page


async def file(probe: PageProbe, user: str, **form: Any) -> str:
    """File a petition as a user and return its number."""
    request = (await probe.open_context()).request
    await request_as_user(request, "POST", "/session", {"username": user, "password": DEMO_PASSWORD})
    return str((await request_as_user(request, "POST", "/tickets", RECONSIDER | form))["number"])


def row(page: Page, number: str) -> Locator:
    """Return the row of a ticket in the list."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=number))


async def choose_box(page: Page, name: str) -> None:
    """Choose another box of the inbox."""
    await page.get_by_role("group", name="Bandejas").get_by_role("button", name=name).click()


async def stands_out(page: Page, *steps: str) -> None:
    """Check that only the step that the state requires is highlighted; none if none is required."""
    await expect(contact_steps.step_group(page)).to_be_visible()
    await expect(contact_steps.step_group(page).locator("button[data-variant=filled]")).to_have_text(steps)


async def test_open_tickets_come_first_by_their_last_day_and_with_days_overdue(probe: PageProbe) -> None:
    """Open tickets come first, by their last day and with the days overdue; closed ones come last."""
    long_ago = datetime.now(ZoneInfo("America/Bogota")).date() - timedelta(days=50)
    closed = await file(probe, "asesor2", outcome="answered", answer="Se le explicó.")
    fresh = await file(probe, "escrita1")
    late = await file(probe, "escrita1", received_on=long_ago.isoformat())
    page = await enter(probe, "supervisor")
    await expect(row(page, late)).to_contain_text("venció hace")
    await expect(row(page, closed)).to_contain_text("Cerrado el")
    listed = await page.get_by_role("row").get_by_role("link").all_inner_texts()
    assert [each for each in listed if each in (late, fresh, closed)] == [late, fresh, closed]
    assert listed.index(late) == 0
    await page.get_by_label("Estado").select_option("closed")
    await expect(page.get_by_label("Semáforo")).to_be_hidden()
    await expect(row(page, late)).to_be_hidden()
    await contact_steps.open_ticket(page, closed)
    await expect(page.get_by_role("complementary")).to_contain_text("respondido en el primer contacto")
    await page.goto(f"/bandeja/{late}")
    await expect(page.get_by_role("complementary")).to_contain_text("Venció el")
    await stands_out(page)


async def test_quality_and_overseers_of_contract_read_tickets(probe: PageProbe) -> None:
    """Quality and the overseers of the contract read tickets, and see no button that would be refused."""
    number = await file(probe, "asesor2", outcome="escalated")
    for user in ("calidad", "interventoria"):
        page = await enter(probe, user, f"/bandeja/{number}")
        await expect(page.get_by_text("Ahora no le corresponde ningún paso; puede leerlo.")).to_be_visible()
        await expect(page.get_by_role("button", name="Anotar")).to_be_hidden()


@pytest.mark.parametrize("glass", GLASSES, ids=lambda glass: f"{glass[0]}px")
async def test_nothing_overlaps_on_any_glass(probe: PageProbe, glass: tuple[int, int]) -> None:
    """List, ticket and a step's form fit the width, and no cell, button or part covers another."""
    number = await file(probe, "escrita1", subtheme="reconsideracion")
    page = await enter(probe, "escrita1", viewport={"width": glass[0], "height": glass[1]})
    await expect(row(page, number)).to_be_visible()
    await _fits(page, "main section > header, tbody tr")
    narrow = await page.evaluate(
        "Math.min(...[...document.querySelectorAll('td[data-label]')].map((each) => each.clientWidth))"
    )
    assert narrow >= 100, narrow
    await contact_steps.open_ticket(page, number)
    await contact_steps.choose_step(page, "Responder")
    await expect(page.locator("#paso-text")).to_be_focused()
    await _fits(page, "main aside, main aside > header, main aside section, main aside [role=group], form, tbody tr")
    await page.get_by_role("button", name="Cerrar el ticket").click()
    await expect(row(page, number)).to_be_visible()


async def _fits(page: Page, parents: str) -> None:
    await asyncio.sleep(0.2)
    assert not await overflows_horizontally(page)
    assert await page.locator(parents).evaluate_all(_OVERLAPPING) == []
