"""A visit, two findings, their report and its answer, and a correction that another person verifies, on screen."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.page_probe import PHONE_SCREEN, PageProbe
from tests.support.browser.quality_screens import (
    answer_report,
    complaints,
    fill_visit,
    open_screen,
    register_finding,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]


async def act(page: Page, name: str, text: str) -> None:
    """Take an act on the finding that is open, by keyboard, with a text."""
    await page.get_by_role("button", name=name, exact=True).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    if text:
        await expect(dialog.get_by_role("textbox")).to_be_focused()
        await page.keyboard.type(text)
    await dialog.get_by_role("button", name=name, exact=True).click()
    await expect(dialog).to_have_count(0)


async def test_from_a_visit_to_a_verified_finding(probe: PageProbe, axe: str) -> None:
    """Visit, two findings, report presented, received and answered; the owner corrects and quality verifies."""
    checker = Checker(axe)
    desk = await open_screen(probe, "calidad", "/calidad/visitas")
    page = desk.page
    await page.get_by_role("button", name="Comenzar una visita").click()
    assert await complaints(page, checker) == []
    await page.get_by_role("dialog").get_by_role("button", name="Comenzar").click()
    await expect(page.get_by_role("heading", level=1, name="Visita presencial")).to_be_visible()
    visit = page.url
    await fill_visit(page)
    await expect(page.get_by_text("Todo está guardado")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.reload()
    await expect(page.get_by_label("Lugar")).to_have_value("Sede de Bogotá, piso 3")
    await page.get_by_role("button", name="Firmar la visita").click()
    await desk.expect_text("Firmada", "Dos puestos con celular.")
    assert await complaints(page, checker) == []
    first = await register_finding(
        page, "Puesto de trabajo y presencia", "Grave", "coordinador", "Celulares en la sala."
    )
    assert await complaints(page, checker) == []
    await page.goto(visit)
    second = await register_finding(
        page, "Registro y tipificación", "Leve", "supervisor", "Tipifican con el árbol viejo."
    )
    await page.goto(visit)
    await expect(page.get_by_role("link", name=first)).to_be_visible()
    await page.goto("/calidad/informes")
    await page.get_by_role("button", name="Preparar informe").click()
    await page.get_by_label("Visita firmada").select_option(visit.rpartition("/")[2])
    await page.get_by_role("dialog").get_by_role("button", name="Preparar").click()
    present = page.get_by_role("button", name="Presentar a la coordinación")
    await expect(present).to_be_visible(timeout=60_000)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="PDF").click()
    assert (await (await download.value).path()).read_bytes()[:4] == b"%PDF"
    await present.click()
    await desk.expect_text("El informe quedó presentado.")
    assert await complaints(page, checker) == []
    await answer_report(probe, checker, report=page.url)
    await _correct(probe, first)
    await page.goto(f"/calidad/hallazgos/{first}")
    await act(page, "Verificar la corrección", "Se visitó la sala otra vez.")
    await desk.expect_text("Se verificó la corrección.", "Verificado")
    await page.goto("/calidad/hallazgos?sort=due_on")
    await expect(page.get_by_role("row").filter(has_text=second)).to_contain_text("Abierto")
    assert await complaints(page, checker) == []


async def _correct(probe: PageProbe, finding: str) -> None:
    """Correct a finding as its owner, with the approval of quality in between."""
    owner = (await open_screen(probe, "coordinador", f"/calidad/hallazgos/{finding}")).page
    await act(owner, "Proponer la acción", "Un casillero para los celulares.")
    await expect(owner.get_by_text("Acción propuesta").first).to_be_visible()
    quality = (await open_screen(probe, "calidad", f"/calidad/hallazgos/{finding}")).page
    await act(quality, "Aprobar la acción", "")
    await owner.reload()
    await act(owner, "Registrar la corrección", "Ya hay casillero.")
    await expect(owner.get_by_text("Por verificar").first).to_be_visible()
    await expect(owner.get_by_role("button", name="Verificar la corrección")).to_have_count(0)


async def test_what_is_typed_survives_a_lost_network_and_another_window(probe: PageProbe, axe: str) -> None:
    """Without a network the text stays in the tab and is saved later; of two windows, the person chooses."""
    desk = await open_screen(probe, "calidad", "/calidad/visitas")
    page = desk.page
    await page.get_by_role("button", name="Comenzar una visita").click()
    await page.get_by_role("dialog").get_by_role("button", name="Comenzar").click()
    place, saved = page.get_by_label("Lugar"), page.get_by_text("Todo está guardado")
    await expect(saved).to_be_visible()
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_label("Lugar")).to_have_value("")
    visit = page.url.rpartition("/")[2]
    probe.expects_outage = True
    probe.expect_status(409, f"/api/v1/quality/visits/{visit}")
    await page.context.set_offline(True)
    await place.fill("Sede de Cali")
    await desk.expect_text("Sin conexión: lo que escribe queda en este navegador")
    await page.context.set_offline(False)
    await expect(saved).to_be_visible(timeout=15_000)
    await other.get_by_label("Lugar").fill("Sede de Tunja")
    alert = other.get_by_role("alert").filter(has_text="Otra ventana cambió esta visita")
    await expect(alert).to_be_visible()
    assert await complaints(other, Checker(axe)) == []
    await expect(other.get_by_label("Lugar")).to_have_value("Sede de Tunja")
    await alert.get_by_role("button", name="Guardar lo que escribí").click()
    await expect(other.get_by_text("Todo está guardado")).to_be_visible()
    await page.reload()
    await expect(place).to_have_value("Sede de Tunja")


async def test_the_screens_fit_a_telephone(probe: PageProbe, axe: str) -> None:
    """Lists and forms have no violation and nothing exceeds the width; the oversight reads and changes nothing."""
    checker, found = Checker(axe), dict[str, list[str]]()
    page = (await open_screen(probe, "interventoria", "/calidad/hallazgos", **PHONE_SCREEN)).page
    for path in ("/calidad/hallazgos", "/calidad/visitas", "/calidad/informes"):
        await page.goto(path)
        await expect(page.locator("main h1")).to_be_visible()
        await expect(page.get_by_role("button", name="Registrar hallazgo")).to_have_count(0)
        found[path] = await complaints(page, checker)
    page = (await open_screen(probe, "calidad", "/calidad/hallazgos/nuevo", **PHONE_SCREEN)).page
    await expect(page.get_by_label("Qué se encontró")).to_be_visible()
    found["new"] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
