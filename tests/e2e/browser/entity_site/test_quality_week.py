"""The week of the professional of quality on screen: from a drawn sample to the report that the coordinator answers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from metrics.quality.samples.frame import FrameItem
from metrics.quality.samples.week import Week, week_of
from storage.postgres.engine import make_engine
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.evaluated_work import ADVISOR, leave_call, send_answer
from tests.support.browser.page_probe import PageProbe
from tests.support.browser.quality_screens import (
    answer_all,
    answer_report,
    begin,
    complaints,
    draw_sample,
    fill_visit,
    open_screen,
    register_finding,
    sign,
)
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
CALL = "semana-1"
ANSWER = "Señor Carlos:\n\nPara renovar ingrese a la página.\n\nCordialmente, la entidad."
FINDING = "El asesor no verificó la identidad."
TABS = [
    *("Muestras", "Evaluaciones", "Refutaciones", "Acompañamientos", "Calibraciones", "Concordancia", "Resultados"),
    *("Visitas", "Hallazgos", "Informes de hallazgos", "Números"),
]
"""The screens of the professional, in the order of the work."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def drawn(system: System) -> AsyncIterator[tuple[Week, str]]:
    """Give the system a week with a sample of one call and one of a written answer; return week and ticket."""
    engine, week = make_engine(system.addresses()["database_url"], name="atencion-tests"), week_of(datetime.now(UTC))
    week = week.following(-4)
    try:
        await leave_call(system, engine, CALL)
        async with async_playwright() as play:
            request = await play.request.new_context(base_url=system.web)
            number = await send_answer(request, ANSWER)
            await request.dispose()
        await draw_sample(engine, week, "phone", [FrameItem(id=CALL, line="bogota", advisor=ADVISOR)])
        await draw_sample(engine, week, "written", [FrameItem(id=number, line="written", advisor="escrita1")])
        yield week, number
    finally:
        await engine.dispose()


async def open_tab(page: Page, name: str) -> None:
    """Follow a tab of the screens of quality."""
    await page.get_by_role("navigation", name="Calidad").get_by_role("link", name=name, exact=True).click()


async def open_sample(page: Page, sample: str) -> None:
    """Open a sample from the list."""
    await open_tab(page, "Muestras")
    await page.get_by_role("row").locator(f"a[href='/calidad/muestras/{sample}']").click()
    await expect(page.get_by_role("heading", name="Estratos")).to_be_visible()


async def evaluate(desk: AdvisorPage, sample: str, item: str, failed: int | None = None) -> str:
    """Evaluate an item of a sample and sign; return the number of the evaluation."""
    await open_sample(desk.page, sample)
    number = await begin(desk, item)
    await answer_all(desk, failed=failed)
    await sign(desk)
    return number


async def test_a_week_from_the_sample_to_the_answered_report(
    probe: PageProbe, drawn: tuple[Week, str], axe: str
) -> None:
    """By the links of the screens: two evaluations, a finding, a visit, and the report, received and answered."""
    checker, (week, ticket) = Checker(axe), drawn
    desk = await open_screen(probe, "calidad", "/tablero")
    page = desk.page
    await page.get_by_role("navigation", name="Pantallas").get_by_role("link", name="Calidad").click()
    tabs = page.get_by_role("navigation", name="Calidad").get_by_role("link")
    await expect(tabs).to_have_text(TABS)
    written = await evaluate(desk, f"{week}-written", ticket)
    phone = await evaluate(desk, f"{week}-phone", CALL, failed=0)
    finding = await register_finding(page, "Registro y tipificación", "Grave", "coordinador", FINDING)
    await expect(page.get_by_role("link", name=f"Evaluación {phone}")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.get_by_role("link", name="Ver la llamada").click()
    await page.get_by_role("link", name=f"Evaluación {phone}").click()
    await desk.expect_text("Espera al asesor", "Lo que se evalúa")
    await _visit(desk)
    report = await _present_report(desk)
    assert await complaints(page, checker) == []
    await answer_report(probe, checker, report)
    await page.goto(f"/bandeja/{ticket}")
    await page.get_by_role("link", name=f"Evaluación {written}").click()
    await desk.expect_text("Espera al asesor")
    await open_tab(page, "Hallazgos")
    await expect(page.get_by_role("row").filter(has_text=finding)).to_contain_text("Abierto")


async def _visit(desk: AdvisorPage) -> None:
    page = desk.page
    await open_tab(page, "Visitas")
    await page.get_by_role("button", name="Comenzar una visita").click()
    await page.get_by_role("dialog").get_by_role("button", name="Comenzar").click()
    await fill_visit(page)
    await page.get_by_role("button", name="Firmar la visita").click()
    await desk.expect_text("Dos puestos con celular.")


async def _present_report(desk: AdvisorPage) -> str:
    """Prepare and present the report of this week's findings; return its address."""
    page = desk.page
    await open_tab(page, "Informes de hallazgos")
    await page.get_by_role("button", name="Preparar informe").click()
    await page.get_by_label("Qué cubre").select_option("Semana")
    await page.get_by_role("dialog").get_by_role("button", name="Preparar").click()
    present = page.get_by_role("button", name="Presentar a la coordinación")
    await expect(present).to_be_visible(timeout=60_000)
    await present.click()
    await desk.expect_text("El informe quedó presentado.")
    return page.url


async def test_the_oversight_observes_an_evaluation_and_a_finding(probe: PageProbe, drawn: tuple[Week, str]) -> None:
    """Each page lists its own observation, and the coordinator registers a finding from one of them."""
    desk = await open_screen(probe, "interventoria", "/calidad/evaluaciones")
    page = desk.page
    for list_, name in (("Evaluaciones", "Evaluación"), ("Hallazgos", "Hallazgo")):
        await open_tab(page, list_)
        await page.get_by_role("row").get_by_role("link").first.click()
        await page.get_by_role("button", name="Hacer una observación").click()
        await page.get_by_role("textbox", name="Observación").fill(f"Sobre: {name}.")
        await page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
        await page.get_by_role("button", name="Entendido").click()
        own = page.get_by_role("region", name="Observaciones de la interventoría")
        await expect(own.get_by_role("link").filter(has_text=f"Sobre: {name}.")).to_be_visible()
    await expect(page.get_by_role("button", name="Registrar hallazgo")).to_have_count(0)
    lead = (await open_screen(probe, "coordinador", "/observaciones")).page
    await lead.get_by_role("link").filter(has_text="Sobre: Hallazgo.").first.click()
    await lead.get_by_role("complementary", name="Observación").get_by_role("link", name="Hallazgo 20").click()
    await lead.get_by_role("region", name="Observaciones de la interventoría").get_by_role("link").first.click()
    await register_finding(lead, "Registro y tipificación", "Leve", "supervisor", "Lo observó la interventoría.")
    await expect(lead.get_by_role("link", name="Observación de la interventoría 20")).to_be_visible()
