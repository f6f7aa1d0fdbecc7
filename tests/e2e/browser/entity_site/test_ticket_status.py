"""«¿Cómo va mi radicado?»: an advisor reads out state and last day of any petition, and of the customer's own."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

FORM = {"kind": "reclamo", "theme": "pago_no_aplicado", "subtheme": "pago_sin_registrar", "text": PETITION}
INES = {"petitioner": {"name": "Inés Arango", "document": "CC 52.900.101"}, "email": "ines@correo.example"}
SPOKEN = "cédula 52.900.101"


async def filed(probe: PageProbe, **form: Any) -> dict[str, Any]:
    """File a petition that came in writing, as the written channel."""
    writer = (await probe.open_context()).request
    await request_as_user(writer, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    return await request_as_user(writer, "POST", "/tickets", {**FORM, **form})


async def attend(desk: AdvisorPage, rig: CallRig) -> str:
    """Answer a call and return its id."""
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_talking()
    return await desk.latest_call()


async def consult(desk: AdvisorPage, number: str, document: str) -> None:
    """Enter number and document by keyboard alone, beginning with the shortcut."""
    await desk.press("Alt+b")
    await expect(desk.page.get_by_label("Número de radicado")).to_be_focused()
    await desk.press("Control+a")
    await desk.type(number)
    field = desk.page.get_by_label("Documento del peticionario")
    await desk.press("Tab" if await field.input_value() else "Enter")
    await expect(field).to_be_focused()
    await desk.press("Control+a")
    await desk.type(document)
    await desk.press("Enter")


async def test_an_advisor_reads_out_how_a_petition_is_going(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """Before verification a mistyped digit is reported, a wrong document refused, and the right one shows the state."""
    ticket = await filed(probe, **INES)
    number = str(ticket["number"])
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await attend(desk, rig)
    probe.expect_status(400, f"/api/v1/calls/{call}/ticket-status")
    digits = number.replace("-", "")
    await consult(desk, f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}", SPOKEN)
    await desk.expect_text("su último dígito no coincide")
    await consult(desk, digits.replace(digits[4:7], f"{digits[4:7]} ", 1), "79.900.102")
    await desk.expect_text("El radicado y el documento no corresponden", "Quedan 2 intentos en esta llamada.")
    assert await Checker(axe).violations(desk.page) == []
    await consult(desk, number, SPOKEN)
    await expect(desk.page.get_by_role("heading", name=number)).to_be_focused()
    await desk.expect_text("En estudio, en el canal escrito", "Le responderemos a más tardar el")
    assert await Checker(axe).violations(desk.page) == []
    page_text = await desk.page.locator("main").inner_text()
    assert not re.search(r"52\.?900\.?101|Arango|ines@|corresponsal", page_text)
    for width in (1366, 1024):
        await desk.page.set_viewport_size({"width": width, "height": 768})
        assert not await overflows_horizontally(desk.page)
    story = await rig.timeline(call, "TicketStatusRead")
    assert [each["reason"] for each in story.facts("TicketStatusRefused")] == ["no_match"]
    assert [each["ticket"] for each in story.facts("TicketStatusRead")] == [number]
    leader = await AdvisorPage.sign_in(await probe.open_context(), "supervisor", f"/llamadas/{call}")
    await leader.expect_text(f"Se leyó el estado del radicado {number}, con el documento de quien la presentó.")
    written = await AdvisorPage.sign_in(await probe.open_context(), "coordinador", f"/bandeja/{number}")
    await written.expect_text("leyó cómo va, con el documento de quien la presentó")
    await desk.hang_up()


async def test_attempts_run_out_and_nothing_more_is_read(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """After three wrong documents on a call, the right one is refused too."""
    number = str((await filed(probe, **INES))["number"])
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await attend(desk, rig)
    for attempts_left in ("Quedan 2 intentos", "Queda 1 intento", "No quedan intentos"):
        await consult(desk, number, "1.098.900.107")
        await desk.expect_text(attempts_left)
    await desk.expect_text("verifique su identidad")
    assert await Checker(axe).violations(desk.page) == []
    probe.expect_status(409, f"/api/v1/calls/{call}/ticket-status")
    await consult(desk, number, SPOKEN)
    await desk.expect_text("ya se agotaron los intentos de consultar un radicado")
    story = await rig.timeline(call, "TicketStatusRefused")
    assert not story.has_in_order("TicketStatusRead")
    await desk.hang_up()


async def test_the_verified_customers_petitions_stand_beside_their_data(
    probe: PageProbe, rig: CallRig, axe: str
) -> None:
    """The list has number, subject, state and last day; Enter on a petition shows its status without a document."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await attend(desk, rig)
    await contact_steps.find_customer(desk, contact_steps.DOCUMENT)
    await contact_steps.answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad verificada")
    customer = (await (await desk.page.request.get(f"/api/v1/calls/{call}/identity")).json())["customer_id"]
    ticket = await filed(probe, customer_id=customer)
    listed = await desk.page.request.get(f"/api/v1/tickets?customer_id={customer}&limit=100")
    running = sum(each["status"] == "open" for each in (await listed.json())["tickets"])
    assert running >= 1
    await desk.page.reload()
    await desk.expect_talking()
    await desk.press("Alt+i")
    row = desk.page.get_by_role("button", name=re.compile(str(ticket["number"])))
    await expect(row).to_contain_text("canal escrito")
    await expect(desk.page.get_by_text(re.compile(rf"· {running} abiertos?$"))).to_be_visible()
    await expect(desk.page.locator("[data-some]")).to_have_text(re.compile(rf"^{running}tickets? abiertos?$"))
    assert await Checker(axe).violations(desk.page) == []
    await row.focus()
    await desk.press("Enter")
    await expect(desk.page.get_by_role("heading", name=str(ticket["number"]))).to_be_focused()
    await desk.expect_text("En estudio, en el canal escrito")
    story = await rig.timeline(call, "TicketStatusRead")
    assert [each["grounds"] for each in story.facts("TicketStatusRead")] == ["identity"]
    await desk.hang_up()


async def test_inbox_shows_place_and_last_day_after_call_but_not_text(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """After the call the inbox shows its advisor the petition's place and last day, but not text, data or documents."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await attend(desk, rig)
    await contact_steps.find_customer(desk, contact_steps.DOCUMENT)
    await contact_steps.answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad verificada")
    await contact_steps.choose_subtheme(desk, "pago no aparece", "Pago que no aparece")
    await desk.press("Tab")
    await desk.type(PETITION)
    await desk.press("Control+Enter")
    number = await desk.filed_ticket_number()
    await desk.hang_up()
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")
    await desk.page.goto(f"/bandeja/{number}")
    await desk.expect_text(
        "En estudio, en el canal escrito", "Le responderemos a más tardar el", "la identidad del cliente"
    )
    page_text = await desk.page.get_by_role("complementary").inner_text()
    assert not re.search(r"corresponsal|Quiñones|79900102|ejemplo\.com", page_text)
    await expect(desk.page.get_by_role("link", name="Constancia (PDF)")).to_be_hidden()
    assert await Checker(axe).violations(desk.page) == []
