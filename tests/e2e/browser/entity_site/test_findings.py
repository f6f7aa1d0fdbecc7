"""A visit, two findings, their report and its answer, and a correction that another person verifies, on screen."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]


async def user(probe: PageProbe, name: str, path: str, **options: Any) -> AdvisorPage:
    """Sign in as a user and return their page at a path."""
    context: BrowserContext = await probe.open_context(**{**REDUCED_MOTION, **options})
    await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    await desk.page.goto(path)
    return desk


async def complaints(page: Page, checker: Checker) -> list[str]:
    """Return violations of WCAG, and whether something exceeds the width."""
    return [*await checker.violations(page), *(["wide"] if await overflows_horizontally(page) else [])]


async def fill_visit(page: Page) -> None:
    """Answer each question of the visit's form, the last one with no."""
    await page.get_by_label("Lugar").fill("Sede de Bogotá, piso 3")
    await page.get_by_label("Nombre 1").fill("Sara Linares")
    await page.get_by_label("Cargo 1").fill("supervisora")
    questions = page.locator("main fieldset")
    number = await questions.count()
    for index in range(number):
        answer = "No" if index == number - 1 else "Sí"
        await questions.nth(index).get_by_role("radio", name=answer, exact=True).check()
    await questions.last.get_by_role("textbox").fill("Dos puestos con celular.")


async def register(page: Page, kind: str, severity: str, owner: str, text: str) -> str:
    """Register a finding of the visit that is open, and return its number."""
    await page.get_by_role("button", name="Registrar hallazgo").click()
    await page.get_by_label("Clase").select_option(kind)
    await page.get_by_label("Gravedad").select_option(severity)
    await page.get_by_label("Área").select_option("Operación del centro de contacto")
    await page.get_by_label("Responsable").select_option(owner)
    await page.get_by_label("Qué se encontró").fill(text)
    await page.reload()
    await expect(page.get_by_label("Qué se encontró")).to_have_value(text)
    await page.get_by_role("button", name="Registrar", exact=True).click()
    heading = page.get_by_role("heading", level=1, name="Hallazgo 20")
    await expect(heading).to_be_visible()
    return (await heading.inner_text()).split()[-1]


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
    desk = await user(probe, "calidad", "/calidad/visitas")
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
    first = await register(page, "Puesto de trabajo y presencia", "Grave", "coordinador", "Celulares en la sala.")
    assert await complaints(page, checker) == []
    await page.goto(visit)
    second = await register(page, "Registro y tipificación", "Leve", "supervisor", "Tipifican con el árbol viejo.")
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
    await _answer(probe, checker, report=page.url)
    await _correct(probe, first)
    await page.goto(f"/calidad/hallazgos/{first}")
    await act(page, "Verificar la corrección", "Se visitó la sala otra vez.")
    await desk.expect_text("Se verificó la corrección.", "Verificado")
    await page.goto("/calidad/hallazgos?sort=due_on")
    await expect(page.get_by_role("row").filter(has_text=second)).to_contain_text("Abierto")
    assert await complaints(page, checker) == []


async def _answer(probe: PageProbe, checker: Checker, report: str) -> None:
    """Receive and answer a report as the coordinator; what is typed survives a reload."""
    desk = await user(probe, "coordinador", "/calidad/informes")
    page = desk.page
    await page.get_by_role("button", name="Avisos:").click()
    await page.get_by_role("dialog").get_by_role("link").filter(has_text="informe de hallazgos").first.click()
    await expect(page).to_have_url(report)
    await page.get_by_role("button", name="Acusar recibo").click()
    answer = page.get_by_label("Respuesta")
    await answer.fill("Se corrigen esta semana.")
    assert await complaints(page, checker) == []
    await page.reload()
    await expect(answer).to_have_value("Se corrigen esta semana.")
    await page.get_by_role("button", name="Responder").click()
    await desk.expect_text("La respuesta quedó registrada.", "Se corrigen esta semana.", "Respondido")


async def _correct(probe: PageProbe, finding: str) -> None:
    """Correct a finding as its owner, with the approval of quality in between."""
    owner = (await user(probe, "coordinador", f"/calidad/hallazgos/{finding}")).page
    await act(owner, "Proponer la acción", "Un casillero para los celulares.")
    await expect(owner.get_by_text("Acción propuesta").first).to_be_visible()
    quality = (await user(probe, "calidad", f"/calidad/hallazgos/{finding}")).page
    await act(quality, "Aprobar la acción", "")
    await owner.reload()
    await act(owner, "Registrar la corrección", "Ya hay casillero.")
    await expect(owner.get_by_text("Por verificar").first).to_be_visible()
    await expect(owner.get_by_role("button", name="Verificar la corrección")).to_have_count(0)


async def test_what_is_typed_survives_a_lost_network_and_another_window(probe: PageProbe, axe: str) -> None:
    """Without a network the text stays in the tab and is saved later; of two windows, the person chooses."""
    desk = await user(probe, "calidad", "/calidad/visitas")
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
    page = (await user(probe, "interventoria", "/calidad/hallazgos", **PHONE_SCREEN)).page
    for path in ("/calidad/hallazgos", "/calidad/visitas", "/calidad/informes"):
        await page.goto(path)
        await expect(page.locator("main h1")).to_be_visible()
        await expect(page.get_by_role("button", name="Registrar hallazgo")).to_have_count(0)
        found[path] = await complaints(page, checker)
    page = (await user(probe, "calidad", "/calidad/hallazgos/nuevo", **PHONE_SCREEN)).page
    await expect(page.get_by_label("Qué se encontró")).to_be_visible()
    found["new"] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
