"""The bell, without a network too, and the unresolved escalations: by keyboard, axe-clean, and on a telephone."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.lost_connection import lose_response
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


async def test_a_lost_network_neither_loses_nor_doubles_a_notification(probe: PageProbe, axe: str) -> None:
    """Without a network the bell says from when its list is; afterwards it announces and lists each new one once."""
    probe.expects_outage = True
    written, official = await user(probe, "escrita1"), await user(probe, "presidencia1")
    page = official.page
    await page.goto("/bandeja")
    await expect(bell(page)).to_have_accessible_name("Avisos: no tiene avisos sin leer")
    await bell(page).click()
    panel = page.get_by_role("dialog")
    await expect(panel).to_contain_text("No tiene avisos")
    await official.press("Escape")
    await page.context.set_offline(True)
    numbers = [await escalated(written, "presidencia") for _ in range(2)]
    await bell(page).click()
    await expect(bell(page)).to_have_accessible_name(re.compile("No se pudo leer si hay avisos nuevos: es lo que hab"))
    await expect(panel.get_by_role("status")).to_contain_text("Se intenta otra vez solo.")
    assert await Checker(axe).violations(page) == []
    await page.context.set_offline(False)
    await expect(bell(page)).to_have_accessible_name("Avisos: 2 sin leer")
    await expect(page.get_by_role("status").filter(has_text="2 avisos nuevos. El último:")).to_be_attached()
    for number in numbers:
        await expect(panel.get_by_role("link").filter(has_text=number)).to_have_count(1)
    await lose_response(page, "**/notifications/marks", panel.get_by_role("button", name="Marcar todos como leídos"))
    await expect(panel.get_by_role("alert")).to_contain_text("Cuando vuelva, revise si quedó marcado.")
    await expect(bell(page)).to_have_accessible_name("Avisos: no tiene avisos sin leer")
    assert await Checker(axe).violations(page) == []


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
