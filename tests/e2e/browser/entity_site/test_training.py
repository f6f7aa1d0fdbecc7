"""A training month on screen: a course, its material, a session, the register by keyboard, and the acknowledgement."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import FilePayload, Page, expect

from config.timezone import COLOMBIA
from tests.support.browser.accessibility import Checker
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, PageProbe
from tests.support.browser.quality_screens import complaints, open_screen

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
TITLE = "Trato digno en la línea"


async def submit(page: Page, name: str) -> None:
    """Send the open dialog, which closes."""
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=name, exact=True).click()
    await expect(dialog).to_have_count(0)


async def plan_session(page: Page, checker: Checker) -> None:
    """Create a course with material, and plan a session of today for two advisors."""
    await page.get_by_role("button", name="Crear un tema").click()
    await page.get_by_label("Tema", exact=True).fill(TITLE)
    assert await complaints(page, checker) == []
    await submit(page, "Crear")
    await page.get_by_role("button", name=f"Agregar material a {TITLE}").click()
    slides = FilePayload(name="Protocolo de trato digno.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 Trato")
    await page.locator("input[type=file]").set_input_files(slides)
    await expect(page.get_by_label("Título")).to_have_value("Protocolo de trato digno")
    await submit(page, "Subir")
    await expect(page.get_by_role("link", name="Protocolo de trato digno")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.get_by_role("link", name="Cronograma").click()
    await page.get_by_role("button", name="Programar una sesión").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Tema").select_option(label=TITLE)
    await dialog.get_by_label("Fecha y hora").fill(f"{datetime.now(UTC).astimezone(COLOMBIA):%d/%m/%Y} 00:05")
    await dialog.get_by_label("Fecha y hora").press("Alt+ArrowDown")
    await expect(dialog.get_by_role("button", name="Mes siguiente")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("button", name="Mes siguiente")).to_have_count(0)
    await dialog.get_by_label("Quién la dicta").fill("Marta Peña")
    await dialog.get_by_label("Lugar o enlace").fill("Sala 2")
    for name in ("Ana Lucía Rojas", "Camilo Herrera"):
        await dialog.get_by_label(name).check()
    assert await complaints(page, checker) == []
    await dialog.get_by_role("button", name="Programar", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


async def require_course(page: Page, checker: Checker) -> None:
    """Require the course of a role from today."""
    await page.goto("/capacitacion/exigencias")
    await page.get_by_role("button", name="Exigir un tema").click()
    await page.get_by_role("dialog").get_by_label("Tema").select_option(label=TITLE)
    await page.get_by_role("dialog").get_by_label("Asesor", exact=True).check()
    assert await complaints(page, checker) == []
    await submit(page, "Guardar")
    await expect(page.get_by_role("button", name=f"Cambiar {TITLE} de Asesor", exact=True)).to_be_visible()
    assert await complaints(page, checker) == []


async def propose_for_a_finding(page: Page, checker: Checker) -> None:
    """Propose the course on the page of a finding; the proposal leads back to it."""
    form = {"source": "manual", "kind": "informacion", "severity": "grave", "area": "operacion"}
    body = {**form, "owner": "supervisor", "description": "El asesor no saludó."}
    finding = (await request_as_user(page.context.request, "POST", "/quality/findings", body))["id"]
    await page.goto(f"/calidad/hallazgos/{finding}")
    await page.get_by_role("button", name="Proponer capacitación").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(f"Origen: hallazgo {finding}")).to_be_visible()
    await dialog.get_by_label("Tema").select_option(label=TITLE)
    await dialog.get_by_label("Para").select_option(label="Ana Lucía Rojas")
    await submit(page, "Proponer")
    await page.get_by_role("region", name="Capacitación").get_by_role("link", name=TITLE).click()
    await page.get_by_role("link", name=finding).click()
    await expect(page.get_by_role("heading", level=1, name="Hallazgo")).to_be_visible()
    assert await complaints(page, checker) == []


async def test_a_training_month_by_keyboard(probe: PageProbe, axe: str) -> None:
    """The register needs no mouse; the advisor reads and acknowledges their mark; the report of the month has it."""
    checker = Checker(axe)
    desk = await open_screen(probe, "coordinador", "/capacitacion/temas")
    page = desk.page
    await plan_session(page, checker)
    session = page.url
    first = page.get_by_label(re.compile("^Asistencia de")).first
    await first.focus()
    await page.keyboard.press("a")
    await page.keyboard.press("Enter")
    await page.keyboard.press("f")
    await expect(page.get_by_label(re.compile("^Motivo de"))).to_be_visible()
    await page.get_by_label(re.compile("^Nota de")).first.focus()
    await page.keyboard.type("87,5")
    probe.expect_status(422, "/register")
    await page.get_by_role("button", name="Guardar el registro").press("Enter")
    await expect(page.get_by_text("Escoja el motivo de la inasistencia.")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.get_by_label(re.compile("^Motivo de")).select_option(label="Otro motivo")
    await page.get_by_role("button", name="Guardar el registro").press("Enter")
    await desk.expect_text("Aprobó", "Realizada", "1 de 2")
    assert await complaints(page, checker) == []
    await page.set_viewport_size(PHONE_SCREEN["viewport"])
    assert await complaints(page, checker) == []
    await page.set_viewport_size({"width": 1366, "height": 768})
    await require_course(page, checker)
    await propose_for_a_finding(page, checker)
    own = (await open_screen(probe, "asesor1", "/capacitacion/mia")).page
    async with own.expect_download() as download:
        await own.get_by_role("link", name="Protocolo de trato digno").first.click()
    assert (await (await download.value).path()).read_bytes() == b"%PDF-1.7 Trato"
    await expect(own.get_by_role("row").filter(has_text=TITLE)).to_contain_text("87,5")
    assert await complaints(own, checker) == []
    await own.get_by_role("button", name=re.compile("^Confirmar la sesión")).first.click()
    await expect(own.get_by_text(re.compile("^Confirmada el"))).to_be_visible()
    await page.goto(session)
    await expect(page.get_by_text("Confirmada por el asesor")).to_be_visible()
    for path, heading in (("asesores", "Capacitación por asesor"), ("propuestas", "Propuestas de capacitación")):
        await page.goto(f"/capacitacion/{path}")
        await expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        assert await complaints(page, checker) == []
