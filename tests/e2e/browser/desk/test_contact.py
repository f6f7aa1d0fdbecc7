"""A complete call at the desk, in a real browser on the real system."""

import asyncio
import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Route, expect

from tests.support.browser.advisor_page import PETITION, TICKET_NUMBER, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

TOPIC = "Reclamo · Pago no aplicado"
WHOLE = (
    "CallIngressed",
    "MenuSelected",
    "CallQueued",
    "AdvisorOffered",
    "CustomerViewed",
    "CallAnswered",
    "CallHeld",
    "CallRetrieved",
    "CallMuted",
    "CallUnmuted",
    "KeysSent",
    "TicketFiled",
    "CallEnded",
)


async def test_a_whole_attention_needs_no_mouse(probe: PageProbe, rig: CallRig, system: System) -> None:
    """A whole call works by keyboard from sign-in on, the pop appears before the answer, and the log is complete."""
    desk = await AdvisorPage.sign_in_by_keyboard(await probe.open_context(), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_text("C*** A*** Q***")
    painted = datetime.now(UTC)
    await desk.expect_text("Línea Bogotá", "Solicitud y renovación de crédito", "esperó", "Posible cliente")
    await desk.expect_text("Le habla Ana Lucía Rojas")
    phone_text = re.compile(r"^Celular, (sin verificar|del identificador de la red)$")
    await expect(desk.page.locator("[data-number]")).to_have_text(phone_text)
    await expect(desk.page.get_by_text(re.compile(r"^tickets? abiertos?$"))).to_be_visible()
    page_text = await desk.page.locator("main").inner_text()
    assert "Quiñones" not in page_text
    assert "3001234567" not in page_text.replace(" ", "")
    call = await desk.latest_call()
    await desk.expect_talking()
    await toggle(desk, "Alt+r", "Retener", "Retomar")
    await toggle(desk, "Alt+s", "Silenciar", "Hablar")
    await send_keys(desk, "407#")
    await desk.choose_topic("pago no", TOPIC)
    await desk.write_text(PETITION)
    await desk.press("Control+Enter")
    number = await desk.filed_ticket_number()
    assert TICKET_NUMBER.fullmatch(number)
    await desk.hang_up()
    await counts_down(desk)
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")
    await desk.expect_text("Listo para atender", number)
    story = await rig.timeline(call, "CallTypified")
    assert story.has_in_order(*WHOLE), " ".join(story.kinds)
    assert story.has_in_order("TicketFiled", "CallTypified")  # it follows at once, but by a separate request
    assert painted < story.time_of("CallAnswered")
    assert sum(fact["keys"] for fact in story.facts("KeysSent")) == len("407#")
    assert [fact["ticket"] for fact in story.facts("TicketFiled")] == [number]
    ticket = await system.get(f"/api/v1/tickets/{number}")
    assert (ticket["call_id"], ticket["kind"], ticket["theme"]) == (call, "reclamo", "pago_no_aplicado")
    assert ticket["spoken"].startswith("Su radicado es")


async def test_main_button_is_disabled_while_filing_is_saved(probe: PageProbe, rig: CallRig) -> None:
    """The main button is disabled while the filing is saved, and ends the wrap-up by key as soon as it is enabled."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_talking()
    written = asyncio.Event()

    async def late(route: Route) -> None:
        await written.wait()
        await route.continue_()

    await desk.page.route("**/disposition", late)
    await desk.choose_topic("pago no", TOPIC)
    await desk.write_text(PETITION)
    await desk.press("Control+Enter")
    await desk.filed_ticket_number()
    await desk.hang_up()
    await expect(desk.page.locator("#principal")).to_be_disabled()
    written.set()
    await expect(desk.page.locator("#principal")).to_be_focused()
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")


async def send_keys(desk: AdvisorPage, keys: str) -> None:
    """Open the keypad by its shortcut, type keys, and close it: only the last key is legible, and the focus returns."""
    await desk.press("Alt+m")
    keypad = desk.page.get_by_role("dialog", name="Teclado")
    await expect(keypad.get_by_role("button", name="1", exact=True)).to_be_focused()
    for key in keys:
        await desk.press(key)
    await expect(keypad.get_by_text("•" * (len(keys) - 1) + keys[-1])).to_be_visible()
    await expect(keypad.get_by_role("status")).to_have_text(f"{len(keys)} teclas pulsadas")
    await desk.press("Escape")
    await expect(keypad).to_have_count(0)
    await expect(desk.page.locator("#tipificacion")).to_be_focused()


async def counts_down(desk: AdvisorPage) -> None:
    """Check that the screen counts down the time for the wrap-up."""
    countdown = desk.page.get_by_label("Tiempo para tipificar")
    before = await countdown.inner_text()
    assert "1:40" < before <= "2:00"
    await expect(countdown).not_to_have_text(before)
    assert await countdown.inner_text() < before


async def toggle(desk: AdvisorPage, key: str, off: str, on: str) -> None:
    """Switch a control of the call on and off by its key."""
    for before, after in ((off, on), (on, off)):
        await expect(desk.page.get_by_role("button", name=before)).to_be_visible()
        await desk.press(key)
        await expect(desk.page.get_by_role("button", name=after)).to_be_visible()
