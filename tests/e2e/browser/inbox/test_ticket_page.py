"""The page of a ticket: one action, the preview of its answer, and linked tickets."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
CONTACT: dict[str, Any] = {"petitioner": {"name": "Inés Arango"}, "email": "ines@correo.example"}
ANSWER = "Su renovación quedó aprobada."
LIST, LATE_S = re.compile(r"/api/v1/tickets\?"), 1.0
WATCH_ALERTS = """() => {
  window.alerts = [];
  new MutationObserver(() => {
    for (const alert of document.querySelectorAll("[role=alert]")) window.alerts.push(alert.textContent);
  }).observe(document.body, { subtree: true, childList: true });
}"""
SCREENS = ((1920, 1080), (1366, 768), (1024, 768), (390, 844))


async def written(probe: PageProbe, **beholder: Any) -> AdvisorPage:
    """Sign in as an advisor of the written channel, who has no desk."""
    context = await probe.open_context(**REDUCED_MOTION, **beholder)
    await request_as_user(context.request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    return AdvisorPage(await context.new_page())


async def filed(page: Page, **form: Any) -> str:
    """File a petition and return its number."""
    return str((await request_as_user(page.request, "POST", "/tickets", RENEWAL | CONTACT | form))["number"])


async def escalated_by_phone(probe: PageProbe) -> str:
    """File a petition at the phone and escalate it to the written channel, where it has no owner; return its number."""
    phone = (await probe.open_context()).request
    await request_as_user(phone, "POST", "/session", {"username": "asesor1", "password": DEMO_PASSWORD})
    form = RENEWAL | CONTACT | {"channel": "phone", "outcome": "escalated"}
    return str((await request_as_user(phone, "POST", "/tickets", form))["number"])


async def step(page: Page, number: str, name: str, **form: Any) -> dict[str, Any]:
    """Take a step by the API."""
    version = (await request_as_user(page.request, "GET", f"/tickets/{number}"))["version"]
    body = {"step": name, "version": version, **form}
    return dict(await request_as_user(page.request, "POST", f"/tickets/{number}/steps", body))


def preview_of(page: Page) -> Any:
    """Return the preview of the answer."""
    return page.get_by_role("region", name="Correo que le llega al peticionario")


async def test_page_leads_with_one_action_and_shows_the_petitioner(probe: PageProbe, axe: str) -> None:
    """The petitioner heads the page, the action of the state stands alone, and the menu has the others by keyboard."""
    page = (await written(probe)).page
    number = await escalated_by_phone(probe)
    await page.goto(f"/bandeja/{number}")
    await expect(page.get_by_role("complementary").locator("header")).to_contain_text("Inés Arango")
    group = contact_steps.step_group(page)
    await expect(group.get_by_role("button")).to_have_text(["Tomar", "Más acciones ▾"])
    await group.get_by_role("button", name=contact_steps.STEP_MENU).focus()
    await page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    await expect(items.filter(has_text="Escalar")).to_be_visible()
    await expect(items.last).to_have_text("Cerrar por desistimiento")
    assert await Checker(axe).violations(page) == []
    await page.keyboard.press("Escape")
    await expect(group.get_by_role("button", name=contact_steps.STEP_MENU)).to_be_focused()


async def test_own_step_is_no_conflict_while_the_lists_are_read(probe: PageProbe) -> None:
    """An answer is sent while the lists are slow: no other user is blamed, and the next step is taken."""
    page = await page_with_answer(probe)
    await page.evaluate(WATCH_ALERTS)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("form", name="Responder")).to_be_hidden()
    await contact_steps.take_step(page, "Enviar la respuesta")
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_visible()
    assert await page.evaluate("window.alerts") == []


async def test_step_chosen_while_the_lists_are_read_opens_after_them(probe: PageProbe) -> None:
    """The button of the chosen step is pressed while the step before is sent; then its form opens and is sent."""
    page = await page_with_answer(probe)
    await page.keyboard.press("Control+Enter")
    chosen = contact_steps.step_group(page).get_by_role("button", name="Enviar la respuesta", exact=True)
    await chosen.click()
    await expect(page.get_by_role("form", name="Responder")).to_be_visible()
    await expect(chosen).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("form", name="Enviar la respuesta")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_visible()


async def page_with_answer(probe: PageProbe) -> Page:
    """Open a petition whose answer is written and not yet sent, while the server is slow to list petitions."""
    page = (await written(probe)).page
    number = await filed(page)
    await page.goto(f"/bandeja/{number}")
    await contact_steps.choose_step(page, "Responder")
    await page.get_by_label("Respuesta", exact=True).fill(ANSWER)
    await page.locator("#paso-response").select_option("informa")
    await page.route(LIST, _answer_late)
    return page


async def _answer_late(route: Route) -> None:
    await asyncio.sleep(LATE_S)
    await route.continue_()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}px")
async def test_answer_is_previewed_as_it_leaves(probe: PageProbe, axe: str, screen: tuple[int, int]) -> None:
    """The preview follows the editor, fits each screen, and is the text of the mail that is sent."""
    page = (await written(probe, viewport={"width": screen[0], "height": screen[1]})).page
    number = await filed(page)
    await page.goto(f"/bandeja/{number}")
    await contact_steps.choose_step(page, "Responder")
    await page.get_by_label("Respuesta", exact=True).fill(ANSWER)
    await expect(preview_of(page)).to_contain_text(ANSWER)
    await expect(preview_of(page)).to_contain_text("Cordial saludo, Inés Arango:")
    await expect(preview_of(page)).to_contain_text("ines@correo.example")
    assert not await overflows_horizontally(page)
    assert await Checker(axe).violations(page) == []


async def test_letter_is_previewed_as_its_page(probe: PageProbe, axe: str) -> None:
    """Without e-mail the preview is the page of the letter, drawn, and its text is there for screen readers."""
    page = (await written(probe)).page
    number = await filed(page, email=None, address="Carrera 3 # 18-32, Mitú")
    await page.goto(f"/bandeja/{number}")
    await contact_steps.choose_step(page, "Responder")
    await page.get_by_label("Respuesta", exact=True).fill(ANSWER)
    letter = page.get_by_role("region", name="Carta que le llega al peticionario")
    sheet = letter.get_by_role("img", name="Página 1 de la carta")
    await expect(sheet).to_be_visible()
    await expect(letter).to_contain_text(ANSWER)
    for _ in range(300):
        if await sheet.evaluate("(canvas) => canvas.width > 900"):
            break
        await asyncio.sleep(0.1)
    assert await sheet.evaluate("(canvas) => canvas.width > 900 && canvas.height > canvas.width")
    assert await Checker(axe).violations(page) == []


async def test_linked_tickets_get_one_answer(probe: PageProbe, axe: str) -> None:
    """A duplicate is linked from the page, is seen from both, and gets the same answer."""
    page = (await written(probe)).page
    first, second = await filed(page), await filed(page, email="luis@correo.example")
    await page.goto(f"/bandeja/{second}")
    await contact_steps.choose_step(page, "Vincular con otro ticket")
    await page.get_by_label("Radicado del otro ticket").fill(first)
    await page.get_by_label("Esta petición").select_option(label="Repite la otra petición")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name=f"Repite el radicado {first}")).to_be_visible()
    await page.get_by_role("link", name=f"Repite el radicado {first}").click()
    await expect(page.get_by_role("link", name=f"Lo repite el radicado {second}")).to_be_visible()
    await step(page, first, "answer", text=ANSWER, response="informa")
    await page.reload()
    await contact_steps.choose_step(page, "Enviar la respuesta")
    await page.get_by_role("group", name="Responder también").get_by_label(second).check()
    assert await Checker(axe).violations(page) == []
    await page.get_by_role("form", name="Enviar la respuesta").get_by_role("button", name="Enviar").click()
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_visible()
    assert (await request_as_user(page.request, "GET", f"/tickets/{second}"))["state"] == "sending"
