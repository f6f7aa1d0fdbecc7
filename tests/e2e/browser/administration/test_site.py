"""The site on the screen: a change in a draft by keyboard, its complaint, its words, and its publication."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.api.voice_recordings import recording
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
WIDTHS = (390, 1024, 1366)
PROMPT = "cerrado"
WAITING = "espera"
LEAST_SECTIONS = 30


async def test_site_is_changed_in_a_draft_by_keyboard(probe: PageProbe, axe: str) -> None:
    """A changed field is saved by itself, said in words, complained about where it is wrong, and taken back."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    checker = Checker(axe)
    await expect(page.get_by_role("heading", name="Publicaciones")).to_be_visible(timeout=PATIENCE_MS)
    violations = {"overview": await checker.violations(page)}
    await _open_draft(page, "Pausas de diciembre")
    violations["draft"] = await checker.violations(page)
    await page.get_by_role("button", name="Motivos de pausa").press("Enter")
    await page.locator("summary").first.press("Enter")
    name = page.get_by_label("Nombre", exact=True).first
    before = await name.input_value()
    await name.fill(f"{before} y agua")
    await expect(page.get_by_role("button", name="Cambios (1)")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Todo está guardado.")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Cambios (1)").press("Enter")
    await expect(page.get_by_role("region", name="Motivos de pausa")).to_contain_text("y agua")
    violations["changes"] = await checker.violations(page)
    await page.get_by_role("button", name="Publicar…").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("Revisando el borrador")).to_have_count(0, timeout=PATIENCE_MS)
    violations["publish"] = await checker.violations(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Deshacer").press("Enter")
    await expect(page.get_by_role("button", name="Cambios (0)")).to_be_visible(timeout=PATIENCE_MS)
    assert not any(violations.values()), violations
    await _discard(page)


async def test_site_fits_each_screen_in_light_and_dark(probe: PageProbe, axe: str) -> None:
    """Overview and draft fit a telephone, a tablet and a desk, without a fault of axe in both colour schemes."""
    checker = Checker(axe)
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    await _open_draft(page, "Identidad en cada pantalla")
    draft = page.url
    for scheme in ("light", "dark"):
        options = {**PHONE_SCREEN, "color_scheme": scheme}
        other = (await AdvisorPage.sign_in(await probe.open_context(**options), "coordinador", "/sitio")).page
        for address in ("/sitio", f"{draft}?seccion=identity"):
            await other.goto(address)
            await expect(other.locator("main h1")).to_be_visible(timeout=PATIENCE_MS)
            for width in WIDTHS:
                await other.set_viewport_size({"width": width, "height": 844})
                assert not await overflows_horizontally(other), (scheme, address, width)
            assert not await checker.violations(other), (scheme, address)
    await _discard(page)


async def test_a_sound_is_uploaded_into_a_draft(probe: PageProbe, axe: str, tmp_path: Path) -> None:
    """A WAV gets a name that the folder may have, and a file that is no sound is refused beside its field."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    await _open_draft(page, "Voz nueva del cierre")
    await page.get_by_role("button", name="Mensajes", exact=True).press("Enter")
    card = page.locator("details").filter(has=page.locator("summary", has_text=PROMPT)).first
    await card.locator("summary").first.press("Enter")
    sound = tmp_path / "Cierre de Bogotá.wav"
    sound.write_bytes(recording(1.0))
    await card.locator("input[type=file]").set_input_files(sound)
    await expect(card.get_by_label("Archivo", exact=False).first).to_have_value(
        "cierre_de_bogota.wav", timeout=PATIENCE_MS
    )
    await expect(page.get_by_role("button", name="Cambios (1)")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_role("button", name="Reparos (0)")).to_be_visible(timeout=PATIENCE_MS)
    assert not await Checker(axe).violations(page)
    probe.expect_status(400, f"{page.url.partition('?')[0].rpartition('/')[2]}/files/nota.wav")
    sound = tmp_path / "nota.wav"
    sound.write_bytes(b"no es un sonido")
    await card.locator("input[type=file]").set_input_files(sound)
    await expect(card.get_by_text("WAV").first).to_be_visible(timeout=PATIENCE_MS)
    await _discard(page)


async def test_an_answer_is_read_beside_its_template(probe: PageProbe, axe: str) -> None:
    """A template is seen as mail and as letter while it is written; a broken one says why, beside the field, too."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    checker = Checker(axe)
    await _open_draft(page, "Cómo se leen las respuestas")
    await page.get_by_role("button", name="Respuestas", exact=True).press("Enter")
    preview = page.get_by_role("region", name="Cómo se leerá la respuesta")
    body = preview.get_by_role("region", name="Texto que se envía")
    await expect(body.get_by_text("Cordial saludo", exact=False)).to_be_visible(timeout=PATIENCE_MS)
    violations = {"mail": await checker.violations(page)}
    await _open_paragraph(page)
    paragraph = page.locator('[data-path="answers/templates/certificado_enviado/paragraphs/0"]').locator(
        "textarea, input"
    )
    await paragraph.fill("Con gusto le contamos, {{ nombre }}.")
    await expect(body.get_by_text("Con gusto le contamos, Ana Ejemplo Ruiz.")).to_be_visible(timeout=PATIENCE_MS)
    await preview.get_by_role("button", name="Carta").press("Enter")
    await expect(preview.get_by_role("img", name="Página 1 de la carta")).to_be_visible(timeout=PATIENCE_MS)
    violations["letter"] = await checker.violations(page)
    await paragraph.fill("Con gusto le contamos, {{ nombre")
    await expect(preview.get_by_text("un espacio quedó mal escrito")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("un espacio quedó mal escrito")).to_have_count(2, timeout=PATIENCE_MS)
    violations["broken"] = await checker.violations(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 844})
        assert not await overflows_horizontally(page), width
    assert not any(violations.values()), violations
    await _discard(page)


async def test_a_line_is_changed_by_keyboard(probe: PageProbe, axe: str) -> None:
    """A number is added and removed without a mouse, and a complaint leads to the section that it names."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    checker = Checker(axe)
    await _open_draft(page, "Un número más")
    await page.get_by_role("button", name="Líneas", exact=True).press("Enter")
    await page.get_by_label("Número nuevo").fill("6015550142")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="En palabras")).to_contain_text("6015550142")
    await expect(page.get_by_role("button", name="Cambios (1)")).to_be_visible(timeout=PATIENCE_MS)
    violations = {"line": await checker.violations(page)}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 844})
        assert not await overflows_horizontally(page), width
    await page.get_by_role("button", name="Quitar el número 6015550142").press("Enter")
    await expect(page.get_by_role("button", name="Cambios (0)")).to_be_visible(timeout=PATIENCE_MS)
    assert not any(violations.values()), violations
    await _discard(page)


async def test_a_complaint_leads_to_its_field(probe: PageProbe, axe: str) -> None:
    """From the list, a complaint takes the focus to its field in a special editor; its link opens the other section."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/sitio")).page
    checker = Checker(axe)
    await _open_draft(page, "Un mensaje que no existe")
    draft = page.url.partition("?")[0]
    await page.goto(f"{draft}?seccion=prompts")
    card = page.locator("details").filter(has=page.locator("summary", has_text=WAITING)).first
    await card.locator("summary").first.press("Enter")
    await card.get_by_role("button", name=f"Quitar «{WAITING}»").press("Enter")
    await expect(page.get_by_role("button", name="Reparos (0)")).to_have_count(0, timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Reparos (").press("Enter")
    complaint = page.get_by_role("listitem").filter(has_text="Colas").filter(has_text=WAITING).first
    await complaint.get_by_role("button").press("Enter")
    focused = page.locator("*:focus")
    await expect(focused).to_have_attribute("data-path", re.compile("^queues/.*/wait_prompt$"), timeout=PATIENCE_MS)
    violations = await checker.violations(page)
    await page.get_by_role("link", name="Ir a Mensajes").first.press("Enter")
    await expect(page.get_by_role("heading", name="Mensajes", exact=True)).to_be_focused(timeout=PATIENCE_MS)
    assert not violations
    await page.goto(draft)
    await _discard(page)


@pytest.mark.timeout(600)
async def test_each_section_of_the_site_fits_in_light_and_dark(probe: PageProbe, axe: str) -> None:
    """No section of a draft overflows at 390 or 1366 px; axe finds nothing in light at one width, in dark at the other.

    The widths change places with each section, so that each editor is checked once in each scheme.
    """
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "admin", "/sitio")).page
    checker = Checker(axe)
    await _open_draft(page, "Todas las partes")
    buttons = page.get_by_role("navigation", name="Partes del sitio").get_by_role("button")
    count = await buttons.count()
    assert count >= LEAST_SECTIONS
    found: dict[str, list[str]] = {}
    for index in range(count):
        await page.set_viewport_size({"width": WIDTHS[-1], "height": 844})
        await buttons.nth(index).press("Enter")
        await expect(buttons.nth(index)).to_have_attribute("aria-current", "page")
        name = (await page.locator("#parte").inner_text()).strip()
        await expect(page.get_by_text("Abriendo esta parte…")).to_have_count(0, timeout=PATIENCE_MS)
        for width, scheme in zip((WIDTHS[0], WIDTHS[-1]), ("light", "dark")[:: 1 if index % 2 else -1], strict=True):
            await page.set_viewport_size({"width": width, "height": 844})
            found[f"{name} {width}"] = await checker.violations(page, (scheme,))
            if await overflows_horizontally(page):
                found[f"{name} {width}"].append("overflows")
            if await page.evaluate("document.documentElement.scrollHeight > innerHeight + 1"):
                found[f"{name} {width}"].append("scrolls the whole page")
    assert {state: each for state, each in found.items() if each} == {}
    await page.set_viewport_size({"width": WIDTHS[-1], "height": 844})
    await _discard(page)


async def _open_paragraph(page: Page) -> None:
    """Open the template of the first paragraph."""
    summaries = page.locator('[data-path^="answers"] summary')
    await summaries.filter(has_text="certificado_enviado").first.press("Enter")


async def _open_draft(page: Page, title: str) -> None:
    await page.get_by_role("button", name="Abrir un borrador").press("Enter")
    await page.get_by_label("Qué va a cambiar").fill(title)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=PATIENCE_MS)


async def _discard(page: Page) -> None:
    await page.get_by_role("button", name="Descartar…").press("Enter")
    await page.get_by_role("button", name="Descartar el borrador").press("Enter")
    await expect(page.get_by_role("heading", name="Publicaciones")).to_be_visible(timeout=PATIENCE_MS)
