"""A supervisor records a prompt in the browser, with a microphone that plays a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.support.api.voice_recordings import recording
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import (
    REDUCED_MOTION,
    PageProbe,
    chromium,
    overflows_horizontally,
)
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
PROMPT = "despedida"


@pytest_asyncio.fixture(loop_scope="session")
async def speaking_probe(rig: CallRig, system: System, tmp_path: Path) -> AsyncIterator[PageProbe]:
    """Open contexts in a browser whose microphone hears a voice; fail on errors of the console."""
    voice = tmp_path / "voz.wav"
    voice.write_bytes(recording(2.0, rate=48_000))
    flags = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    async with chromium(*flags, f"--use-file-for-fake-audio-capture={voice}") as browser:
        probe = PageProbe(browser, system.web, tmp_path)
        yield probe
        complaints = probe.complaints()
        await probe.close()
    assert not complaints, complaints


async def test_a_prompt_is_recorded_heard_and_chosen(speaking_probe: PageProbe, axe: str, tmp_path: Path) -> None:
    """Keys alone lead from the list to a chosen recording; a bad file says its fault; the screens are accessible."""
    checker = Checker(axe)
    desk = await AdvisorPage.sign_in(await speaking_probe.open_context(**REDUCED_MOTION), "supervisor", "/voces")
    page = desk.page
    await expect(page.get_by_role("button", name=f"Grabar {PROMPT}")).to_be_visible()
    assert await checker.violations(page) == []
    await page.get_by_role("button", name=f"Grabar {PROMPT}").press("Enter")
    dialog = page.get_by_role("dialog", name=f"Voz de «{PROMPT}»")
    await expect(dialog.get_by_text("Quien llama oye la voz sintetizada.")).to_be_visible()
    await record(page)
    assert await checker.violations(page) == []
    speaking_probe.expect_status(400, f"/api/v1/prompts/{PROMPT}/sounds?source=uploaded")
    bad = tmp_path / "corto.wav"
    bad.write_bytes(recording(0.1))
    await page.locator("input[type=file]").set_input_files(bad)
    await expect(dialog.get_by_role("alert")).to_contain_text("es demasiado corto")
    assert await checker.violations(page) == []
    await dialog.get_by_role("button", name="Usar esta").press("Enter")
    await expect(dialog.get_by_text("Es la que se oye")).to_be_visible()
    await expect(dialog.get_by_text("Quien llama oye la grabación elegida.")).to_be_visible()
    assert await checker.violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_text(f"«{PROMPT}» se oye con la grabación.").last).to_be_visible()
    await expect(page.get_by_role("button", name=f"Grabar {PROMPT}")).to_have_count(0)
    await look(page)


async def record(page: Page) -> None:
    """Record for two seconds, with a level that moves."""
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Grabar con el micrófono").press("Enter")
    await expect(dialog.get_by_text("0:02")).to_be_visible()
    await page.wait_for_function("document.querySelector('meter').value > 0.3")
    await dialog.get_by_role("button", name="Terminar").press("Enter")
    await expect(dialog.get_by_text("Se guardó. Óigala abajo")).to_be_visible()


async def look(page: Page) -> None:
    """Check that no size of the window scrolls sideways, and return to the synthesiser."""
    for width, height in ((1024, 768), (390, 844)):
        await page.set_viewport_size({"width": width, "height": height})
        assert not await overflows_horizontally(page)
    await page.get_by_role("button", name="Mensajes", exact=True).click()
    await page.get_by_role("button", name=f"Abrir {PROMPT}").click()
    await expect(page.get_by_text("Es la que se oye")).to_be_visible()
    assert not await overflows_horizontally(page)
    await page.get_by_role("button", name="Volver a la voz sintetizada").click()
    await expect(page.get_by_text("Quien llama oye la voz sintetizada.")).to_be_visible()
