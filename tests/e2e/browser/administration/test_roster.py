"""Seats, queues and absences on the screen: changed in place, undone, filtered, and readable by everyone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
LEVEL = "Nivel de Ana Lucía Rojas en Crédito"


async def _has_level(page: Page, level: str) -> None:
    """Wait until the row of the advisor shows a level; the page is loaded again to read the stored one."""
    await page.reload()
    await expect(page.get_by_label(LEVEL, exact=True)).to_have_value(level)


async def test_a_level_is_changed_in_place_and_taken_back(probe: PageProbe, axe: str) -> None:
    """The change is stored without a button, said, undone by one, and narrowed by filters in the address."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/puestos")).page
    level = page.get_by_label(LEVEL, exact=True)
    before = await level.input_value()
    other = "3" if before != "3" else "4"
    await level.select_option(other)
    await expect(page.get_by_text("Crédito pasó de").first).to_be_visible()
    violations = await Checker(axe).violations(page)
    await page.get_by_role("button", name="Deshacer").click()
    await expect(level).to_have_value(before)
    await _has_level(page, before)
    await page.get_by_label("Lo que falta").select_option("queues")
    await expect(page).to_have_url("/puestos?lacks=queues")
    await expect(page.get_by_label(LEVEL, exact=True)).to_have_count(0)
    assert not violations


async def test_a_seat_is_created_given_and_freed(probe: PageProbe) -> None:
    """The seat appears in the choice of each row; while an advisor has it, it cannot be deleted."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/puestos")).page
    await page.get_by_role("button", name="Crear un puesto").click()
    await page.get_by_label("Nombre", exact=True).fill("B-04")
    await page.get_by_label("Extensión o teléfono").fill("2041")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.get_by_role("button", name="Borrar el puesto B-04")).to_be_visible()
    await page.get_by_label("Puesto de Ana Lucía Rojas").select_option("B-04")
    await expect(page.get_by_role("button", name="Borrar el puesto B-04")).to_have_count(0)
    await page.get_by_label("Puesto de Ana Lucía Rojas").select_option("")
    await page.get_by_role("button", name="Borrar el puesto B-04").click()
    await expect(page.get_by_text("No hay puestos de trabajo")).to_be_visible()


async def test_an_absence_is_recorded_and_cancelled(probe: PageProbe, axe: str) -> None:
    """List and calendar show it with the person who stands in; cancelled, it is gone. Both screens fit a telephone."""
    context = await probe.open_context(**REDUCED_MOTION)
    page = (await AdvisorPage.sign_in(context, "coordinador", "/ausencias")).page
    today = datetime.now(UTC) - timedelta(hours=5)
    await page.get_by_role("button", name="Registrar una ausencia").click()
    await page.get_by_role("button", name="Registrar", exact=True).click()
    await expect(page.get_by_text("Escoja a la persona.")).to_be_visible()
    await page.get_by_label("Persona", exact=True).select_option("funcionario1")
    await page.get_by_label("Primer día").fill(f"{today:%Y-%m-%d}")
    await page.get_by_label("Último día").fill(f"{today + timedelta(days=2):%Y-%m-%d}")
    await page.get_by_label("Motivo").fill("Cita médica")
    checker = Checker(axe)
    violations = {"dialog": await checker.violations(page)}
    await page.get_by_role("button", name="Registrar", exact=True).click()
    row = page.get_by_role("row", name="Martha Cecilia Gómez").filter(has_text="Cita médica")
    await expect(row).to_contain_text("Jorge Eliécer Pardo")
    await expect(page.get_by_role("heading", name="Las próximas cuatro semanas")).to_be_visible()
    violations["list"] = await checker.violations(page)
    for path in ("/ausencias", "/puestos"):
        await page.set_viewport_size(PHONE_SCREEN["viewport"])
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert not await overflows_horizontally(page)
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.goto("/ausencias")
    await page.get_by_role("button", name="Anular la ausencia de Martha Cecilia Gómez").click()
    await expect(row).to_have_count(0)
    assert not any(violations.values()), violations
