"""Whole days of the written channel: of an advisor who files and answers, and of an official whose area answers."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from agent_api.mail.demo_mailbox.reader import EML_SUFFIX
from tests.e2e.browser.entity_site.test_inbox import choose_box, enter, file, row, stands_out
from tests.support.blank_pdf import pdf_of
from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD, System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
AREA = "Vicepresidencia de Crédito y Cobranza"
FIRST_ANSWER = "El comité reconsideró su crédito."
ANSWER = "El comité reconsideró su crédito y lo aprobó el 24 de noviembre."
CLOSING_TIMEOUT_MS = 60_000
"""The time to undo a sending, the mail, and the next reading of the list."""


async def sign_in(probe: PageProbe, user: str) -> Page:
    """Sign in on the first screen, by keyboard, and wait for the inbox."""
    page = await (await probe.open_context(**REDUCED_MOTION)).new_page()
    await page.goto("/")
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña").first.fill(DEMO_PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Bandeja").last).to_be_visible()
    return page


async def follow_notification(page: Page, sentence: str, number: str) -> None:
    """Open the bell by keyboard and follow a notification to its ticket."""
    await page.get_by_role("button", name="Avisos:").focus()
    await page.keyboard.press("Enter")
    notification = page.get_by_role("dialog").get_by_role("link").filter(has_text=sentence)
    await expect(notification).to_contain_text("Sin leer:")
    await notification.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=number)).to_be_visible()


async def coordinate(probe: PageProbe, number: str, step: str, **form: Any) -> None:
    """Take a step as the coordinator, from another computer."""
    request = (await probe.open_context()).request
    await request_as_user(request, "POST", "/session", {"username": "coordinador", "password": DEMO_PASSWORD})
    version = (await request_as_user(request, "GET", f"/tickets/{number}"))["version"]
    await request_as_user(request, "POST", f"/tickets/{number}/steps", {"step": step, "version": version, **form})


async def begin_letter(page: Page) -> None:
    """Begin to file a letter that arrived now."""
    await page.get_by_label("Por dónde llegó").select_option(label="Carta")
    await page.get_by_role("button", name="Ahora").click()
    await page.locator("#tipificacion").fill("otra soli")
    await expect(page.locator("[data-combobox-selected]")).to_contain_text("Otra solicitud")
    await page.keyboard.press("Enter")
    await page.get_by_label("Qué se pide").fill("Pide copia de su pagaré.")
    await expect(page.get_by_text("Último día para responder:")).to_be_visible()


async def file_anonymous_letter(page: Page) -> None:
    """File a letter without a name and without an address."""
    await page.get_by_role("link", name="Radicar").click()
    await begin_letter(page)
    await page.get_by_role("button", name="Anónima").click()
    await page.get_by_role("button", name="No dejó dirección").click()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("No hay a dónde enviar la constancia")).to_be_visible()
    await page.get_by_role("button", name="Radicar otra petición").click()


async def file_letter_of_representative(page: Page) -> None:
    """File a letter of a legal representative, and check at once the document with which they act."""
    await begin_letter(page)
    await page.get_by_label("Nombre del peticionario").fill("Samuel Duarte Ríos")
    await page.get_by_role("button", name="Por representante legal").click()
    await page.get_by_label("Nombre del representante").fill("Inés Ríos")
    await page.get_by_label("Acreditación").fill("Registro civil 1.099.000")
    await page.get_by_role("textbox", name="Correo").fill("ines.dia@correo.example")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("La constancia sale por correo a ines.dia@correo.example.")).to_be_visible()
    await page.get_by_role("link", name="Ver el ticket").click()
    await expect(page.get_by_role("complementary")).to_contain_text("Samuel Duarte Ríos, por medio de Inés Ríos")
    await contact_steps.choose_step(page, "Revisar la acreditación")
    await page.get_by_label("Resultado").select_option(index=1)
    await page.get_by_label("Documento que revisó").fill("Registro civil: es la madre.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("✓ Acreditación revisada.")).to_be_visible()


async def answer(page: Page, text: str) -> None:
    """Write the answer, see the mail that the petitioner gets, and keep it."""
    await contact_steps.choose_step(page, "Responder")
    await page.get_by_label("Respuesta", exact=True).fill(text)
    await page.get_by_label("Tipo de respuesta").select_option(label="Informa u orienta")
    await expect(page.get_by_role("region", name="Correo que le llega al peticionario")).to_contain_text(text)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("✓ Respuesta guardada.")).to_be_visible()


async def send(page: Page) -> None:
    """Send the answer, which leaves after some seconds."""
    await contact_steps.choose_step(page, "Enviar la respuesta")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_visible()


def answers_to(system: System, address: str) -> list[str]:
    """Return the texts of the answers that the mail server received for an address."""
    files = (system.data / "sample_mailbox").glob(f"*{EML_SUFFIX}")
    messages = [message_from_bytes(each.read_bytes(), _class=EmailMessage, policy=default) for each in files]
    received = [each for each in messages if address in str(each["To"]) and "Respuesta" in str(each["Subject"])]
    return [str(body.get_content()) for each in received if (body := each.get_body(("plain",)))]


async def test_a_day_of_the_written_channel(probe: PageProbe, system: System, axe: str) -> None:
    """Assigned, filed twice, taken, answered, returned by a reviewer, answered again, sent, undone, sent and closed."""
    address = "carlos.dia@ejemplo.com"
    assigned, waiting = [await file(probe, "asesor2", outcome="escalated", email=address) for _ in range(2)]
    await coordinate(probe, assigned, "assign", owner="escrita2")
    page = await sign_in(probe, "escrita2")
    await follow_notification(page, f"Paola Andrea Castaño le asignó el ticket {assigned}.", assigned)

    await file_anonymous_letter(page)
    await file_letter_of_representative(page)

    await page.get_by_role("link", name="Bandeja").click()
    await row(page, waiting).get_by_role("link").focus()
    await page.keyboard.press("x")
    await page.get_by_role("group", name="Tickets marcados").get_by_role("button", name="Tomar").click()
    await expect(page.get_by_role("dialog", name="Listo")).to_contain_text("Se hizo en 1 ticket.")
    await page.keyboard.press("Escape")
    await contact_steps.open_ticket(page, waiting)
    await answer(page, FIRST_ANSWER)
    returned = "@escrita2 No dice desde cuándo: corríjala antes de enviarla."
    await coordinate(probe, waiting, "note", text=returned, mentions=["escrita2"])
    await follow_notification(page, f"Hay una nota para usted en el ticket {waiting}, de Paola", waiting)
    await expect(page.get_by_role("region", name="Historia")).to_contain_text("No dice desde cuándo")
    await answer(page, ANSWER)

    await send(page)
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_focused()
    await expect(page.get_by_text("Todavía puede deshacer el envío")).to_be_visible()
    await contact_steps.choose_step(page, "Deshacer el envío")
    await expect(page.get_by_text("✓ Envío deshecho: la respuesta no salió.")).to_be_visible()
    await expect(page.get_by_role("region", name="Historia")).to_contain_text("no salió: el envío se deshizo")
    await send(page)
    assert await Checker(axe).violations(page) == []  # not before: on a busy machine, the time to undo would pass
    await expect(page.get_by_role("complementary")).to_contain_text("Cerrado el", timeout=CLOSING_TIMEOUT_MS)
    (sent,) = await asyncio.to_thread(answers_to, system, address)
    assert ANSWER in sent


async def attach(page: Page, form: Locator, name: str) -> None:
    """Attach a file in the form of the current step."""
    async with page.expect_file_chooser() as chooser:
        await form.get_by_role("button", name="Adjuntar").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "application/pdf", "buffer": pdf_of(1)})
    await expect(form.get_by_label(name)).to_be_checked()


async def mention(page: Page, typed: str, name: str) -> None:
    """Write a note that mentions a colleague chosen from the list."""
    await contact_steps.choose_step(page, "Anotar")
    note = page.get_by_role("textbox", name="Nota")
    await expect(note).to_have_value("")
    await note.focus()
    await page.keyboard.type(typed)
    offered = page.get_by_role("list", name="Colegas que puede mencionar")
    await expect(offered.get_by_role("button", name=name)).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Le llega un aviso a {name}.")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("✓ Nota guardada.")).to_be_visible()


async def draft_and_attach(page: Page) -> Locator:
    """Write half of the area's answer, reload the page, and attach a file to it; return the form."""
    await contact_steps.choose_step(page, "Devolver con la información")
    form = page.get_by_role("form", name="Devolver con la información")
    await form.get_by_label("Información para la respuesta").fill(FIRST_ANSWER)
    await page.reload()
    await expect(form.get_by_label("Información para la respuesta")).to_have_value(FIRST_ANSWER)
    await attach(page, form, "acta del comité.pdf")
    return form


async def accept_and_send(page: Page) -> None:
    """Accept the area's answer, which was opened beside the petition, choose its type and send it."""
    review = await contact_steps.open_review(page, "Revisar la respuesta")
    await expect(review).to_contain_text(ANSWER)
    await page.keyboard.press("Escape")
    await stands_out(page, "Aceptar la respuesta")
    review = await contact_steps.open_review(page, "Ver la respuesta junto a lo pedido")
    await review.get_by_role("button", name="Aceptar la respuesta", exact=True).click()
    await expect(page.get_by_role("form", name="Aceptar la respuesta")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("form", name="Aceptar la respuesta")).to_be_hidden()
    await stands_out(page, "Tipificar la respuesta")
    await contact_steps.choose_step(page, "Tipificar la respuesta")
    await page.locator("#paso-response").select_option(index=1)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#paso-response")).to_be_hidden()
    await stands_out(page, "Enviar la respuesta")
    await contact_steps.take_step(page, "Enviar la respuesta")
    await expect(page.get_by_text("✓ La respuesta va en camino.")).to_be_visible()


async def test_a_day_of_an_official(probe: PageProbe, axe: str) -> None:
    """Notified, drafted over a reload, attached, a colleague mentioned, answered, corrected, accepted and sent."""
    number, checker = await file(probe, "asesor2", outcome="escalated"), Checker(axe)
    written = await enter(probe, "escrita1")
    await contact_steps.open_ticket(written, number)
    await stands_out(written, "Tomar")
    await contact_steps.choose_step(written, "Escalar")
    await expect(written.locator("#paso-area")).to_contain_text(f"{AREA} (según la matriz)")
    await written.keyboard.press("Control+Enter")
    await expect(written.get_by_text(f"✓ Ticket escalado. Con el área {AREA} desde el")).to_be_visible()
    await expect(row(written, number)).to_be_hidden()
    await choose_box(written, "Seguimiento")
    await expect(row(written, number)).to_contain_text(f"Con {AREA} desde el")
    assert await checker.violations(written) == []

    official = await sign_in(probe, "funcionario1")
    await expect(official.get_by_label("Estado")).to_be_hidden()
    await follow_notification(official, f"Julián Andrés Mejía le asignó el ticket {number}.", number)
    await stands_out(official, "Devolver con la información")
    form = await draft_and_attach(official)
    await mention(official, "¿Fue así, @jor", "Jorge Eliécer Pardo")
    colleague = await sign_in(probe, "funcionario2")
    await follow_notification(colleague, f"Hay una nota para usted en el ticket {number}, de Martha", number)
    await contact_steps.choose_step(official, "Devolver con la información")
    await expect(form.get_by_label("Información para la respuesta")).to_have_value(FIRST_ANSWER)
    await expect(form.get_by_label("acta del comité.pdf")).to_be_checked()
    await official.keyboard.press("Control+Enter")
    await expect(official.get_by_text("✓ Información devuelta. Respuesta del área")).to_be_visible()
    await choose_box(official, "Seguimiento")
    await expect(row(official, number)).to_contain_text("Respuesta por revisar desde el")

    await written.reload()
    await stands_out(written, "Revisar la respuesta")  # it must be read before acceptance
    review = await contact_steps.open_review(written, "Revisar la respuesta")
    await expect(review).to_contain_text(FIRST_ANSWER)
    await expect(review.get_by_role("link", name="acta del comité.pdf")).to_be_visible()
    assert await checker.violations(written) == []
    await review.get_by_role("button", name="Devolver al área", exact=True).click()
    await written.get_by_label("Correcciones que necesita").fill("Falta desde cuándo.")
    await written.keyboard.press("Control+Enter")
    await expect(written.get_by_text("✓ Devuelto al área.")).to_be_visible()

    await follow_notification(official, f"El ticket {number} vuelve al área", number)
    await expect(official.get_by_role("region", name="Historia")).to_contain_text("Falta desde cuándo.")
    await stands_out(official, "Devolver con la información")
    await contact_steps.take_step(official, "Devolver con la información", ANSWER)
    await expect(official.get_by_text("✓ Información devuelta.")).to_be_visible()
    await written.reload()
    await accept_and_send(written)
    await expect(written.get_by_role("complementary")).to_contain_text("Cerrado el", timeout=CLOSING_TIMEOUT_MS)
