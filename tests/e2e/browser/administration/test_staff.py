"""The staff on the screen: an entry, a move, an exit, and a file that is checked before it is imported."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, PageProbe, overflows_horizontally
from tests.support.browser.quality_screens import complaints, open_screen
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]


async def fill_entry(page: Page, user: str, name: str) -> None:
    """Fill in the dialog of a new person."""
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Usuario", exact=True).fill(user)
    await dialog.get_by_label("Nombre y apellidos").fill(name)
    await dialog.get_by_label("Primer día").fill("2026-02-02")
    await dialog.get_by_label("Cargo").fill("Asesora")
    await dialog.get_by_label("Línea", exact=True).select_option("bogota")
    await dialog.get_by_label("Motivo o número del contrato").fill("Contrato 12.")


async def test_a_person_enters_moves_and_leaves(probe: PageProbe, axe: str) -> None:
    """The list and the page of the person show each act, and the page offers the next ones."""
    checker = Checker(axe)
    probe.expect_status(422, "/staff/eva.diaz/move")  # a role for a person without an account
    desk = await open_screen(probe, "admin", "/personal")
    page = desk.page
    await page.get_by_role("button", name="Registrar ingreso").click()
    assert await complaints(page, checker) == []
    await fill_entry(page, "eva.diaz", "Eva Díaz")
    await page.get_by_role("dialog").get_by_role("button", name="Registrar ingreso").click()
    await desk.expect_text("Se registró el ingreso de Eva Díaz.")
    row = page.get_by_role("row").filter(has_text="eva.diaz")
    await expect(row).to_contain_text("En la campaña")
    assert await complaints(page, checker) == []
    await row.get_by_role("link", name="eva.diaz").click()
    await expect(page.get_by_role("heading", level=1, name="Eva Díaz")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Registrar traslado").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Cargo").fill("Supervisora")
    await dialog.get_by_label("Supervisor", exact=True).check()
    await dialog.get_by_label("Motivo del traslado").fill("Ascenso.")
    await dialog.get_by_label("Su contraseña", exact=True).fill(DEMO_PASSWORD)
    await dialog.get_by_role("button", name="Registrar traslado").click()
    await expect(dialog.get_by_text("no tiene cuenta")).to_be_visible()
    await dialog.get_by_label("Supervisor", exact=True).uncheck()
    await dialog.get_by_role("button", name="Registrar traslado").click()
    await desk.expect_text("Se registró el traslado de Eva Díaz.", "Ascenso.", "Supervisora")
    await _plan_and_cancel_a_move(page)
    await page.get_by_role("button", name="Registrar salida").click()
    await page.get_by_role("dialog").get_by_label("Motivo de la salida").fill("Renunció.")
    assert await complaints(page, checker) == []
    await page.get_by_role("dialog").get_by_role("button", name="Registrar salida").click()
    await desk.expect_text("Eva Díaz salió", "Renunció.")
    await expect(page.get_by_role("button", name="Registrar regreso")).to_be_visible()
    await page.goto("/personal?standing=gone")
    await page.get_by_role("textbox", name="Buscar por nombre o usuario").fill("dias eba")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row").filter(has_text="eva.diaz")).to_contain_text("Salió")


async def _plan_and_cancel_a_move(page: Page) -> None:
    """Plan a move for tomorrow in a dialog that survives a reload, see it, and cancel it."""
    await page.get_by_role("button", name="Registrar traslado").click()
    await page.get_by_label("Otro día").check()
    await page.get_by_label("Motivo del traslado").fill("Cubre una licencia.")
    await page.get_by_label("Cargo").fill("Coordinadora")
    await page.reload()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Motivo del traslado")).to_have_value("Cubre una licencia.")
    await dialog.get_by_role("button", name="Registrar traslado").click()
    await expect(page.get_by_text("✓ Quedó previsto el traslado de Eva Díaz.")).to_be_visible()
    await expect(page.get_by_text("Traslado previsto", exact=True).first).to_be_visible()
    await page.get_by_role("button", name="Cancelar el traslado").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancelar el traslado").click()
    await expect(page.get_by_text("✓ Eva Díaz sigue en su cargo.")).to_be_visible()
    await expect(page.get_by_text("Cubre una licencia.")).to_have_count(0)


async def test_a_file_is_checked_before_it_is_imported(probe: PageProbe, axe: str, tmp_path: Path) -> None:
    """A bad row is named with its line and nothing changes; the corrected file is imported after its preview."""
    checker = Checker(axe)
    desk = await open_screen(probe, "admin", "/personal")
    page = desk.page
    file = tmp_path / "personal.csv"
    rows = "leo.paz;Leo Paz;2026-02-02;bogota\nmia.ruiz;Mía Ruiz;2026-02-02;{}\n"
    file.write_text("usuario;nombre;ingreso;linea\n" + rows.format("luna"))
    await page.get_by_role("button", name="Importar").click()
    dialog = page.get_by_role("dialog")
    await dialog.locator('input[type="file"]').set_input_files(file)
    await expect(dialog.get_by_text("Línea 3, columna «linea»: El sitio no tiene esa línea.")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Importar", exact=True)).to_be_disabled()
    assert await complaints(page, checker) == []
    file.write_text("usuario;nombre;ingreso;linea\n" + rows.format("nacional"))
    await dialog.locator('input[type="file"]').set_input_files(file)
    await expect(dialog.get_by_text("ingresa Mía Ruiz (mia.ruiz)")).to_be_visible()
    assert await complaints(page, checker) == []
    await dialog.get_by_role("button", name="Importar 2 personas").click()
    await desk.expect_text("Se importó el archivo. Ingresos: 2")
    await expect(page.get_by_role("row").filter(has_text="mia.ruiz")).to_contain_text("Línea Nacional")


async def test_quality_reads_the_staff_on_a_phone(probe: PageProbe, axe: str) -> None:
    """A user who may not change the staff sees no act; the list fits a phone."""
    admin = (await open_screen(probe, "admin", "/personal")).page
    form = {"user": "nora.gil", "name": "Nora Gil", "begins_on": "2026-02-02", "reason": "Contrato 7."}
    await request_as_user(admin.context.request, "POST", "/staff", form)
    page = (await open_screen(probe, "calidad", "/personal")).page
    await expect(page.get_by_role("row").filter(has_text="nora.gil")).to_contain_text("Nora Gil")
    await expect(page.get_by_role("button", name="Registrar ingreso")).to_have_count(0)
    await page.set_viewport_size(PHONE_SCREEN["viewport"])
    assert not await overflows_horizontally(page)
    await page.goto("/personal/nora.gil")
    await expect(page.get_by_role("heading", level=1, name="Nora Gil")).to_be_visible()
    await expect(page.get_by_role("button", name="Registrar salida")).to_have_count(0)
    assert not await overflows_horizontally(page)
    assert await complaints(page, Checker(axe)) == []
