"""The phone in the browser, in a real Chromium on the real system, when Twilio cannot be reached.

Nothing is tested against Twilio itself here.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PageProbe, chromium, require_screens
from tests.support.browser.screens_site import SITE, TONES
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
TWILIO = {
    "ATENCION_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "ATENCION_TWILIO_AUTH_TOKEN": "secreto",
    "ATENCION_TWILIO_URL": "https://voz.entidad.example",
    "ATENCION_TWILIO_NUMBER": "+576015550100",
    "ATENCION_TWILIO_API": "http://127.0.0.1:9",
    "ATENCION_TWILIO_PHONES": "client",
    "ATENCION_TWILIO_API_KEY": "SK" + "0" * 32,
    "ATENCION_TWILIO_API_SECRET": "s" * 32,
}
NOWHERE = "--host-resolver-rules=MAP *.twilio.com ~NOTFOUND"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system with the screens and with phones in the browser."""
    require_screens()
    system = System(tmp_path_factory.mktemp("phones"), pytestconfig.cache.mkdir("sounds"), SITE, TONES, TWILIO)
    try:
        yield await system.start()
    finally:
        await system.stop()


async def strip_of(probe: PageProbe) -> tuple[Page, list[str]]:
    """Open the desk of an advisor who answers in the browser; collect its requests."""
    probe.expects_outage = True  # Twilio's
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await expect(desk.page.get_by_label("Teléfono del navegador")).to_contain_text("Puede atender por este navegador")
    requests: list[str] = []
    desk.page.on("request", lambda request: requests.append(f"{request.method} {urlsplit(request.url).path}"))
    await desk.page.get_by_role("button", name="Atender por el navegador").click()
    return desk.page, requests


async def test_unreachable_twilio_is_shown(system: System, tmp_path: Path) -> None:
    """The strip says that Twilio is unreachable and what to do; it retries until the advisor stops it."""
    async with chromium(NOWHERE, *MICROPHONE) as browser:
        probe = PageProbe(browser, system.web, tmp_path)
        page, requests = await strip_of(probe)
        strip = page.get_by_label("Teléfono del navegador")
        await expect(strip).to_contain_text("No se ha podido llegar a Twilio")
        await expect(strip).to_contain_text("Conectando con Twilio…")
        async with page.expect_event("websocket", lambda socket: "twilio.com" in socket.url):
            pass  # it continues to retry
        await page.get_by_role("button", name="Dejar de atender aquí").click()
        await expect(strip).to_contain_text("Puede atender por este navegador")
        assert [each for each in requests if each.endswith("/phone-token")] == [
            "POST /api/v1/me/phone-token",
            "DELETE /api/v1/me/phone-token",
        ]
        assert probe.complaints() == []
        await probe.close()


async def test_missing_microphone_is_detected_before_pass_is_requested(system: System, tmp_path: Path) -> None:
    """A missing microphone is detected before a pass is requested, so that the browser is never rung."""
    async with chromium(NOWHERE, "--deny-permission-prompts") as browser:
        probe = PageProbe(browser, system.web, tmp_path)
        page, requests = await strip_of(probe)
        await expect(page.get_by_label("Teléfono del navegador")).to_contain_text("micrófono")
        assert not [each for each in requests if each.endswith("/phone-token")]
        assert probe.complaints() == []
        await probe.close()
