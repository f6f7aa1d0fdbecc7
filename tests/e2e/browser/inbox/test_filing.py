"""The written channel files a letter on screen: errors beside the fields, the term at once, a reload loses nothing."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.support.blank_pdf import pdf_of
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.lost_connection import lose_response, sign_in_again
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
TICKETS = "**/api/v1/tickets"
WIDTHS = ((1920, 1080), (1366, 768), (1024, 768), (390, 844))


async def open_filing(probe: PageProbe) -> AdvisorPage:
    """Open the filing screen as the written channel."""
    context = await probe.open_context(**REDUCED_MOTION)
    await request_as_user(context.request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    await desk.page.goto("/radicar")
    await expect(desk.page.get_by_role("heading", name="Radicar petición")).to_be_visible()
    return desk


async def choose_topic(desk: AdvisorPage, words: str, topic: str) -> None:
    """Choose the topic by typing a part of it."""
    await desk.page.locator("#tipificacion").focus()
    await desk.type(words)
    await expect(desk.page.locator("[data-combobox-selected]")).to_contain_text(topic)
    await desk.press("Enter")


async def fill_letter(desk: AdvisorPage) -> None:
    """Fill in a letter of a person who is no customer."""
    page = desk.page
    await page.get_by_label("Por dónde llegó").select_option(label="Carta")
    await page.get_by_role("button", name="Ahora").click()
    await page.get_by_label("Nombre del peticionario").fill("Inés Arango")
    await choose_topic(desk, "otra soli", "Otra solicitud")
    await page.get_by_label("Qué se pide").fill("Pide copia de su pagaré.")


async def has_no_overflow(page: Page) -> bool:
    """Return whether the page fits each width."""
    for width, height in WIDTHS:
        await page.set_viewport_size({"width": width, "height": height})
        if await overflows_horizontally(page):
            return False
    await page.set_viewport_size({"width": 1366, "height": 768})
    return True


async def test_a_letter_is_filed_with_its_scan(probe: PageProbe, axe: str) -> None:
    """Empty fields are named, a reload keeps the typed text, and the ticket has the scan and the term shown before."""
    desk, checker = await open_filing(probe), Checker(axe)
    page = desk.page
    await page.get_by_role("button", name="Radicar", exact=False).last.click()
    await desk.expect_text("Elija por dónde llegó.", "Revise los campos señalados.")
    assert await checker.violations(page) == []
    await fill_letter(desk)
    await desk.expect_text("Último día para responder:")
    await page.reload()
    await expect(page.get_by_label("Nombre del peticionario")).to_have_value("Inés Arango")
    await desk.expect_text("Último día para responder:")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Escoger archivos").click()
    await (await chooser.value).set_files({"name": "carta.pdf", "mimeType": "application/pdf", "buffer": pdf_of(1)})
    await page.get_by_label("En papel").fill("Copia de la cédula")
    await page.get_by_role("textbox", name="Correo").fill("ines.radicar@correo.example")
    assert await checker.violations(page) == []
    assert await has_no_overflow(page)
    await desk.press("Control+Enter")
    await desk.expect_text("La constancia sale por correo a ines.radicar@correo.example.")
    await desk.expect_text("Los archivos quedaron adjuntos.")
    assert await checker.violations(page) == []
    await page.get_by_role("link", name="Ver el ticket").click()
    await desk.expect_text("carta.pdf, Copia de la cédula")
    number = page.url.rpartition("/")[2]
    ticket = await request_as_user(page.request, "GET", f"/tickets/{number}")
    assert (ticket["channel"], ticket["annexes"]) == ("letter", ["carta.pdf", "Copia de la cédula"])


async def test_a_tutela_of_an_attorney_comes_first(probe: PageProbe, axe: str) -> None:
    """The term of the judge is in the list with its hour, and the answer waits for the check of the mandate."""
    desk, checker = await open_filing(probe), Checker(axe)
    page = desk.page
    await fill_letter(desk)
    await page.get_by_role("button", name="Por apoderado").click()
    await page.get_by_label("Nombre del apoderado").fill("Iván Duarte")
    await page.get_by_label("Acreditación").fill("Poder del 3 de noviembre, Notaría 4")
    await page.get_by_label("Término de una autoridad").select_option(label="Tutela")
    await page.get_by_label("Vence el").last.fill("2031-01-15")
    await page.get_by_label("A las").fill("16:00")
    await page.get_by_label("Despacho, expediente u oficio").fill("Juzgado 3 Civil, 2030-00123")
    await page.get_by_role("button", name="Por carta").click()
    await page.get_by_label("Dirección y municipio").fill("Carrera 3 # 18-32, Mitú")
    assert await checker.violations(page) == []
    await desk.press("Control+Enter")
    await desk.expect_text("La constancia sale por carta")
    await page.get_by_role("link", name="Ver el ticket").click()
    await desk.expect_text("Tutela, hasta las", "Apoderado, acreditación: Poder del 3 de noviembre, Notaría 4")
    number = page.url.rpartition("/")[2]
    form = {"step": "answer", "version": 2, "text": "Sí.", "response": None}
    headers = {"X-Atencion": "1", "Content-Type": "application/json"}
    answer = await page.request.post(f"/api/v1/tickets/{number}/steps", data=json.dumps(form), headers=headers)
    assert "send" not in (await answer.json())["steps"]


async def test_a_customer_is_registered_with_similar_ones_shown(probe: PageProbe, axe: str) -> None:
    """A new customer becomes the petitioner; registered again, the existing one is shown and may be used."""
    desk, checker = await open_filing(probe), Checker(axe)
    page = desk.page
    for turn in range(2):
        if turn:
            await page.get_by_role("button", name="Cambiar cliente").click()
        await page.get_by_role("button", name="Cliente", exact=True).click()
        await page.get_by_role("button", name="Registrar un cliente").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Nombre o razón social").fill("Zoraida Quintero Ñáñez")
        await dialog.get_by_label("Número del documento").fill("41.999.888")
        await dialog.get_by_role("button", name="Registrar", exact=True).click()
        if turn:
            await desk.expect_text("Un cliente ya tiene ese documento: use el suyo.")
            assert await checker.violations(page) == []
            await dialog.get_by_role("button", name="Usar este cliente").click()
        await expect(page.get_by_text("Zoraida Quintero Ñáñez")).to_be_visible()
        await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("CC 41999888")).to_be_visible()


async def test_nothing_typed_is_lost(probe: PageProbe) -> None:
    """An expired session, a lost network and a lost response keep the form, and no petition is filed twice."""
    probe.expects_outage = True
    for status, path in ((401, ""), (409, "/tickets")):
        probe.expect_status(status, path)
    desk = await open_filing(probe)
    page = desk.page
    await fill_letter(desk)
    await page.get_by_role("textbox", name="Correo").fill("ines.perdida@correo.example")
    await page.context.clear_cookies()  # the session expires
    await desk.press("Control+Enter")
    await sign_in_again(page, "escrita1")
    await expect(page.get_by_label("Nombre del peticionario")).to_have_value("Inés Arango")
    await page.context.set_offline(True)
    await page.get_by_label("Qué se pide").press("Control+Enter")
    await desk.expect_text("Lo que escribió sigue aquí.")
    await page.context.set_offline(False)
    await lose_response(page, TICKETS, page.get_by_role("button", name="Intentar de nuevo"))
    await page.get_by_label("Qué se pide").fill("Pide copia de su pagaré y del plan de pagos.")
    await page.get_by_label("Qué se pide").press("Control+Enter")
    await desk.expect_text("Ya quedó radicada una versión anterior.")
    await page.get_by_role("button", name="Es otra petición").click()
    await page.get_by_label("Qué se pide").press("Control+Enter")
    await desk.expect_text("La constancia sale por correo a ines.perdida@correo.example.")
