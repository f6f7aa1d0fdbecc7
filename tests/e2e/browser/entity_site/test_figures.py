"""Figures by area, reason and advisor on screen: each leads to its tickets or calls, and each person sees their own."""

import asyncio
import re
import struct
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from config.timezone import COLOMBIA
from eventlog import outbox
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.call_rig import keep_sample_advisors_away
from tests.support.browser.entity_site import write_entity_site
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.browser.screens_site import TONES
from tests.support.facts.figure_month import ANSWERED, BREACHED, CALLS, call_facts, ticket_facts
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
TOTAL = f"{ANSWERED} ÷ {ANSWERED + BREACHED}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run a system of this module's own: its figures count every call and ticket of the month."""
    folder = tmp_path_factory.mktemp("figures")
    system = System(folder, pytestconfig.cache.mkdir("sounds"), write_entity_site(folder), TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def month(system: System) -> str:
    """Give the system tickets and calls of today; return the day."""
    today = datetime.now(UTC).astimezone(COLOMBIA).date().isoformat()
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    author = {"actor": "system", "site_version": "v1"}
    try:
        async with unit_of_work(engine) as connection:
            await outbox.put(connection, CAMPAIGN, list(ticket_facts(today)), **author)
            for number in range(CALLS):
                await outbox.put(connection, CAMPAIGN, list(call_facts(number)), call_id=f"cifra{number}", **author)
    finally:
        await engine.dispose()
    return today


async def user(probe: PageProbe, name: str, path: str, **options: Any) -> AdvisorPage:
    """Sign in as a user and return their page at a path."""
    context = await probe.open_context(**{**REDUCED_MOTION, **options})
    await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    await desk.page.goto(path)
    return desk


async def complaints(page: Page, checker: Checker) -> list[str]:
    """Return violations of WCAG, and whether something exceeds the width."""
    return [*await checker.violations(page), *(["wide"] if await overflows_horizontally(page) else [])]


async def counted(page: Page, text: str) -> None:
    """Wait until the system has counted the facts."""
    for _ in range(40):
        if await page.get_by_text(text).count():
            return
        await page.wait_for_timeout(500)
        await page.reload()
        await expect(page.locator("main").get_by_role("status")).to_have_count(0)
    await expect(page.get_by_text(text).first).to_be_visible()


async def test_timeliness_opens_to_its_tickets(probe: PageProbe, system: System, month: str, axe: str) -> None:
    """The coordinator reads the timeliness of each area, tier and official, and opens the tickets of one."""
    checker = Checker(axe)
    desk = await user(probe, "coordinador", "/cifras?tabla=oportunidad")
    page = desk.page
    await counted(page, TOTAL)
    assert await complaints(page, checker) == []
    officials = page.get_by_role("rowgroup", name="Responsable")
    await expect(officials.get_by_role("row")).to_have_count(3)
    await officials.get_by_role("button", name="Ver los tickets de").last.focus()
    await desk.press("Enter")
    panel = page.get_by_role("complementary", name="Los tickets de la cifra")
    await expect(panel.get_by_role("listitem").first).to_be_visible()
    assert await complaints(page, checker) == []


async def test_reasons_and_advisors_lead_to_their_calls(probe: PageProbe, system: System, month: str, axe: str) -> None:
    """A reason and an advisor link to their calls; a small survey is not shown."""
    checker = Checker(axe)
    page = (await user(probe, "coordinador", "/cifras?tabla=motivos")).page
    await counted(page, "9 llamadas tipificadas")
    assert await complaints(page, checker) == []
    await page.get_by_role("group", name="Tabla").get_by_role("button", name="Por asesor").click()
    table = page.get_by_role("region", name="Tabla por asesor")
    await expect(table.get_by_role("row")).to_have_count(3)
    await expect(table).to_contain_text("3 ÷ 6 (50,00 %)")
    await expect(page.get_by_role("region", name="Tabla de la encuesta")).to_contain_text("÷ 6")
    assert await complaints(page, checker) == []
    names = table.get_by_role("rowheader")
    await table.get_by_role("button", name="Asesor").click()
    first = await names.first.inner_text()
    await table.get_by_role("button", name="Asesor").click()
    await expect(names.last).to_have_text(first)
    await table.get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile(r"/llamadas\?.*advisor=asesor"))


async def test_a_chart_is_read_by_keyboard_and_saved(probe: PageProbe, system: System, month: str, axe: str) -> None:
    """Two indicators share an axis, another period lies behind; arrow keys read each value, and the chart is a file."""
    checker = Checker(axe)
    path = "/cifras?por=intervalo&indicador=nivel_atencion&segundo=asa&comparar=anterior"
    desk = await user(probe, "coordinador", f"{path}&desde={month}&hasta={month}")
    page = desk.page
    await counted(page, f"{CALLS} ÷ {CALLS}")
    chart = page.get_by_role("slider")
    await chart.focus()
    await desk.press("End")
    await expect(chart).to_have_attribute("aria-valuetext", re.compile("Nivel de atención: 100,00 %"))
    await expect(page.locator("figure").get_by_text("Llamadas ingresadas: ").first).to_be_visible()
    assert await complaints(page, checker) == []
    drawing = (await saved_chart(page, "SVG")).decode()
    assert "Nivel de atención y " in drawing
    assert "Hecho el " in drawing
    await page.emulate_media(color_scheme="dark")
    image = await saved_chart(page, "PNG")
    size = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', drawing)
    assert size
    assert struct.unpack(">II", image[16:24]) == (2 * int(size[1]), 2 * int(size[2]))
    assert first_pixel(image) == b"\xff\xff\xff\xff"
    await page.emulate_media(color_scheme="light")
    await page.get_by_role("group", name="Tabla").get_by_role("button", name="Día y hora").click()
    grid = page.get_by_role("grid")
    await expect(grid.get_by_role("columnheader")).to_have_count(8)
    column = date.fromisoformat(month).weekday()  # the calls are of today
    beside, key = (column - 1, "ArrowRight") if column else (1, "ArrowLeft")
    await grid.get_by_role("gridcell").nth(beside).focus()
    await desk.press(key)
    await expect(page.locator("figure p").first).to_contain_text(f"{WEEKDAYS[column]}, de")
    assert await complaints(page, checker) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    assert not await overflows_horizontally(page)


async def test_figures_lead_to_the_calls_they_count(probe: PageProbe, system: System, month: str) -> None:
    """The calls of a day, a figure of the table and a cell of half hours open lists of as many calls."""
    path = "/cifras?indicador=nivel_atencion"
    page = (await user(probe, "coordinador", f"{path}&por=dia&desde={month}&hasta={month}")).page
    await counted(page, f"{CALLS} ÷ {CALLS}")
    table = page.get_by_role("region", name="Tabla de la evolución")
    await table.get_by_role("link", name=f"{CALLS} llamadas ingresadas").click()
    await expect(page).to_have_url(re.compile("/llamadas"))
    await expect(page.get_by_role("row")).to_have_count(CALLS + 1)
    await page.go_back()
    await table.get_by_role("link", name="Nivel de atención").click()
    await assert_behind(page, CALLS)
    earlier = (date.fromisoformat(month) - timedelta(days=3)).isoformat()
    await page.goto(f"{path}&por=intervalo&desde={earlier}&hasta={month}")
    cell = page.get_by_role("grid").get_by_role("gridcell", name="÷").first
    counts = re.search(r"÷ (\d+)", await cell.inner_text())
    assert counts
    await cell.press("Enter")
    await assert_behind(page, int(counts[1]))


async def assert_behind(page: Page, calls: int) -> None:
    """Check that the denominator of a figure is open, with as many calls as it counts."""
    panel = page.get_by_role("complementary", name="Las llamadas de la cifra")
    await expect(panel.get_by_role("button", name=f"Denominador ({calls})")).to_have_attribute("aria-pressed", "true")
    await expect(panel.get_by_role("listitem")).to_have_count(calls)


async def saved_chart(page: Page, file_format: str) -> bytes:
    """Save the first chart of a page in a format, and return the file."""
    await page.get_by_role("button", name="Guardar gráfica").first.click()
    async with page.expect_download() as saved:
        await page.get_by_role("menuitem", name=f"({file_format})").click()
    return await asyncio.to_thread(Path(await (await saved.value).path()).read_bytes)


def first_pixel(image: bytes) -> bytes:
    """Return red, green, blue and opacity of the top left pixel of a PNG of 8 bits with an alpha channel."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert image[24:26] == b"\x08\x06"
    data, at = b"", 8
    while at < len(image):
        length = int.from_bytes(image[at : at + 4])
        if image[at + 4 : at + 8] == b"IDAT":
            data += image[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(data)[1:5]


async def test_the_indicator_opens_to_its_escalations(probe: PageProbe, system: System, month: str) -> None:
    """The interventoría opens the share of escalations in time and reads how long each took."""
    page = (await user(probe, "interventoria", "/indicadores?indicador=escalamiento_inmediato")).page
    await page.get_by_role("button", name="Ver los tickets de Todas las líneas").click()
    panel = page.get_by_role("complementary", name="Los tickets de la cifra")
    await expect(panel.get_by_role("button", name="Denominador (9)")).to_have_attribute("aria-pressed", "true")
    await expect(panel.get_by_role("listitem")).to_have_count(ANSWERED)
    await expect(panel.get_by_text("durante la llamada")).to_have_count(1)
    await panel.get_by_role("button", name="Numerador (6)").click()
    await expect(panel.get_by_role("listitem")).to_have_count(6)


async def test_an_official_reads_their_own_on_a_telephone(
    probe: PageProbe, system: System, month: str, axe: str
) -> None:
    """An official sees only their own answers, without the other tables."""
    page = (await user(probe, "funcionario1", "/cifras", **PHONE_SCREEN)).page
    await expect(page.get_by_role("heading", name="Sus respuestas en término")).to_be_visible()
    await expect(page.get_by_role("rowgroup", name="Responsable").get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("group", name="Tabla")).to_have_count(0)
    assert await complaints(page, Checker(axe)) == []
