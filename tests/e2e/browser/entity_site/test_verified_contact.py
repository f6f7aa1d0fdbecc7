"""A complete call and its consequences: verified, changed, consulted, filed; then taken and answered."""

import asyncio
import json
import urllib.request
from collections.abc import Mapping

import pytest
from playwright.async_api import expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.system import System, sign_in_for_token, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

EMAIL = "carlos.nuevo@ejemplo.com"
LEAF = "Pago que no aparece"
WHOLE = ("IdentityAsked", "IdentityVerified", "CustomerRead", "CustomerUpdated", "LookupMade", "TicketFiled")


async def test_a_whole_attention_by_keyboard(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """An advisor verifies, changes contact data, consults, files by sub-theme, reads the number, and consults again."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await contact_steps.answer_known_caller(desk, rig)
    await contact_steps.find_customer(desk, contact_steps.DOCUMENT)
    await contact_steps.answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad verificada")
    await contact_steps.change_contact_data(desk, EMAIL, "tumaco", "San Andrés de Tumaco, Nariño")
    await contact_steps.run_lookup(desk, "Créditos")
    answer_group = desk.page.get_by_role("group", name="Lo que respondió C&CTEX")
    await expect(answer_group.locator("dd").first).to_be_visible()
    await contact_steps.choose_subtheme(desk, "pago no aparece", LEAF)
    await desk.expect_text("15 días hábiles")
    await desk.press("Tab")
    await desk.type(PETITION)
    await expect(desk.page.get_by_label("Correo para la respuesta")).to_have_value(EMAIL)
    assert not await Checker(axe).violations(desk.page)
    await desk.press("Control+Enter")
    number = await desk.filed_ticket_number()
    await desk.expect_text("a más tardar el")
    ticket = await system.get(f"/api/v1/tickets/{number}")
    assert (ticket["subtheme_name"], ticket["email"], ticket["call_id"]) == (LEAF, EMAIL, call)
    assert ticket["customer_id"]
    assert (ticket["tier"], ticket["state"]) == (2, "received")
    receipt = await desk.page.request.get(f"/api/v1/tickets/{number}/receipt")
    assert (await receipt.body()).startswith(b"%PDF")
    await desk.hang_up()
    await desk.press("Control+Enter")
    story = await rig.timeline(call, "CallTypified")
    assert set(WHOLE) <= set(story.kinds), story.kinds
    await desk.page.get_by_role("link", name="Bandeja").click()
    row = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("link", name=number))
    await expect(row).to_contain_text("En el canal escrito desde el")
    page = (await written_advisor(probe)).page
    await contact_steps.open_ticket(page, number)
    await contact_steps.run_ticket_lookup(page, "Créditos")
    assert not await Checker(axe).violations(page)


async def test_a_failed_verification_closes_the_data_and_no_petition(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """Two failed checks show no data, the petition is still filed, and a supervisor allows another check."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await contact_steps.answer_known_caller(desk, rig)
    await contact_steps.find_customer(desk, contact_steps.DOCUMENT)
    await contact_steps.answer_questions(desk, rightly=False)
    await desk.expect_text("No coincide; queda un intento")
    await expect(desk.page.get_by_role("button", name="Preguntar otra vez")).to_be_focused()
    await desk.press("Enter")
    await contact_steps.answer_questions(desk, rightly=False)
    await desk.expect_text("no quedan intentos", "Puede radicar la petición")
    assert contact_steps.DOCUMENT not in await desk.page.locator("main").inner_text()
    await contact_steps.choose_subtheme(desk, "pago no aparece", LEAF)
    await desk.press("Tab")
    await desk.type(PETITION)
    await desk.press("Control+Enter")
    ticket = await system.get(f"/api/v1/tickets/{await desk.filed_ticket_number()}")
    assert ticket["customer_id"] is None
    leader = await AdvisorPage.sign_in(await probe.open_context(), "supervisor", "/tablero")
    await contact_steps.release_identity_check(leader.page, contact_steps.DOCUMENT)
    assert not await Checker(axe).violations(leader.page)
    await desk.page.get_by_role("button", name="Preguntar otra vez").focus()
    await desk.press("Enter")
    await desk.expect_text("Pregunte y escriba lo que le digan")
    await desk.hang_up()
    await desk.press("Control+Enter")


async def test_ticket_is_taken_answered_and_sent_from_inbox(probe: PageProbe, system: System, axe: str) -> None:
    """A ticket is taken, answered and sent from the inbox; a concurrent change is shown, and the typed text is kept."""
    number = await filed(system)
    desk = await written_advisor(probe)
    page = desk.page
    await contact_steps.open_ticket(page, number)
    await desk.expect_text(LEAF, "Sin tomar", PETITION)
    await contact_steps.choose_step(page, "Tomar")
    await expect(page.get_by_text("✓ El ticket es suyo.")).to_be_visible()
    await page.reload()
    await desk.expect_text(LEAF, PETITION)
    await contact_steps.choose_step(page, "Responder")
    await desk.type("Su pago se aplicó el 20 de noviembre.")
    probe.expect_status(409, f"/api/v1/tickets/{number}/steps")
    await note(system, number)
    await desk.press("Control+Enter")
    await desk.expect_text("Otra persona cambió este ticket", "Revise el comprobante.")
    await expect(page.locator("#paso-text")).to_have_value("Su pago se aplicó el 20 de noviembre.")
    assert not await Checker(axe).violations(page)
    await page.locator("#paso-text").focus()
    await desk.press("Control+Enter")
    await expect(page.get_by_role("complementary")).to_contain_text("Respuesta lista para enviar")
    await expect(page.get_by_text("✓ Respuesta guardada.")).to_be_visible()
    await expect(contact_steps.step_group(page).get_by_role("button", name="Enviar la respuesta")).to_be_hidden()
    await contact_steps.choose_step(page, "Tipificar la respuesta")
    await page.locator("#paso-response").select_option(index=1)
    await desk.press("Control+Enter")
    await expect(page.locator("#paso-response")).to_be_hidden()
    await contact_steps.take_step(page, "Enviar la respuesta")

    async def is_on_its_way() -> bool:
        return (await system.get(f"/api/v1/tickets/{number}"))["state"] in {"sending", "closed"}

    await wait_until(is_on_its_way, 20.0)


async def written_advisor(probe: PageProbe) -> AdvisorPage:
    """Sign in as the written channel's advisor, whose first screen is the inbox; they have no desk and no phone."""
    desk = AdvisorPage(await (await probe.open_context()).new_page())
    await desk.page.goto("/")
    await desk.page.get_by_label("Usuario").fill("escrita1")
    await desk.page.get_by_label("Contraseña").first.fill("guadua-laguna-ruana-17")
    await desk.press("Enter")
    await expect(desk.page.get_by_role("heading", name="Bandeja")).to_be_visible()
    return desk


async def filed(system: System) -> str:
    """File a petition that came by phone and was escalated; return its number."""
    form = {
        "kind": "reclamo",
        "theme": "pago_no_aplicado",
        "subtheme": "pago_sin_registrar",
        "text": PETITION,
        "channel": "phone",
        "outcome": "escalated",
        "email": EMAIL,
    }
    answer = await ask(system, "asesor2", "/api/v1/tickets", form)
    return str(answer["number"])


async def note(system: System, number: str) -> None:
    """Add a note as a supervisor."""
    ticket = await system.get(f"/api/v1/tickets/{number}")
    form = {"step": "note", "version": ticket["version"], "text": "Revise el comprobante."}
    await ask(system, "supervisor", f"/api/v1/tickets/{number}/steps", form)


async def ask(system: System, user: str, path: str, form: Mapping[str, object]) -> dict[str, object]:
    """Send a form as a user and return the API's answer."""

    def send() -> dict[str, object]:
        headers = {
            "Authorization": f"Bearer {sign_in_for_token(system.web, user)}",
            "Content-Type": "application/json",
            "Idempotency-Key": "de-la-prueba-1",
        }
        request = urllib.request.Request(f"{system.web}{path}", json.dumps(dict(form)).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return dict(json.load(answer))

    return await asyncio.to_thread(send)
