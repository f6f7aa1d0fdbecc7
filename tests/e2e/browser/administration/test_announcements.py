"""Messages, announcements and queues of now on the screens: sent, read with a key, and given back."""

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
PATIENCE_MS = 30_000
MESSAGE = "El portal vuelve a las tres."


async def _read_by_all(page: Page) -> None:
    """Read the supervisor's list again: all have read the first text. Open it."""
    await page.goto("/anuncios")
    read = page.get_by_role("button", name="Lo leyeron todos").first
    await expect(read).to_be_visible(timeout=PATIENCE_MS)
    await read.click()
    await expect(page.get_by_role("dialog").get_by_role("row", name="Ana Lucía Rojas")).not_to_contain_text("aún no")
    await page.keyboard.press("Escape")


async def test_a_message_and_an_announcement_are_read(probe: PageProbe, axe: str) -> None:
    """The advisor sees the message without a reload and reads it by a key; the supervisor sees who read each."""
    lead = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/anuncios")).page
    advisor = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1")).page
    checker = Checker(axe)
    await lead.get_by_role("button", name="Mensaje a asesores").click()
    dialog = lead.get_by_role("dialog", name="Mensaje a asesores")
    await dialog.get_by_text("Asesores", exact=True).click()
    await dialog.get_by_label("Buscar un asesor").fill("ana luc")
    await dialog.get_by_label("Ana Lucía Rojas").check()
    await dialog.get_by_role("textbox", name="Mensaje", exact=True).fill(MESSAGE)
    violations = {"message": await checker.violations(lead)}
    await dialog.get_by_role("button", name="Enviar", exact=True).click()
    banner = advisor.get_by_role("region", name="Mensaje de la supervisión")
    await expect(banner).to_contain_text(MESSAGE, timeout=PATIENCE_MS)
    violations["banner"] = await checker.violations(advisor)
    await advisor.keyboard.press("Alt+z")
    await expect(banner).to_have_count(0)
    await _read_by_all(lead)
    await lead.get_by_role("button", name="Publicar un anuncio").click()
    dialog = lead.get_by_role("dialog", name="Publicar un anuncio")
    await dialog.get_by_label("Título").fill("Cambio del portal")
    await dialog.get_by_label("Texto").fill("Desde mañana pide el documento dos veces.")
    await dialog.get_by_text("Asesores", exact=True).click()
    await dialog.get_by_label("Buscar un asesor").fill("ana luc")
    await dialog.get_by_label("Ana Lucía Rojas").check()
    last_day = datetime.now(UTC) - timedelta(hours=5) + timedelta(days=2)
    await dialog.get_by_label("Hasta").fill(f"{last_day:%Y-%m-%d}")
    await dialog.get_by_label("Exige lectura").check()
    violations["announcement"] = await checker.violations(lead)
    await dialog.get_by_role("button", name="Publicar", exact=True).click()
    own = advisor.get_by_role("listitem").filter(has_text="Cambio del portal")
    await expect(own).to_contain_text("Exige lectura", timeout=PATIENCE_MS)
    violations["desk"] = await checker.violations(advisor)
    await own.get_by_role("button", name="Leído: Cambio del portal").click()
    await expect(own).to_contain_text("leído")
    await _read_by_all(lead)
    for page, path in ((lead, "/anuncios"), (advisor, "/anuncios")):
        await page.set_viewport_size(PHONE_SCREEN["viewport"])
        await page.goto(path)
        await expect(page.get_by_text("Cambio del portal")).to_be_visible(timeout=PATIENCE_MS)
        assert not await overflows_horizontally(page)
    assert not any(violations.values()), violations


async def test_queues_of_now_are_changed_and_given_back(probe: PageProbe, axe: str) -> None:
    """Changed from the board, over the advisor's dialog; listed in the roster with its author; ended by a button."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")).page
    await page.locator("#asesor-asesor1").click()
    outer = page.get_by_role("dialog", name="Ana Lucía Rojas", exact=True)
    change = outer.get_by_role("button", name="Cambiar sus colas ahora…: Ana Lucía Rojas")
    dialog = page.get_by_role("dialog", name="Colas de Ana Lucía Rojas, ahora")
    await change.click()
    await expect(dialog.get_by_label("Motivo")).to_be_visible(timeout=PATIENCE_MS)
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await change.click()
    await dialog.get_by_label("Quejas y reclamos").select_option("9")
    await dialog.get_by_label("Motivo").fill("Pico de quejas")
    violations = await Checker(axe).violations(page)
    await dialog.get_by_role("button", name="Cambiar ahora").click()
    await expect(outer.get_by_role("button", name="Devolver las colas de Ana Lucía Rojas")).to_be_visible()
    await page.goto("/puestos")
    changes = page.get_by_role("region", name="Cambios de ahora")
    await expect(changes).to_contain_text("Quejas y reclamos (9)", timeout=PATIENCE_MS)
    await expect(changes).to_contain_text("Pico de quejas")
    violations += await Checker(axe).violations(page)
    await changes.get_by_role("button", name="Devolver las colas de Ana Lucía Rojas").click()
    await expect(changes).to_contain_text("Todos los asesores atienden las colas que tienen asignadas.")
    assert not violations
