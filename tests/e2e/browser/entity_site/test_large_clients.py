"""A large client's novelty on screen: registered from its client, sent, confirmed, answered and closed."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser.entity_site.test_inbox import file, row
from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PHONE_SCREEN, PageProbe
from tests.support.browser.quality_screens import complaints, open_screen

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
CLIENT = "Universidad de Muestra"


async def take(page: Page, button: str, text: str = "") -> None:
    """Take an act on the novelty that is open, by keyboard, with a text where it needs one."""
    await page.get_by_role("button", name=button, exact=True).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    if text:
        await expect(dialog.get_by_role("textbox").last).to_be_visible()
        await dialog.get_by_role("textbox").last.fill(text)
    await dialog.locator("form").get_by_role("button", name=button, exact=True).click()
    await expect(dialog).to_have_count(0)


async def register_client(page: Page, nit: str, name: str) -> None:
    """Register a client with a contact, and wait for its page."""
    await page.get_by_role("button", name="Registrar cliente").click()
    await page.get_by_label("NIT", exact=True).fill(nit)
    await page.get_by_label("Nombre", exact=True).fill(name)
    await page.get_by_label("Ejecutivo de cuenta").select_option(index=1)
    await page.get_by_label("Servicio acordado").fill("Atención preferente de giros.")
    await page.get_by_label("Cliente desde").fill("2026-01-01")
    await page.get_by_role("button", name="Agregar contacto").click()
    await page.get_by_label("Nombre del contacto").fill("Marta Peña")
    await page.get_by_label("Teléfono").fill("300 123 45 67")
    await page.get_by_role("button", name="Registrar", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def take_the_clients_call(probe: PageProbe, rig: CallRig) -> str:
    """Answer a call from the client's number, whose mark is on the pop, and return its id."""
    advisor = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    call = await contact_steps.answer_known_caller(advisor, rig)
    await advisor.expect_text("Gran cliente", CLIENT)
    await expect(advisor.page.get_by_role("link", name=CLIENT)).to_have_count(0)
    await advisor.hang_up()
    return call


async def expect_mark_on_ticket(page: Page, number: str, checker: Checker) -> None:
    """Find the client's ticket by the filter of the inbox, and open it."""
    await page.goto("/bandeja")
    await page.get_by_role("button", name="Más filtros").click()
    await page.get_by_label("Gran cliente").select_option(CLIENT)
    await expect(row(page, number)).to_contain_text(f"Gran cliente {CLIENT}")
    await row(page, number).get_by_role("link").click()
    ticket = page.get_by_role("complementary", name=number)
    await expect(ticket.get_by_role("link", name=CLIENT)).to_be_visible()
    assert await complaints(page, checker) == []
    await ticket.get_by_role("link", name="Registrar novedad").click()
    await expect(page.get_by_label("Radicado (si la prueba)")).to_have_value(number)


async def test_a_novelty_from_the_call_to_its_closing(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """Call and ticket have the client's mark; a novelty is registered there, sent, answered and closed."""
    checker = Checker(axe)
    desk = await open_screen(probe, "coordinador", "/grandes-clientes")
    page = desk.page
    await page.get_by_role("button", name="Registrar cliente").click()
    assert await complaints(page, checker) == []
    await page.goto("/grandes-clientes")
    await register_client(page, "899999035-7", CLIENT)
    await expect(page.get_by_text("+573001234567")).to_be_visible()
    assert await complaints(page, checker) == []
    client = page.url
    await page.get_by_role("button", name="Cambiar los datos").click()
    await page.get_by_label("Horas para responder").fill("12")
    await page.get_by_role("button", name="Guardar", exact=True).click()
    await desk.expect_text("Los cambios quedaron guardados.", "horas para responder")
    call = await take_the_clients_call(probe, rig)
    number = await file(probe, "escrita1", petitioner={"name": "Rectoría", "document": "NIT 899999035"})
    await expect_mark_on_ticket(page, number, checker)
    await page.goto(f"/llamadas/{call}")
    await page.get_by_role("link", name="Registrar novedad").click()
    await expect(page.get_by_label("Cliente", exact=True).locator("option:checked")).to_have_text(CLIENT)
    await expect(page.get_by_label("Llamada (si la prueba)")).to_have_value(call)
    await page.get_by_label("Clase", exact=True).select_option("Falla")
    await page.get_by_label("Canal", exact=True).select_option("Teléfono")
    await page.get_by_label("Fuente", exact=True).select_option("Monitoreo del canal")
    await page.get_by_label("Qué pasó").fill("El menú se corta.")
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Registrar", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="Falla")).to_be_visible()
    novelty = page.url
    await take(page, "Enviar: Tecnología")
    await take(page, "Enviar: Interventoría")
    await desk.expect_text("La novedad quedó enviada.", "Espera acuse", "a más tardar el", "Para cerrarla falta")
    assert await complaints(page, checker) == []
    overseer = (await open_screen(probe, "interventoria", novelty)).page
    await take(overseer, "Registrar el acuse de recibo: Interventoría")
    await take(overseer, "Registrar la respuesta: Interventoría", "Se verifica en la visita.")
    assert await complaints(overseer, checker) == []
    await expect(overseer.get_by_role("button", name="Cerrar", exact=True)).to_have_count(0)
    await page.reload()
    await take(page, "Registrar la respuesta: Tecnología", "Se corrigió el menú.")
    await take(page, "Cerrar", "Se probó el menú.")
    await desk.expect_text("La novedad quedó cerrada.", "Cerrada")
    await page.goto("/novedades?state=closed")
    await expect(page.get_by_role("row").filter(has_text=CLIENT)).to_contain_text("Cerrada")
    assert await complaints(page, checker) == []
    await page.goto(client)
    await expect(page.get_by_role("region", name="Novedades")).to_contain_text("Cerrada")


async def test_the_screens_fit_a_telephone(probe: PageProbe, axe: str) -> None:
    """Lists and forms have no violation and nothing exceeds the width; the interventoría has novelties alone."""
    checker, found = Checker(axe), dict[str, list[str]]()
    page = (await open_screen(probe, "coordinador", "/grandes-clientes", **PHONE_SCREEN)).page
    for path in ("/grandes-clientes", "/grandes-clientes/nuevo", "/novedades", "/novedades/nueva"):
        await page.goto(path)
        await expect(page.locator("main h1")).to_be_visible()
        found[path] = await complaints(page, checker)
    page = (await open_screen(probe, "interventoria", "/novedades", **PHONE_SCREEN)).page
    await expect(page.get_by_role("button", name="Registrar novedad")).to_have_count(0)
    found["interventoria"] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
