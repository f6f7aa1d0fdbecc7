"""The bell, a mention in a note, and the unresolved escalations: by keyboard, axe-clean, and on a telephone."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

PETITION = {
    "kind": "solicitud",
    "theme": "credito_nuevo",
    "subtheme": "reconsideracion",
    "text": "Pide que se reconsidere su crédito.",
    "email": "carlos@ejemplo.com",
}


async def user(probe: PageProbe, name: str, **options: Any) -> AdvisorPage:
    """Sign in as a user and return their page."""
    context = await probe.open_context(**{**REDUCED_MOTION, **options})
    await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
    return AdvisorPage(await context.new_page())


async def escalated(written: AdvisorPage, area: str = "fondos") -> str:
    """File a petition as the written channel and escalate it to an area; return its number."""
    filed = await request_as_user(written.page.request, "POST", "/tickets", PETITION)
    step = {"step": "escalate", "version": filed["version"], "area": area}
    await request_as_user(written.page.request, "POST", f"/tickets/{filed['number']}/steps", step)
    return str(filed["number"])


def bell(page: Page) -> Any:
    """Return the bell of a page."""
    return page.get_by_role("button", name="Avisos:")


async def test_a_notification_leads_to_its_ticket_and_is_read(probe: PageProbe, axe: str) -> None:
    """The bell counts it, the panel opens and closes by keyboard, and the opened ticket's notification is read."""
    checker = Checker(axe)
    written, official = await user(probe, "escrita1"), await user(probe, "fondos1")
    number = await escalated(written)
    page = official.page
    await page.goto("/bandeja")
    await expect(bell(page)).to_have_accessible_name(re.compile(r"Avisos: \d+ sin leer"))
    await bell(page).focus()
    await official.press("Enter")
    panel = page.get_by_role("dialog")
    await expect(panel.get_by_role("heading", name="Avisos")).to_be_visible()
    assert await checker.violations(page) == []
    await official.press("Escape")
    await expect(panel).to_have_count(0)
    await expect(bell(page)).to_be_focused()
    await official.press("Enter")
    notification = panel.get_by_role("link").filter(has_text=number)
    await expect(notification).to_contain_text("Sin leer:")
    await notification.focus()
    await official.press("Enter")
    await expect(page.get_by_role("heading", name=number)).to_be_visible()
    await expect(panel).to_have_count(0)
    await bell(page).click()
    await expect(notification).to_be_visible()
    await expect(notification).not_to_contain_text("Sin leer:")


async def test_a_note_mentions_a_colleague_from_the_list(probe: PageProbe, axe: str) -> None:
    """Typing @ offers those who can open the ticket; the chosen colleague finds it under the bell."""
    checker = Checker(axe)
    written, official = await user(probe, "escrita1"), await user(probe, "fondos1")
    number = await escalated(written)
    page = official.page
    await page.goto(f"/bandeja/{number}")
    await contact_steps.choose_step(page, "Anotar")
    await page.get_by_role("textbox", name="Nota").focus()
    await official.type("¿Lo revisa, @fab")
    offered = page.get_by_role("list", name="Colegas que puede mencionar")
    await expect(offered.get_by_role("button", name="Fabio Nelson Arango")).to_be_visible()
    assert await checker.violations(page) == []
    await official.press("ArrowDown", "Enter")
    await expect(page.get_by_role("textbox", name="Nota")).to_have_value("¿Lo revisa, @fondos2 ")
    await official.expect_text("Le llega un aviso a Fabio Nelson Arango.")
    await official.press("Control+Enter")
    await official.expect_text("Nota guardada.", "Se avisó a Fabio Nelson Arango.")
    colleague = await user(probe, "fondos2")
    await colleague.page.goto("/bandeja")
    await bell(colleague.page).click()
    await colleague.expect_text(f"Hay una nota para usted en el ticket {number}, de Yolima Caicedo.")


@pytest.mark.parametrize("screen", [{}, PHONE_SCREEN], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_unresolved_escalations_by_area(probe: PageProbe, axe: str, screen: Any, scheme: str) -> None:
    """The coordination sees the areas and opens a ticket; nothing exceeds the width, in light and dark."""
    checker = Checker(axe)
    number = await escalated(await user(probe, "escrita1"), "juridica")
    coordinator = await user(probe, "coordinador", color_scheme=scheme, **screen)
    page = coordinator.page
    await page.goto("/escalamientos")
    await expect(page.get_by_role("heading", name="Escalamientos sin resolver")).to_be_visible()
    assert await checker.violations(page) == []
    assert not await overflows_horizontally(page)
    await page.get_by_role("combobox", name="Área").select_option("juridica")
    await page.get_by_role("link", name=number).focus()
    await coordinator.press("Enter")
    await expect(page.get_by_role("heading", name=number)).to_be_visible()
