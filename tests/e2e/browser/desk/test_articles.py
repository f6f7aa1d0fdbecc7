"""An article from its draft to the call in which an advisor reads it."""

import re

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]


async def test_an_article_is_published_and_read_in_a_call(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """It comes first for its topic, the call keeps the version that was read, and its owner reads the comment."""
    checker = Checker(axe)
    editor = await AdvisorPage.sign_in(await probe.open_context(reduced_motion="reduce"), "calidad", "/conocimiento")
    page = editor.page
    await page.get_by_role("button", name="Escribir un artículo").click()
    await page.get_by_label("Título", exact=True).fill("Pagos que no se ven")
    await page.get_by_label("Texto", exact=True).fill("## Pasos\n1. Pida el **recibo**.\n2. Radique.")
    await page.get_by_role("combobox", name="Tipologías").fill("pago no aplicado")
    await page.get_by_role("option", name="Reclamo · Pago no aplicado", exact=True).click()
    await expect(page.get_by_role("region", name="Cómo se ve").get_by_role("listitem")).to_have_count(2)
    assert await checker.violations(page) == []
    await page.get_by_role("button", name="Guardar el borrador").click()
    await page.get_by_role("button", name="Publicar la versión 1").click()
    await expect(page.get_by_text("✓ Publicada la versión 1.")).to_be_visible()
    assert await checker.violations(page) == []
    desk = await AdvisorPage.sign_in(await probe.open_context(reduced_motion="reduce"), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    call = await desk.latest_call()
    await desk.expect_talking()
    await desk.choose_topic("pago no", "Reclamo · Pago no aplicado")
    await desk.press("Alt+q")
    panel = desk.page.get_by_role("tabpanel", name=re.compile("Artículos"))
    await expect(panel.get_by_role("textbox")).to_be_focused()
    await desk.type("recibos")
    first = panel.get_by_role("list", name="Artículos").get_by_role("button").first
    await expect(first).to_contain_text("De la tipología")
    assert await checker.violations(desk.page) == []
    await first.press("Enter")
    await expect(panel.get_by_role("heading", name="Pagos que no se ven")).to_be_focused()
    await panel.get_by_role("button", name="No sirvió").press("Enter")
    await panel.get_by_label("Comentario para su responsable").fill("Falta decir el plazo.")
    await panel.get_by_role("button", name="Enviar el comentario").press("Enter")
    await expect(panel.get_by_role("button", name="Enviar el comentario")).to_have_count(0)
    assert await checker.violations(desk.page) == []
    story = await rig.timeline(call, "KnowledgeArticleRated")
    assert story.facts("KnowledgeArticleRead")[0]["version"] == 1
    await page.reload()
    await expect(page.get_by_role("region", name="Lectores")).to_contain_text("Falta decir el plazo.")
    assert await checker.violations(page) == []
