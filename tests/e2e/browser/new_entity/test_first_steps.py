"""A new entity walks its first steps by keyboard, publishes them, and hears the first call."""

import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.sip.sipp import Sipp, stay
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
PATIENCE_MS = 45_000
NUMBER = "6015550177"


@pytest_asyncio.fixture(loop_scope="session")
async def rig(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Provide callers; `probe` closes its pages before they end."""
    sipp = Sipp(tmp_path, deadline_s=120.0)
    yield sipp
    await sipp.end()


async def test_the_first_steps_end_with_a_heard_call(probe: PageProbe, axe: str, rig: Sipp, system: System) -> None:
    """Name and number are written in one draft and published; the call to the new number is heard on the screen."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "admin", "/primeros-pasos")).page
    checker = Checker(axe)
    violations = {}
    await _open_step(page, "Nombre de la entidad")
    await expect(page.get_by_text("La entidad todavía tiene el nombre de ejemplo.")).to_be_visible()
    violations["in force"] = await checker.violations(page)
    await page.get_by_role("button", name="Cambiar", exact=True).press("Enter")
    name = page.get_by_role("textbox", name="Nombre de la entidad")
    await expect(name).to_be_editable(timeout=PATIENCE_MS)
    await name.fill("")
    await expect(page.locator(".mantine-Input-input[data-error]")).to_have_count(1, timeout=PATIENCE_MS)
    violations["complaint"] = await checker.violations(page)
    await name.fill("Alcaldía de Sol")
    await _wait_until_saved(page)
    await page.get_by_role("button", name="Siguiente: Líneas y números").press("Enter")
    await page.locator("input[value='1000']").fill(NUMBER)
    await _wait_until_saved(page)
    violations["lines"] = await checker.violations(page)
    for step in ("Horario", "Áreas que responden", "Correo", "Asesores", "Clientes"):
        await _open_step(page, step)
        violations[step] = await checker.violations(page)
        if step == "Clientes":
            violations["import"] = await _import_customers(page, checker)
    await _publish(page)
    await expect(page.get_by_text("✓ Se publicó el borrador.")).to_be_visible(timeout=PATIENCE_MS)
    await _open_step(page, "Llamada de prueba")
    await expect(page.get_by_text(NUMBER)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Esperando la llamada…")).to_be_visible(timeout=PATIENCE_MS)
    await _call_until_answered(rig, system)
    await expect(page.get_by_text("Se oyó")).to_be_visible(timeout=PATIENCE_MS)
    violations["call"] = await checker.violations(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Descargar la carpeta del sitio (ZIP)").press("Enter")
    assert NUMBER in _read_lines(await (await download.value).path())
    assert not any(violations.values()), violations


async def _import_customers(page: Page, checker: Checker) -> list[str]:
    """Import a file with a bad row, which the screen names before anything is stored."""
    content = b"tipo_documento,numero_documento,nombre\nCC,52900101,Ana Ruiz\nCC,52900102,\n"
    file = page.get_by_label("Archivo de clientes")
    await file.set_input_files({"name": "clientes.csv", "mimeType": "text/csv", "buffer": content})
    await expect(page.get_by_text("Fila 3, columna «nombre»")).to_be_visible(timeout=PATIENCE_MS)
    violations = await checker.violations(page)
    await page.get_by_role("button", name="Importar 1 fila").press("Enter")
    await expect(page.get_by_text("Clientes nuevos: 1;")).to_be_visible(timeout=PATIENCE_MS)
    return violations


async def _call_until_answered(rig: Sipp, system: System) -> None:
    """Call the new number; the gateway takes it up some seconds after the publication."""

    async def is_answered() -> bool:
        steps = ("invite", "answered", stay(2.0), "hang_up")
        return await (await rig.caller(system.sip_port, NUMBER, *steps, echoes=True)).succeeded()

    await wait_until(is_answered, 60.0)


def _read_lines(folder: Path) -> str:
    with zipfile.ZipFile(folder) as files:
        return files.read("lines.yaml").decode()


async def _open_step(page: Page, name: str) -> None:
    await page.get_by_role("navigation", name="Pasos").get_by_role("button", name=name).press("Enter")
    await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=PATIENCE_MS)


async def _wait_until_saved(page: Page) -> None:
    await expect(page.get_by_text("Guardando…")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Todo está guardado.")).to_be_visible(timeout=PATIENCE_MS)


async def _publish(page: Page) -> None:
    await page.get_by_role("navigation", name="Pasos").get_by_role("button", name="Publicar").press("Enter")
    await page.get_by_role("button", name="Publicar…").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("Revisando el borrador")).to_have_count(0, timeout=PATIENCE_MS)
    await dialog.get_by_label("Motivo").fill("Primeros pasos de la entidad")
    await dialog.get_by_role("button", name="Publicar ahora").press("Enter")
