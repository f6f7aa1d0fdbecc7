"""An attorney's call by keyboard: refused before the check, answered after it, filed without writing twice."""

import pytest
from playwright.async_api import Locator, expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

ATTORNEY, POWER = "Iván Duarte", "Poder, Notaría 4 de Bogotá"
CUSTOMER = "Carlos Andrés Quiñones"
LEAF = "Pago que no aparece"


def panel(desk: AdvisorPage) -> Locator:
    """Return the tab with the customer."""
    return desk.page.locator("#lado-customer")


async def press(desk: AdvisorPage, name: str) -> None:
    """Focus a button of the customer's tab, and press Enter."""
    await panel(desk).get_by_role("button", name=name, exact=True).focus()
    await desk.press("Enter")


async def state_attorney(desk: AdvisorPage) -> None:
    """Choose the attorney and state person and document; Enter saves them."""
    await desk.press("Alt+i")
    await expect(desk.page.get_by_label("Buscar al cliente")).to_be_focused()
    await press(desk, "Apoderado")
    await expect(panel(desk).get_by_label("Nombre del apoderado")).to_be_focused()
    await desk.type(ATTORNEY)
    await desk.press("Tab", "Tab")
    await expect(panel(desk).get_by_label("Acreditación")).to_be_focused()
    await desk.type(POWER)
    await desk.press("Enter")
    await expect(panel(desk).get_by_text("Sin revisar")).to_be_visible()


async def take_a_later_call(desk: AdvisorPage, rig: CallRig) -> None:
    """Take the checked mandate over without writing it; the holder who speaks again answers questions again."""
    await contact_steps.answer_known_caller(desk, rig)
    await contact_steps.verify_suggested(desk)
    await contact_steps.run_all_lookups(desk, 4)
    await desk.press("Alt+g")
    step = desk.page.get_by_role("checkbox", name="Paso 3")
    await step.click()
    await desk.page.reload()
    await desk.expect_talking()
    await expect(step).to_be_checked()
    await expect(desk.page.get_by_role("list", name="Pasos del guion")).to_contain_text("Hecho: No dé datos")
    await desk.press("Alt+i")
    # A request on its way would be refused.
    await expect(panel(desk).locator("li[data-kind]").first).to_be_visible()
    await press(desk, "Apoderado")
    known = panel(desk).get_by_role("list", name="Acreditaciones ya revisadas").get_by_role("button")
    await known.filter(has_text=ATTORNEY).first.focus()
    await desk.press("Enter")
    await expect(panel(desk).get_by_text("Sin revisar")).to_be_visible()
    await press(desk, "Titular")
    await expect(desk.page.get_by_label("Buscar al cliente")).to_be_visible()
    assert CUSTOMER not in await desk.page.locator("main").inner_text()
    await desk.hang_up()
    await contact_steps.choose_subtheme(desk, "pago no aparece", LEAF)
    await desk.press("Control+Enter")


async def test_an_attorneys_call_from_pick_up_to_filing(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """A lookup is refused until the mandate is checked; reload keeps all; the ticket has the speaker and the check.

    A later call offers the checked mandate.
    """
    probe.expect_status(403, "/lookups/creditos")
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await contact_steps.answer_known_caller(desk, rig)
    await state_attorney(desk)
    await contact_steps.find_customer(desk, contact_steps.DOCUMENT)
    await contact_steps.answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad del titular verificada, sin ver sus datos", "Revise en la pestaña Cliente")
    assert CUSTOMER not in await desk.page.locator("main").inner_text()
    assert not await Checker(axe).violations(desk.page)
    await desk.press("Alt+k")
    lookup = desk.page.get_by_role("button", name="Consultar Créditos", exact=True)
    await lookup.focus()
    await desk.press("Enter")
    await expect(desk.page.get_by_role("alert")).to_contain_text("Revise en la pestaña Cliente la acreditación")
    await desk.page.reload()
    await desk.expect_talking()
    await desk.press("Alt+i")
    await expect(panel(desk).get_by_text(POWER)).to_be_visible()
    await press(desk, "Datos y consultas")
    await expect(panel(desk).get_by_role("heading", name=CUSTOMER)).to_be_visible()
    await contact_steps.run_lookup(desk, "Créditos")
    await contact_steps.choose_subtheme(desk, "pago no aparece", LEAF)
    await desk.press("Tab")
    await desk.type(PETITION)
    await expect(desk.page.get_by_text(f"Apoderado: {ATTORNEY}")).to_be_visible()
    assert not await Checker(axe).violations(desk.page)
    await desk.press("Control+Enter")
    ticket = await system.get(f"/api/v1/tickets/{await desk.filed_ticket_number()}")
    assert ticket["representative"]["name"] == ATTORNEY
    assert (ticket["mandate"]["document"], ticket["mandate"]["result"]) == (POWER, "sufficient")
    story = await rig.timeline(call, "TicketFiled")
    assert {"CallSpeakerStated", "DisclosureRefused", "CallMandateChecked", "LookupMade"} <= set(story.kinds)
    await desk.hang_up()
    await desk.press("Control+Enter")
    await take_a_later_call(desk, rig)
