"""The access log and the identity checks on screen: filtered, reviewed and signed, at three widths."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from agent_api.kit.dates import local_date
from atencion.runtime.tasks import utc_now
from tests.support.browser.accessibility import Checker
from tests.support.browser.page_probe import PageProbe
from tests.support.browser.quality_screens import complaints, open_screen

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
WIDTHS = (1366, 1024, 390)


async def choose_list(page: Page, file: Path) -> None:
    """Choose the entity's list of users."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=re.compile("Lista de usuarios")).click()
    await (await chooser.value).set_files(file)


async def test_a_movement_is_found_and_a_period_is_signed(probe: PageProbe, axe: str, tmp_path: Path) -> None:
    """Quality filters its own sign-in, compares the entity's list, and signs; nothing violates WCAG or is too wide."""
    checker = Checker(axe)
    desk = await open_screen(probe, "calidad", "/bitacora")
    page = desk.page
    await expect(page.get_by_role("heading", level=1, name="Bitácora de depuración")).to_be_visible()
    await page.get_by_label("Cuenta", exact=True).fill("calidad")
    await page.keyboard.press("Enter")
    await page.get_by_label("Movimiento", exact=True).select_option(label="Ingresos y salidas")
    await expect(page).to_have_url(re.compile("account=calidad&kind=sign_in"))
    await expect(page.get_by_role("row").filter(has_text="Ingresó").first).to_be_visible()
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await complaints(page, checker) == [], width
    await page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    await page.get_by_role("navigation", name="Bitácora").get_by_role("link", name="Revisiones").click()
    await expect(page.get_by_role("heading", level=1, name="Revisiones de la bitácora")).to_be_visible()
    await page.get_by_role("button", name="Revisar un período").click()
    users = tmp_path / "usuarios.csv"
    users.write_text("usuario,nombre,estado\ncalidad,Clara,activo\nno vale,X,activo\n")
    yesterday = (local_date(utc_now()) - timedelta(days=1)).isoformat()
    await page.get_by_label("Desde").fill(yesterday)
    await page.get_by_label("Hasta").fill(yesterday)
    probe.expect_status(400, "/api/v1/access-log-comparisons")
    await choose_list(page, users)
    await page.get_by_role("button", name="Comparar").click()
    await desk.expect_text("Fila 3:")
    users.write_text("usuario,nombre,estado\ncalidad,Clara,activo\nnueva,Nueva,activo\n")
    await choose_list(page, users)  # the same file, corrected
    await page.get_by_role("button", name="Comparar").click()
    await expect(page.get_by_role("row").filter(has_text="nueva")).to_contain_text("Está en la lista y no aquí")
    assert await complaints(page, checker) == []
    await page.get_by_label("Nota").fill("Se pide crear la cuenta nueva.")
    await page.get_by_role("button", name="Firmar la revisión").click()
    await expect(page.get_by_role("link", name="PDF")).to_be_visible(timeout=90_000)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="PDF").click()
    assert (await (await download.value).path()).read_bytes()[:4] == b"%PDF"
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await complaints(page, checker) == [], width


async def test_the_identity_checks_of_all_calls_have_a_screen(probe: PageProbe, axe: str) -> None:
    """Supervisors open the list, and save its filters; without a check it says when one appears."""
    checker = Checker(axe)
    desk = await open_screen(probe, "supervisor", "/identidad?result=open&line=nacional")
    await expect(desk.page.get_by_role("heading", level=1, name="Verificaciones de identidad")).to_be_visible()
    await desk.expect_text("Ninguna verificación cumple los filtros")
    for width in WIDTHS:
        await desk.page.set_viewport_size({"width": width, "height": 800})
        assert await complaints(desk.page, checker) == [], width
    await desk.page.get_by_role("button", name="Vistas").click()
    await desk.page.get_by_role("menuitem", name="Guardar esta vista").click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label("Nombre").fill("Sin responder")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(desk.page.get_by_role("button", name="Vista: Sin responder")).to_be_visible()
    await desk.page.goto("/bitacora")
    await desk.expect_text("No puede abrir esta página")
