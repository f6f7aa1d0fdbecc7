"""From the desk to the document: the person named by the constancia and the mail of a call's petition."""

import asyncio
import io
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pypdf
import pytest
from playwright.async_api import Page, expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe, overflows_horizontally
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

NAME, DOCUMENT = "Carlos Andrés Quiñones", f"CC {contact_steps.DOCUMENT}"
LEAF = "Pago que no aparece"


async def begin(probe: PageProbe, rig: CallRig) -> AdvisorPage:
    """Answer a call with a verified customer and write the petition."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await contact_steps.answer_known_caller(desk, rig)
    await contact_steps.verify(desk)
    await contact_steps.choose_subtheme(desk, "pago no aparece", LEAF)
    await desk.press("Tab")
    await desk.type(PETITION)
    return desk


async def choose(desk: AdvisorPage, petitioner: str) -> None:
    """Choose the petitioner."""
    button = desk.page.get_by_role("group", name="Peticionario").get_by_role("button", name=petitioner)
    await button.focus()
    await desk.press("Enter")
    await expect(button).to_have_attribute("aria-pressed", "true")


async def filed(desk: AdvisorPage) -> str:
    """File the petition and return its number."""
    await desk.press("Control+Enter")
    return await desk.filed_ticket_number()


async def end(desk: AdvisorPage) -> None:
    """Hang up and finish the wrap-up."""
    await desk.hang_up()
    await desk.press("Control+Enter")


async def constancia(page: Page) -> str:
    """Return the text of the linked document, in one line."""
    address = await page.get_by_role("link", name="Constancia (PDF)").get_attribute("href")
    answer = await page.request.get(str(address))
    assert answer.ok, await answer.text()
    return text_of(await answer.body())


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


async def mailed(system: System, number: str) -> EmailMessage:
    """Return the constancia that the mail server received."""

    def read_messages() -> list[EmailMessage]:
        files = (system.data / "sample_mailbox").glob("*.eml")
        return [message_from_bytes(each.read_bytes(), _class=EmailMessage, policy=default) for each in files]

    async def has_come() -> bool:
        return any(
            f"Radicado {number}: recibimos" in str(each["Subject"]) for each in await asyncio.to_thread(read_messages)
        )

    await wait_until(has_come, 40.0)
    return next(each for each in read_messages() if f"Radicado {number}: recibimos" in str(each["Subject"]))


async def test_a_verified_customer_stands_on_paper_and_in_the_mail(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """The document has the record's name, document and address; the mail greets by name and encloses it."""
    desk = await begin(probe, rig)
    email = desk.page.get_by_label("Correo para la respuesta")
    await expect(email).to_have_value("carlos.quinones@ejemplo.com")
    assert not await Checker(axe).violations(desk.page)
    number = await filed(desk)
    paper = await constancia(desk.page)
    assert f"{NAME}. Documento: {DOCUMENT}" in paper
    assert "Notificaciones: carlos.quinones@ejemplo.com" in paper
    message = await mailed(system, number)
    plain = message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().startswith(f"Cordial saludo, {NAME}:")
    (enclosed,) = message.iter_attachments()
    assert f"{NAME}. Documento: {DOCUMENT}" in text_of(enclosed.get_content())
    await end(desk)


async def test_an_attorney_stands_beside_the_customer(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """Customer and attorney are both named, each with their document; the answer waits for the check of the mandate."""
    desk = await begin(probe, rig)
    page = desk.page
    await page.get_by_role("button", name="Añadir representante").focus()
    await desk.press("Enter")
    await expect(page.get_by_label("Nombre del apoderado")).to_be_focused()
    await desk.type("Iván Duarte")
    await desk.press("Tab")
    await desk.type("CC 79100200")
    await page.get_by_role("button", name="Radicar ticket").click()
    await expect(page.get_by_label("Acreditación")).to_be_focused()
    await desk.expect_text("Escriba con qué documento actúa")
    await desk.type("Poder del 3 de noviembre, Notaría 4")
    await page.get_by_label("Vence el").fill("2031-01-31")
    await page.get_by_label("Para qué lo faculta").fill("Pedir el saldo del crédito")
    assert not await Checker(axe).violations(page)
    await page.set_viewport_size({"width": 390, "height": 844})
    assert not await overflows_horizontally(page)
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.reload()
    await expect(page.get_by_label("Acreditación")).to_have_value("Poder del 3 de noviembre, Notaría 4")
    await expect(page.locator("#tipificacion")).not_to_have_value("")  # the typology is loaded
    await page.get_by_label("Acreditación").focus()
    number = await filed(desk)
    paper = await constancia(page)
    assert f"{NAME}. Documento: {DOCUMENT}" in paper
    assert "Iván Duarte. Documento: CC 79100200" in paper
    ticket = await system.get(f"/api/v1/tickets/{number}")
    mandate = ticket["mandate"]
    assert (mandate["kind"], mandate["result"], mandate["expires_on"]) == ("attorney", None, "2031-01-31")
    assert "check_mandate" in ticket["steps"]
    await end(desk)


async def test_anonymous_petition_names_no_person(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """An anonymous petition on a verified call is in no document, no customer's list and no count of the phone."""
    desk = await begin(probe, rig)
    call = await desk.latest_call()
    before = await open_tickets(desk.page, call)
    await choose(desk, "Anónima")
    await expect(desk.page.get_by_label("Correo para la respuesta")).to_have_value("")
    await desk.expect_text("La constancia dirá «Anónimo»")
    assert not await Checker(axe).violations(desk.page)
    number = await filed(desk)
    paper = await constancia(desk.page)
    assert "Anónimo: no dio su nombre. No dio dirección para notificaciones." in paper
    for personal in ("Quiñones", contact_steps.DOCUMENT, "carlos", "4567"):
        assert personal not in paper
    ticket = await system.get(f"/api/v1/tickets/{number}")
    assert (ticket["customer_id"], ticket["petitioner"], ticket["email"], ticket["caller"]) == (None,) * 4
    verified = await desk.page.request.get(f"/api/v1/calls/{call}/identity")
    customer = (await verified.json())["customer_id"]
    listed = (await system.get(f"/api/v1/tickets?customer_id={customer}"))["tickets"]
    assert number not in {each["number"] for each in listed}
    assert await open_tickets(desk.page, call) == before
    await end(desk)


async def test_another_persons_petition_is_theirs(probe: PageProbe, rig: CallRig, system: System) -> None:
    """The document names the other person, and neither the petition nor a mail leads to the customer of the call."""
    desk = await begin(probe, rig)
    await choose(desk, "Otra persona")
    await desk.page.get_by_label("Nombre del peticionario").fill("Pedro Pérez")
    await desk.page.get_by_label("Documento", exact=True).fill("CC 12345")
    await expect(desk.page.get_by_label("Correo para la respuesta")).to_have_value("")
    number = await filed(desk)
    paper = await constancia(desk.page)
    assert "Pedro Pérez. Documento: CC 12345" in paper
    assert "Quiñones" not in paper
    ticket = await system.get(f"/api/v1/tickets/{number}")
    assert (ticket["customer_id"], ticket["email"], ticket["caller"]) == (None, None, None)
    await end(desk)


async def open_tickets(page: Page, call: str) -> int:
    """Return the number of open tickets in the pop of a call."""
    answer = await page.request.get(f"/api/v1/calls/{call}/pop")
    return int((await answer.json())["open_tickets"])
