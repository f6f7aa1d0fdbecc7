"""An answer is sent from the inbox with its files: chosen on the screen, then mailed or enclosed with a letter."""

import asyncio
import io
import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from playwright.async_api import APIRequestContext, FilePayload, Page, expect
from pypdf import PdfReader

from agent_api.mail.demo_mailbox.reader import EML_SUFFIX
from tests.support.blank_pdf import pdf_of
from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD, System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
PROMISE = "La respuesta promete un documento («Certificado que se envía»): elija el archivo que va con ella."
NOTES = "\ufeffFecha;Saldo\r\n2026-11-25;1.204.000\r\n".encode() * 40
DROPPED = b"Anotaciones del caso.\n" * 30


CERTIFICATE = pdf_of(2)


async def begun(probe: PageProbe, **contact: Any) -> tuple[AdvisorPage, str]:
    """Open a petition with one file as the written channel and return its number."""
    context = await probe.open_context(**REDUCED_MOTION)
    await request_as_user(context.request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    number = (await request_as_user(desk.page.request, "POST", "/tickets", RENEWAL | contact))["number"]
    await attached(desk.page.request, number, "certificado año 2026.pdf", CERTIFICATE)
    await desk.page.goto(f"/bandeja/{number}")
    return desk, number


async def attached(request: APIRequestContext, number: str, name: str, content: bytes) -> None:
    """Attach a file to a ticket, as the list of files on the screen does."""
    file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    path = f"/api/v1/tickets/{number}/attachments"
    answer = await request.post(path, multipart={"files": file}, headers={"X-Atencion": "1"})
    assert answer.ok, await answer.text()


async def chosen(page: Page, name: str, content: bytes) -> None:
    """Attach another file in the form of the answer, by its button."""
    async with page.expect_file_chooser() as chooser:
        await form_of(page).get_by_role("button", name="Adjuntar otro archivo").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "text/csv", "buffer": content})
    await expect(form_of(page).get_by_label(name)).to_be_checked()


async def dropped(page: Page, name: str, content: bytes) -> None:
    """Drop a file onto the files of the answer."""
    make = """([name, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], name, { type: "text/plain" }));
      return data;
    }"""
    data = await page.evaluate_handle(make, [name, content.decode()])
    group = page.get_by_role("group", name="Archivos de la respuesta")
    for event in ("dragover", "drop"):
        await group.dispatch_event(event, {"dataTransfer": data})
    await expect(form_of(page).get_by_label(name)).to_be_checked()


def form_of(page: Page) -> Any:
    """Return the form of the current step."""
    return page.get_by_role("complementary").locator("form")


async def answer(desk: AdvisorPage, text: str, response: str) -> None:
    """Write the answer and choose its kind."""
    page = desk.page
    await contact_steps.choose_step(page, "Responder")
    await page.get_by_label("Respuesta", exact=True).fill(text)
    await page.get_by_label("Tipo de respuesta").select_option(label=response)


async def submit(page: Page, confirmation: str) -> None:
    """Submit the current step by keyboard."""
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text(confirmation).first).to_be_attached()


async def message_to(system: System, address: str) -> EmailMessage:
    """Return the answer that the mail server received for an address."""
    messages: list[EmailMessage] = []

    def find_message() -> bool:
        for path in (system.data / "sample_mailbox").glob(f"*{EML_SUFFIX}"):
            message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
            if address in str(message["To"]) and str(message["Subject"]).startswith("Respuesta"):
                messages.append(message)
        return bool(messages)

    await wait_until(lambda: asyncio.to_thread(find_message), 60.0)
    return messages[0]


async def test_an_answer_goes_out_with_the_files_that_were_chosen(probe: PageProbe, system: System, axe: str) -> None:
    """A file of the ticket, one attached and one dropped arrive byte for byte, and the history names them."""
    desk, number = await begun(probe, email="ines.archivos@correo.example", petitioner={"name": "Inés Arango"})
    page, checker = desk.page, Checker(axe)
    await answer(desk, "Adjunto a esta respuesta encuentra lo que pidió: el certificado.", "Informa u orienta")
    await desk.expect_text("Promete un documento («Certificado que se envía»): sin un archivo no se podrá enviar.")
    await submit(page, "Respuesta guardada.")
    await page.get_by_role("button", name="Enviar la respuesta").first.click()
    await expect(page.get_by_text(PROMISE)).to_be_visible()
    assert await checker.violations(page) == []
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert").filter(has_text=PROMISE)).to_be_visible()
    assert (await request_as_user(page.request, "GET", f"/tickets/{number}"))["state"] == "ready"
    await page.get_by_label("certificado año 2026.pdf").focus()
    await desk.press("Space")
    await chosen(page, "saldos.csv", NOTES)
    await dropped(page, "anotaciones.txt", DROPPED)
    await desk.expect_text("3 archivos · ")
    await expect(page.get_by_text(PROMISE)).to_have_count(0)
    assert await checker.violations(page) == []
    await submit(page, "La respuesta va en camino.")
    message = await message_to(system, "ines.archivos@correo.example")
    got = [(each.get_filename(), each.get_payload(decode=True)) for each in message.iter_attachments()]
    assert got == [("certificado año 2026.pdf", CERTIFICATE), ("saldos.csv", NOTES), ("anotaciones.txt", DROPPED)]
    history = page.get_by_role("region", name="Historia")
    history_item = history.get_by_role("listitem").filter(has_text="Respuesta, por correo:")
    await expect(history_item.get_by_role("link")).to_have_text(
        ["certificado año 2026.pdf", "saldos.csv", "anotaciones.txt"]
    )


async def test_answer_larger_than_mail_limit_is_shown_before_sending(probe: PageProbe) -> None:
    """The total is shown beside the limit and the step is refused; without the large file it succeeds."""
    desk, number = await begun(probe, email="luis.archivos@correo.example")
    page = desk.page
    await answer(desk, "Va lo que pidió.", "Entrega documentos")
    await chosen(page, "enorme.csv", b"0123456789;\n" * 120_000)
    problem = "Pesan 1,4 MB y por correo caben 1,3 MB: quite alguno o redúzcalo."
    await expect(page.get_by_text(problem)).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert").filter(has_text=problem)).to_be_visible()
    form = {"step": "answer", "version": 1, "text": "Va.", "attachments": await ids_of(page.request, number)}
    headers = {"X-Atencion": "1", "Content-Type": "application/json"}
    path = f"/api/v1/tickets/{number}/steps"
    refused = await page.request.post(path, data=json.dumps(form), headers=headers)
    assert (refused.status, (await refused.json())["code"]) == (409, "answer_attachments_too_large")
    await page.get_by_label("enorme.csv").uncheck()
    await page.get_by_label("certificado año 2026.pdf").check()
    await submit(page, "Respuesta guardada.")
    assert len((await request_as_user(page.request, "GET", f"/tickets/{number}"))["answer_attachments"]) == 1


async def ids_of(request: APIRequestContext, number: str) -> list[str]:
    """Return the ids of a ticket's files."""
    return [
        each["id"] for each in (await request_as_user(request, "GET", f"/tickets/{number}/attachments"))["attachments"]
    ]


async def test_one_pdf_has_letter_and_enclosures(probe: PageProbe, axe: str) -> None:
    """One PDF has letter and enclosures, the screen lists the files that are not in it, and it works on a telephone."""
    desk, _ = await begun(probe, address="Carrera 3 # 18-32, Mitú")
    page = desk.page
    await answer(desk, "Va lo que pidió.", "Entrega documentos")
    await page.get_by_label("certificado año 2026.pdf").check()
    await chosen(page, "saldos.csv", NOTES)
    await desk.expect_text("2 archivos · ", "impresos con la carta")
    await submit(page, "Respuesta guardada.")
    await page.get_by_role("button", name="Enviar la respuesta").first.click()
    await submit(page, "La respuesta va en camino.")
    letters = page.get_by_role("region", name="Cartas")
    await expect(letters.get_by_text("2 anexos:")).to_be_visible()
    await expect(letters.get_by_role("listitem").filter(has_text="saldos.csv").last).to_contain_text("imprímalo aparte")
    href = await letters.get_by_role("link", name="Carta y anexos en un solo PDF").get_attribute("href")
    assert href is not None
    printed = PdfReader(io.BytesIO(await (await page.request.get(href)).body()))
    letter = PdfReader(io.BytesIO(await (await page.request.get(href.removesuffix("/bundle"))).body()))
    assert len(printed.pages) == len(letter.pages) + 2
    assert "1. certificado año 2026.pdf (2 páginas)" in " ".join(each.extract_text() for each in printed.pages)
    assert await Checker(axe).violations(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    assert not await overflows_horizontally(page)
