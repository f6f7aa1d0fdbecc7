"""Every screen in the widths of a wall, a laptop, a tablet and a telephone, with the rail in low and high windows."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, expect_loaded, overflows_horizontally

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

SIZES = ((1920, 1080), (1366, 768), (1024, 768), (390, 844))
HEIGHTS = (700, 768, 800, 896, 900, 960, 1000, 1040, 1080, 1200, 1300)
SCREENS = {
    "asesor1": ("escritorio", "calidad/mis-evaluaciones", "capacitacion/mia", "practica", "anuncios", "cuenta"),
    "supervisor": ("tablero", "llamadas", "escalamientos", "puestos", "ausencias", "simulador", "voces", "pantallas"),
    "coordinador": (
        "cifras",
        "indicadores",
        "informes",
        "mis-informes",
        "sellos",
        "incidentes",
        "personal",
        "bitacora",
    ),
    "calidad": ("calidad/muestras", "calidad/evaluaciones", "calidad/hallazgos", "calidad/resultados"),
    "admin": ("usuarios", "identidad", "revision-de-cuentas"),
}
RAIL_SCROLLS = "each => each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth"
ABSENT = ((409, "/api/v1/me/quality"), (409, "/api/v1/quality/finding-options"), (404, "/comprobador.json"))
"""Parts that the site of these tests does not have; its screens say so."""


async def sizes_that_overflow(page: Page) -> list[str]:
    """Return the sizes of the window in which something on the page is wider than its place."""
    found = []
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        if await overflows_horizontally(page):
            found.append(f"{page.url} at {width}")
    await page.set_viewport_size({"width": 1366, "height": 768})
    return found


@pytest.mark.parametrize("user", SCREENS)
async def test_no_screen_is_wider_than_its_window(probe: PageProbe, user: str) -> None:
    """Nothing on the screens of a role is cut at the right or scrolls the page sideways, from 390 to 1920 px."""
    for status, path in ABSENT:
        probe.expect_status(status, path)
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), user)).page
    found = []
    for path in SCREENS[user]:
        await page.goto(f"/{path}")
        await expect_loaded(page)
        found += await sizes_that_overflow(page)
    assert found == []


async def test_the_bar_fits_during_a_call_without_network(probe: PageProbe, rig: CallRig) -> None:
    """The bar with the link to the call, the next state and a long connection status fits in each width."""
    probe.expects_outage = True
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1", "/anuncios")
    await desk.become_available()
    await rig.caller("1")
    await expect(desk.page.get_by_role("link", name="Ver la llamada")).to_be_visible()
    await desk.expect_state("En llamada")
    await desk.press("Alt+x")
    await desk.expect_text("al terminar, fuera de turno")
    assert await sizes_that_overflow(desk.page) == []
    await desk.page.context.set_offline(True)
    await desk.expect_text("Sin red en este equipo")
    assert await sizes_that_overflow(desk.page) == []
    await desk.page.context.set_offline(False)
    await desk.expect_online()


@pytest.mark.parametrize("user", ["interventoria", "calidad", "supervisor", "coordinador"])
async def test_the_rail_shows_every_screen_at_every_height(probe: PageProbe, user: str) -> None:
    """Ten to fourteen screens fit in the rail without scrolling, in windows from 700 to 1300 px high."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), user)).page
    rail = page.get_by_role("navigation", name="Pantallas")
    found = []
    for height in HEIGHTS:
        await page.set_viewport_size({"width": 1366, "height": height})
        if await rail.evaluate(RAIL_SCROLLS):
            found.append(height)
    assert found == []
