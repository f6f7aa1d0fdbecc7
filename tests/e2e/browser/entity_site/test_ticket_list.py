"""The list of tickets: filters in the address, views, columns, bulk steps, export, keyboard, and every window size."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.browser.entity_site.test_inbox import enter, file, row
from tests.support.browser.accessibility import Checker
from tests.support.browser.keyboard import choose_menu_item
from tests.support.browser.page_probe import PageProbe, overflows_horizontally
from tests.support.whole_system.many_tickets import many_tickets
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
SIZES = ((1920, 1080), (1366, 768), (1024, 768), (390, 844))


async def _more_filters(page: Page) -> None:
    await page.get_by_role("button", name="Más filtros").click()


async def test_a_link_carries_the_filters_the_order_and_the_columns(probe: PageProbe, axe: str) -> None:
    """Another user who opens the address of a list sees it with the same filters, order and columns."""
    web, written = await file(probe, "escrita1", channel="web"), await file(probe, "escrita1")
    page = await enter(probe, "coordinador")
    await _more_filters(page)
    await page.get_by_label("Canal").select_option("web")
    await expect(row(page, web)).to_be_visible()
    await expect(row(page, written)).to_be_hidden()
    await page.get_by_role("button", name="Columnas").click()
    await page.get_by_role("checkbox", name="Canal").check()
    assert not await Checker(axe).violations(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("columnheader", name="Canal")).to_be_visible()
    other = await enter(probe, "supervisor", f"/{page.url.split('/', 3)[3]}")
    await expect(row(other, web)).to_be_visible()
    await expect(row(other, written)).to_be_hidden()
    await expect(other.get_by_role("columnheader", name="Canal")).to_be_visible()
    await page.go_back()
    await page.go_back()
    await expect(row(page, written)).to_be_visible()


async def test_a_shared_view_is_opened_by_another_user(probe: PageProbe, axe: str) -> None:
    """A coordinator saves and shares a view; a supervisor finds it under «Vistas» and opens it."""
    web, written = await file(probe, "escrita1", channel="web"), await file(probe, "escrita1")
    page = await enter(probe, "coordinador", "/bandeja?channel=web")
    await expect(row(page, web)).to_be_visible()
    await page.get_by_role("button", name="Vistas").click()
    await page.get_by_role("menuitem", name="Guardar esta vista…").click()
    await page.get_by_label("Nombre").fill("Llegados por web")
    await page.get_by_label("Compartirla con quienes ven esta lista").check()
    assert not await Checker(axe).violations(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Vista: Llegados por web")).to_be_visible()
    other = await enter(probe, "supervisor")
    await other.get_by_role("button", name="Vistas").click()
    await other.get_by_role("menuitem", name="Llegados por web").click()
    await expect(row(other, web)).to_be_visible()
    await expect(row(other, written)).to_be_hidden()


async def test_marked_tickets_are_taken_and_the_refused_ones_are_named(probe: PageProbe, axe: str) -> None:
    """Two tickets are marked by keyboard and taken; the one that a colleague took before is named with the reason."""
    free, taken = [await file(probe, "asesor2", outcome="escalated") for _ in range(2)]  # without an owner
    page, colleague = await enter(probe, "escrita1"), await enter(probe, "escrita2")
    for number in (free, taken):
        await row(page, number).get_by_role("link").focus()
        await page.keyboard.press("x")
    await row(colleague, taken).get_by_role("checkbox").check()
    await colleague.get_by_role("group", name="Tickets marcados").get_by_role("button", name="Tomar").click()
    await expect(colleague.get_by_role("dialog", name="Listo")).to_be_visible()
    await page.get_by_role("group", name="Tickets marcados").get_by_role("button", name="Tomar").click()
    report = page.get_by_role("dialog", name="No se pudo en todos")
    await expect(report).to_contain_text("Se hizo en 1 ticket; no se pudo en 1.")
    await expect(report.get_by_role("listitem")).to_contain_text(taken)
    assert not await Checker(axe).violations(page)


async def test_a_supervisor_downloads_what_the_list_shows(probe: PageProbe) -> None:
    """The file has the filtered rows; an advisor has no such menu."""
    web, written = await file(probe, "escrita1", channel="web"), await file(probe, "escrita1")
    page = await enter(probe, "supervisor", "/bandeja?channel=web")
    await expect(row(page, web)).to_be_visible()
    await page.get_by_role("button", name="Exportar").click()
    async with page.expect_download() as coming:
        await page.get_by_role("menuitem", name="CSV").click()
    content = (await (await coming.value).path()).read_text(encoding="utf-8-sig")
    assert web in content
    assert written not in content
    await expect((await enter(probe, "escrita1")).get_by_role("button", name="Exportar")).to_be_hidden()


async def test_rows_are_reached_by_the_keyboard(probe: PageProbe) -> None:
    """The arrows move between rows, and Enter opens the ticket without losing the list."""
    for _ in range(2):
        await file(probe, "escrita1")
    page = await enter(probe, "supervisor", "/bandeja?channel=written")
    links = page.get_by_role("row").get_by_role("link")
    await links.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(links.nth(1)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary")).to_be_visible()
    assert "channel=written" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_list_fits_every_window(probe: PageProbe, axe: str, scheme: str) -> None:
    """No window scrolls sideways, and axe finds nothing, in both colour schemes, with all filters open."""
    await file(probe, "escrita1")
    page = await enter(probe, "coordinador", color_scheme=scheme)
    await _more_filters(page)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        assert not await overflows_horizontally(page), (width, height)
        assert not await Checker(axe).violations(page), (width, height)


async def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until an element has the focus."""
    await expect(target).to_be_visible()
    for _ in range(80):
        if await target.evaluate("(element) => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


async def _search(page: Page, text: str, number: str) -> None:
    """Search from any screen, and open the petition that is found."""
    await page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Buscar")
    await page.keyboard.type(text)
    await expect(dialog.get_by_role("group", name="Tickets").get_by_role("option")).to_have_count(1)
    await expect(dialog.get_by_role("option", selected=True)).to_contain_text(number)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary")).to_contain_text(number)


async def test_a_coordinator_finds_one_petition_among_100_000_by_keyboard(probe: PageProbe, system: System) -> None:
    """Words, the number or filters lead to it; the filters become a view and a link, all without a mouse."""
    today = datetime.now(ZoneInfo("America/Bogota")).date()
    soon = today + timedelta(days=7)  # after the last day of the sought one, and before that of the others
    received = (today - timedelta(days=20)).isoformat()
    text = "Pide el paz y salvo de su crédito para la notaría de Sapuyes."
    sought = await file(probe, "escrita1", channel="in_person", received_on=received, text=text)
    others = [await file(probe, "escrita1", channel="in_person") for _ in range(3)]
    version = str((await system.get(f"/api/v1/tickets/{sought}"))["typology_version"])
    async with many_tickets(system, version, 100_000):
        page = await enter(probe, "coordinador")
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await expect(page.get_by_text(re.compile(r"1 a 50 de 100\.\d{3}"))).to_be_visible()
        await _search(page, "pas y salvo notaria sapuyes", sought)
        await _search(page, sought, sought)
        await page.get_by_role("button", name="Cerrar el ticket").focus()
        await page.keyboard.press("Enter")
        await _find_by_filters(page, sought, others[0], soon)
        await _tab_to(page, row(page, sought).get_by_role("link"))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("complementary")).to_contain_text(sought)
        link = await page.evaluate("navigator.clipboard.readText()")
        other = await enter(probe, "supervisor", f"/{link.split('/', 3)[3]}")
        await expect(row(other, sought)).to_be_visible()
        await expect(row(other, others[0])).to_be_hidden()


async def _find_by_filters(page: Page, sought: str, other: str, soon: date) -> None:
    """Leave the sought one by its channel and its last day; save that as a view, and copy its link."""
    await _tab_to(page, page.get_by_role("button", name="Más filtros"))
    await page.keyboard.press("Enter")
    await _tab_to(page, page.get_by_label("Canal"))
    await page.keyboard.type("Presen")
    await expect(row(page, other)).to_be_visible()
    await _tab_to(page, page.get_by_label("Vence hasta"))
    await page.keyboard.type(soon.strftime("%m%d%Y"))
    await page.keyboard.press("Enter")
    await expect(row(page, other)).to_be_hidden()
    await expect(row(page, sought)).to_be_visible()
    await _tab_to(page, page.get_by_role("button", name="Vistas"))
    await page.keyboard.press("Enter")
    await choose_menu_item(page, "Guardar esta vista…")
    await expect(page.get_by_label("Nombre")).to_be_focused()
    await page.keyboard.type("Presenciales por vencer")
    await page.keyboard.press("Enter")
    await _tab_to(page, page.get_by_role("button", name="Vista: Presenciales por vencer"))
    await page.keyboard.press("Enter")
    await choose_menu_item(page, "Copiar el enlace")
