"""A television and the supervisor who gives and takes its permission."""

import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.process_killer import kill_and_wait
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

NAME = "Sala de operación"
LEAST_DIGIT_PX = 72
SIZES = ((1366, 768), (1080, 1920), (1920, 1080))
_SMALLEST_DIGIT = """
() => Math.min(...[...document.querySelectorAll("[data-figure], time")].map((each) => {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(each);
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return context.measureText("0").actualBoundingBoxAscent;
}))
"""
"""The height of the ink of the smallest figure, px."""
_FITS = """
() => [...document.querySelectorAll("body *")].every((each) => {
  const { left, top, right, bottom } = each.getBoundingClientRect();
  const inside = left > -2 && top > -2 && right < innerWidth + 2 && bottom < innerHeight + 2;
  return inside || !each.textContent || each.closest("[aria-live], .unseen");
})
"""
"""Whether no text is outside of the window, which does not scroll."""


async def create_display(desk: Page, checker: Checker) -> str:
    """Create a display on the screen of the displays; return its code."""
    await desk.get_by_role("button", name="Nueva pantalla").click()
    dialog = desk.get_by_role("dialog", name="Nueva pantalla")
    await dialog.get_by_label("Nombre").fill(NAME)
    await dialog.get_by_label("Dónde está").fill("Piso 2")
    for panel in ("Nivel de servicio por línea", "Abandono en cola"):
        await dialog.get_by_role("checkbox", name=panel).check()
    assert await checker.violations(desk) == []
    await dialog.get_by_role("button", name="Crear y ver el código").click()
    issued = desk.get_by_role("dialog", name=f"Código de «{NAME}»")
    code = await issued.get_by_role("img").inner_text()
    assert await checker.violations(desk) == []
    await issued.get_by_role("button", name="Cerrar").last.click()
    return code


async def walk_panels(wall: Page) -> list[str]:
    """Look at every panel in every size; return their names."""
    names = []
    for _ in range(5):
        for width, height in SIZES:
            await wall.set_viewport_size({"width": width, "height": height})
            await wall.wait_for_function(_FITS)
        assert await wall.evaluate(_SMALLEST_DIGIT) >= LEAST_DIGIT_PX
        names.append(await wall.get_by_role("heading", level=1).inner_text())
        await wall.keyboard.press("ArrowRight")
        await expect(wall.get_by_role("heading", level=1)).not_to_have_text(names[-1])
    return names


async def upgrade_server(system: System, wall: Page) -> None:
    """Kill the server's process; the one in its place serves the page of another version once."""

    async def serve_other_version(route: Route) -> None:
        page = await route.fetch()
        body = re.sub(r'(<script type="module"[^>]* src=")[^"]*', r"\1/assets/otra.js", await page.text())
        await route.fulfill(response=page, body=body)

    await wall.evaluate("window.ofTheOldVersion = true")
    await wall.route(re.compile(r"/pared(\?|$)"), serve_other_version, times=1)
    await kill_and_wait(system, "api")


async def test_a_television_is_paired_reads_comes_back_and_goes_dark(
    probe: PageProbe, system: System, axe: str
) -> None:
    """The figures are large and whole in each size, grey without a network, and gone once the display is revoked.

    After a restart of the server with new screens the television loads them by itself and goes on reading.
    """
    checker = Checker(axe)
    desk = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/pantallas")).page
    code = await create_display(desk, checker)
    probe.expect_status(401, "/api/v1/wall")
    room = await probe.open_context(viewport={"width": 1920, "height": 1080}, **REDUCED_MOTION)
    wall = await room.new_page()
    await wall.goto("/pared?segundos=120")
    await wall.get_by_label("Código de vinculación").fill(code.lower())
    assert await checker.violations(wall, ("dark",)) == []
    await wall.keyboard.press("Enter")
    await expect(wall.get_by_role("heading", name="Nivel de servicio", exact=True)).to_be_visible()
    assert [await wall.evaluate("document.cookie"), wall.url.endswith("/pared?segundos=120")] == ["", True]
    assert await checker.violations(wall, ("dark",)) == []
    names = await walk_panels(wall)
    assert sorted(names) == sorted({*names})
    await expect(desk.get_by_text("encendida")).to_be_visible()
    probe.expects_outage = True
    await room.set_offline(True)
    lost = wall.get_by_role("alert").filter(has_text="Sin conexión desde las")
    await expect(lost).to_be_visible()
    await expect(wall.get_by_role("main")).to_have_css("opacity", "0.45")
    await room.set_offline(False)
    await expect(lost).to_have_count(0)
    await upgrade_server(system, wall)
    await wall.wait_for_function("() => window.ofTheOldVersion === undefined")
    await expect(wall.get_by_role("heading", level=1)).to_be_visible()
    await expect(wall.locator("[data-figure]").first).to_be_visible()
    await expect(wall.get_by_role("alert")).to_have_count(0)
    await desk.get_by_role("button", name=f"Acciones de {NAME}").click()
    await desk.get_by_role("menuitem", name="Retirar").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Retirar", exact=True).click()
    await expect(wall.get_by_role("heading", name="Esta pantalla ya no tiene permiso")).to_be_visible()
    await expect(wall.locator("[data-figure], time")).to_have_count(0)
    assert await checker.violations(desk) == []
