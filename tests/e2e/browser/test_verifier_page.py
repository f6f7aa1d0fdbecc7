"""The page of the verifier, opened from the disk as the interventoría does: the verdicts of `atencion verify`.

The browser has no network, and the test fails on any request. So nothing but the file of the page takes part.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from email.message import EmailMessage
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from agent_api.screens.static_files import VERIFIER, WEB_DIST
from atencion.verification.sealed_period import check_file, report_text
from metrics.sealed.anchors import format_anchor
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.programs import skip_or_fail
from tests.support.sealed_month import with_changed_results
from tests.support.sealed_november import KEY, SealedNovember, closed_month

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

PUBLIC = KEY.public_key().public_bytes_raw().hex()
OWN_SCHEMES = ("file:", "blob:", "data:")


@cache
def november() -> SealedNovember:
    """Return the sealed month, which only the process that runs these tests makes."""
    return SealedNovember(closed_month())


def heads() -> list[str]:
    """Return two heads of its chain as anchors have them."""
    return [format_anchor(november().heads[each]) for each in (99, -1)]


class VerifierPage:
    """The page in a browser without a network.

    Attributes:
        page: the browser's page.
        complaints: what the browser reported, and every request that is not for the page itself.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note_request(request.url))

    def _note_request(self, url: str) -> None:
        if not url.startswith(OWN_SCHEMES):
            self.complaints.append(f"request: {url}")

    async def check(self, file: Path, key: str = "", anchors: str = "") -> str:
        """Check a file, and return the verdict's heading and the report."""
        await self.page.get_by_label("Mes sellado").set_input_files(file)
        await self.page.get_by_label("Llave pública").fill(key)
        await self.page.get_by_label("Cabezas que usted guardó").fill(anchors)
        return await self.press_check()

    async def press_check(self) -> str:
        """Check what the form has."""
        await self.page.get_by_role("button", name="Comprobar", exact=True).click()
        await expect(self.page.locator("#result")).to_be_focused(timeout=60_000)
        heading = await self.page.locator("#verdict").text_content()
        report = await self.page.locator("#report").text_content()
        return f"{heading}\n{report}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def verifier(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[VerifierPage]:
    """Open a copy of the page from a folder of its own, without a network."""
    if not (WEB_DIST / VERIFIER).is_file():
        skip_or_fail("the page of the verifier is not built: make web")
    copy = shutil.copy(WEB_DIST / VERIFIER, tmp_path_factory.mktemp("descargas"))
    context = await browser.new_context(**REDUCED_MOTION, locale="es-CO", accept_downloads=True)
    await context.set_offline(True)
    verifier = VerifierPage(await context.new_page())
    await verifier.page.goto(Path(copy).as_uri())
    yield verifier
    await context.close()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sealed month."""
    file = tmp_path_factory.mktemp("meses") / "sello-icetex-2026-11.tar"
    file.write_bytes(november().file)
    return file


async def test_a_valid_month_has_the_report_of_the_command(verifier: VerifierPage, month: Path, tmp_path: Path) -> None:
    """Key and heads are pasted; the report is that of `atencion verify`, byte for byte, also in the saved file."""
    expected = report_text(await asyncio.to_thread(check_file, month, heads(), PUBLIC))
    shown = await verifier.check(month, f"Llave pública: {PUBLIC.upper()}", "\n".join(heads()))
    assert shown == f"✓ Todo lo que se comprobó concuerda\n{expected}"
    assert "2 anclas" in expected
    async with verifier.page.expect_download() as saving:
        await verifier.page.get_by_role("button", name="Guardar el resultado").click()
    saved = await saving.value
    assert saved.suggested_filename == "comprobacion-sello-icetex-2026-11.txt"
    assert (await saved.path()).read_text() == f"{expected}\n"
    assert verifier.complaints == []


async def test_a_changed_figure_is_named_as_by_the_command(verifier: VerifierPage, tmp_path: Path) -> None:
    """A figure that was changed and signed again, and a byte that was changed, give the command's findings."""
    results = msgspec.json.decode(november().results)
    results["figures"][0]["numerator"] += 1
    for content in (
        with_changed_results(november().file, msgspec.json.encode(results), key=KEY),
        november().file[:20_000] + bytes([november().file[20_000] ^ 1]) + november().file[20_001:],
    ):
        file = tmp_path / "sello.tar"
        file.write_bytes(content)
        expected = report_text(await asyncio.to_thread(check_file, file, [], PUBLIC))
        assert await verifier.check(file, PUBLIC) == f"✗ El archivo NO concuerda\n{expected}"
        assert "      · " in expected
    assert verifier.complaints == []


async def test_saved_mails_are_read_and_a_wrong_key_is_a_sentence(
    verifier: VerifierPage, month: Path, tmp_path: Path
) -> None:
    """Heads come from a saved mail; without a key in the text, the check is not made, as by the command."""
    mail = EmailMessage()
    mail.set_content(f"Cabeza de la cadena:\n\n{heads()[0]}\n", cte="quoted-printable")
    saved = tmp_path / "correo.eml"
    saved.write_bytes(mail.as_bytes())
    assert "no es una llave pública" in await verifier.check(month, "la de siempre")
    await verifier.page.get_by_label("Llave pública").fill("")
    async with verifier.page.expect_file_chooser() as choosing:
        await verifier.page.get_by_role("button", name="Leer las cabezas").click()
    await (await choosing.value).set_files(saved)
    await expect(verifier.page.get_by_label("Cabezas que usted guardó")).to_have_value(mail.as_bytes().decode())
    expected = report_text(await asyncio.to_thread(check_file, month, [str(saved)], None))
    assert await verifier.press_check() == f"✓ Todo lo que se comprobó concuerda\n{expected}"
    assert verifier.complaints == []


async def test_a_check_without_a_file_asks_for_it(verifier: VerifierPage) -> None:
    """The page asks for the file, and keeps the rest of the form."""
    await verifier.page.get_by_label("Mes sellado").set_input_files([])
    await verifier.page.get_by_role("button", name="Comprobar", exact=True).click()
    await expect(verifier.page.locator("#report")).to_have_text("Elija primero el archivo del mes sellado.")
    await expect(verifier.page.get_by_label("Mes sellado")).to_be_focused()


async def test_the_page_is_accessible_at_every_size(verifier: VerifierPage, axe: str) -> None:
    """With a result and the licences open, the page violates nothing of WCAG 2.2 AA and fits a telephone."""
    checker = Checker(axe)
    await verifier.page.get_by_text("Acerca de este comprobador").click()
    assert await checker.violations(verifier.page) == []
    await verifier.page.set_viewport_size(PHONE_SCREEN["viewport"])
    assert not await overflows_horizontally(verifier.page)
    assert await checker.violations(verifier.page) == []


async def test_a_damaged_copy_says_so(browser: Browser, tmp_path: Path) -> None:
    """A copy with other bytes in one of its parts starts no check, and advises to download it again."""
    begin, marker, rest = (WEB_DIST / VERIFIER).read_text().partition('data-part="verifier.zip">')
    copy = tmp_path / VERIFIER
    copy.write_text(f"{begin}{marker}{rest[:50_000]}AAAA{rest[50_004:]}")
    context = await browser.new_context(locale="es-CO")
    page = await context.new_page()
    await page.goto(copy.as_uri())
    await expect(page.locator("#report")).to_contain_text("descargue de nuevo el comprobador")
    await expect(page.get_by_role("button", name="Comprobar", exact=True)).to_be_disabled()
    await context.close()


async def test_the_portal_gives_the_page_in_a_sandbox(probe: PageProbe, month: Path) -> None:
    """«Sellos» offers the built file with its SHA-256, and opens it apart from the session of the screens."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "interventoria", "/sellos")
    async with desk.page.expect_download() as downloading:
        await desk.page.get_by_role("link", name="Descargar el comprobador").click()
    content = (await (await downloading.value).path()).read_bytes()
    assert content == (WEB_DIST / VERIFIER).read_bytes()
    await desk.page.get_by_text("Detalles técnicos del comprobador").click()
    await desk.expect_text(sha256(content).hexdigest())
    async with desk.page.expect_popup() as opening:
        await desk.page.get_by_role("link", name="Abrirlo en este navegador").click()
    opened = VerifierPage(await opening.value)
    assert await opened.page.evaluate("self.origin") == "null"
    expected = report_text(await asyncio.to_thread(check_file, month, [], PUBLIC))
    assert await opened.check(month, PUBLIC) == f"✓ Todo lo que se comprobó concuerda\n{expected}"
