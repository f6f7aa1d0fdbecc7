"""The list of tickets: filters in the address, views, columns, bulk steps, export, keyboard, and every window size."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser.entity_site.test_inbox import enter, file, row
from tests.support.browser.accessibility import Checker
from tests.support.browser.page_probe import PageProbe, overflows_horizontally

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
    free, taken = [await file(probe, "asesor2", outcome="escalated") for _ in range(2)]  # nobody owns them
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
