"""The simulator on the screen: a call by keyboard with full queues, a step back, and the text of a try."""

import pytest
from playwright.async_api import expect

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


async def test_call_is_simulated_by_keyboard(probe: PageProbe, axe: str) -> None:
    """A call of another day and hour is made again with full queues; a key marks its option, and a step is undone."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/simulador")).page
    checker = Checker(axe)
    tries = page.get_by_role("region", name="Pruebas del sitio")
    await expect(tries).to_contain_text("El sitio no tiene pruebas", timeout=PATIENCE_MS)
    await page.get_by_label("Día", exact=True).fill("05/12/2026")
    await page.get_by_label("Hora", exact=True).fill("18:59")
    await page.get_by_role("button", name="Llamar", exact=True).click()
    heard = page.get_by_role("region", name="Lo que se oye")
    await expect(heard).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_label("Día", exact=True).fill("02/12/2026")
    await page.get_by_label("Hora", exact=True).fill("10:00")
    await page.get_by_label("Asesores y colas").select_option("full")
    await page.get_by_label("Consulta del radicado: qué responde").select_option("in_progress")
    await page.get_by_role("button", name="Volver a llamar").click()
    phone = page.get_by_role("region", name="Teléfono")
    await phone.get_by_role("button", name="1", exact=True).focus()
    await page.keyboard.press("1")
    await expect(heard).to_contain_text("Marca 1", timeout=PATIENCE_MS)
    await phone.get_by_role("button", name="Esperar 30 segundos").click()
    await expect(page.get_by_role("region", name="Menús de la línea")).to_contain_text("marcada", timeout=PATIENCE_MS)
    lines = heard.get_by_role("listitem")
    said = [text for text in await lines.all_inner_texts() if text]
    assert next(index for index, text in enumerate(said) if "Marca 1" in text) == 1  # after the greeting it cut
    await expect(heard.get_by_role("button", name="Escuchar").first).to_be_visible()
    violations = {"call": await checker.violations(page)}
    for _ in range(2):
        await phone.get_by_role("button", name="Deshacer el último paso").click()
    await expect(page.get_by_role("region", name="Menús de la línea")).not_to_contain_text("marcada")
    await phone.get_by_role("button", name="*", exact=True).click()
    for _ in range(2):  # the number and the document; the example of each is valid
        await expect(phone.get_by_role("status")).to_contain_text("cifras", timeout=PATIENCE_MS)
        before = await phone.get_by_role("textbox").get_attribute("id")
        await phone.get_by_role("button", name="Marcar con numeral").click()
        await expect(phone.locator(f"[id='{before}']")).to_have_count(0, timeout=PATIENCE_MS)
    await phone.get_by_role("button", name="Oír hasta el final").click()
    await expect(heard).to_contain_text("en estudio", timeout=PATIENCE_MS)
    await expect(page.get_by_role("region", name="Menús de la línea")).to_contain_text("pasó por aquí")
    violations["steps"] = await checker.violations(page)
    await page.get_by_role("button", name="Guardar como prueba").click()
    await expect(page.get_by_role("dialog")).to_contain_text("expect:")
    violations["dialog"] = await checker.violations(page)
    await page.keyboard.press("Escape")
    await page.set_viewport_size(PHONE_SCREEN["viewport"])
    assert not await overflows_horizontally(page)
    assert not any(violations.values()), violations
