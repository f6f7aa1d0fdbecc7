"""The quarterly review of accounts, on screen: decided by keyboard, signed, and carried out by another person."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PHONE_SCREEN, PageProbe
from tests.support.browser.quality_screens import complaints, open_screen
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
REASON = "Ya no atiende llamadas."


async def open_review(probe: PageProbe, user: str) -> AdvisorPage:
    """Open the review of this quarter, once the worker has begun it."""
    desk = await open_screen(probe, user, "/revision-de-cuentas")
    link = desk.page.get_by_role("link", name="trimestre de")
    for _ in range(90):
        if await link.count():
            break
        await desk.page.wait_for_timeout(1000)
        await desk.page.reload()
        await expect(link.or_(desk.page.get_by_text("No hay revisiones de cuentas")).first).to_be_visible()
    await link.first.click()
    await expect(desk.page.get_by_role("heading", level=1, name="Revisión de cuentas 20")).to_be_visible()
    return desk


async def keep_as_exception(page: Page, user: str) -> None:
    """Keep an account with findings, with a reason and a last day."""
    await page.get_by_role("button", name=f"Mantener {user}", exact=True).click()
    dialog = page.get_by_role("dialog")
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    await dialog.get_by_label("Último día de la excepción").fill(until)
    await dialog.get_by_label("Motivo").fill("Es de una sola persona.")
    await dialog.get_by_role("button", name="Guardar la decisión").click()
    await expect(dialog).to_have_count(0)


async def test_a_quarterly_review_from_the_snapshot_to_its_execution(probe: PageProbe, axe: str) -> None:
    """Quality decides on each account and signs; the administrator carries it out; the oversight reads it."""
    checker = Checker(axe)
    page = (await open_review(probe, "calidad")).page
    await expect(page.get_by_text("Es su cuenta: la decide otra persona.")).to_be_visible()
    assert await complaints(page, checker) == []
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Retirar calidad4", exact=True))
    await row.get_by_role("button", name="Mantener calidad4").focus()
    await page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Motivo")).to_be_focused()
    await page.keyboard.type(REASON)
    assert await complaints(page, checker) == []
    await dialog.get_by_role("button", name="Guardar la decisión").click()
    await expect(row.get_by_text(REASON)).to_be_visible()
    await page.get_by_role("button", name="Mantener las que no tienen observaciones").click()
    await expect(page.get_by_text("✓ Se mantienen ")).to_be_visible()
    await page.get_by_label("Decisión").select_option("undecided")
    await expect(page).to_have_url(re.compile("decision=undecided"))
    await keep_as_exception(page, "admin")
    other = (await open_review(probe, "calidad2")).page
    await other.get_by_role("button", name="Mantener calidad", exact=True).click()
    await other.get_by_role("button", name="Firmar la revisión").click()
    await other.get_by_role("dialog").get_by_role("button", name="Firmar", exact=True).click()
    await expect(other.get_by_text("Por ejecutar").first).to_be_visible()
    assert await complaints(other, checker) == []
    admin = (await open_review(probe, "admin")).page
    await admin.get_by_role("button", name="Hacer lo decidido").click()
    await admin.get_by_role("dialog").get_by_label("Su contraseña", exact=True).fill(DEMO_PASSWORD)
    assert await complaints(admin, checker) == []
    await admin.get_by_role("dialog").get_by_role("button", name="Hacerlo en las cuentas").click()
    await expect(admin.get_by_text("Terminada").first).to_be_visible()
    await expect(admin.get_by_role("link", name="Descargar las decisiones firmadas")).to_be_visible()
    assert await complaints(admin, checker) == []
    enabled = await admin.context.request.post("/api/v1/users/calidad4/enable", headers={"X-Atencion": "1"})
    assert enabled.ok, await enabled.text()  # other tests sign in as this user
    reader = (await open_screen(probe, "interventoria", "/revision-de-cuentas", **PHONE_SCREEN)).page
    assert await complaints(reader, checker) == []
    await reader.get_by_role("link", name="trimestre de").first.click()
    await expect(reader.locator("tbody tr").first).to_be_visible()
    await expect(reader.get_by_role("button", name="Mantener")).to_have_count(0)
    assert await complaints(reader, checker) == []
