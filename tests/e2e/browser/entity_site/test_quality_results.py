"""The results of quality on screen, and the way from a figure to the evaluations that have the error."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.store import EvaluationRow
from eventlog import outbox
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.call_rig import keep_sample_advisors_away
from tests.support.browser.entity_site import write_entity_site
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.browser.screens_site import TONES
from tests.support.facts.evaluations import signed
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
EVALUATIONS, NEW, FAILING = 130, 10, 6
PATH = "/calidad/resultados"


def result(number: int) -> dict[str, Any]:
    """Return who was evaluated, and how."""
    fails = number < FAILING
    return {
        "line": ("bogota", "nacional")[number % 2],
        "advisor": f"asesor{number % 4 + 1}" if number % 9 else "asesor5",
        "tenure": "new" if number >= EVALUATIONS - NEW else "experienced",
        "user": "failed" if fails else "passed",
        "compliance": "passed" if number % 3 else "",
        "score": "0" if fails else ("100", "250/3", "95")[number % 3],
    }


def row_of(number: int, now: datetime) -> EvaluationRow:
    """Return the row of an evaluation."""
    about = result(number)
    return EvaluationRow(
        id=f"2026-{number:04}",
        kind="random",
        seat="first",
        holder="",
        channel="phone",
        item=f"c{number}",
        line=about["line"],
        advisor=about["advisor"],
        worked_at=now - timedelta(days=3),
        week="2026-W47",
        tenure=about["tenure"],
        follows="",
        pseudonymous=True,
        repeated=False,
        evaluator="calidad",
        evaluator_name="Claudia Marcela Ospina",
        site_version="v1",
        form="telefono_1",
        form_version="v",
        begun_at=now,
        state="accepted",
        round=1,
        updated_at=now,
        score=about["score"],
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run a system of this module's own: its figures count every evaluation of the month."""
    folder = tmp_path_factory.mktemp("results")
    system = System(folder, pytestconfig.cache.mkdir("sounds"), write_entity_site(folder), TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def month(system: System) -> None:
    """Give the system signed evaluations of this month."""
    now = datetime.now(UTC)
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        async with unit_of_work(engine) as connection:
            for number in range(EVALUATIONS):
                await store.add(connection, CAMPAIGN, row_of(number, now))
            facts = [signed(number, **result(number)) for number in range(EVALUATIONS)]
            await outbox.put(connection, CAMPAIGN, facts, actor="user:calidad", site_version="v1")
    finally:
        await engine.dispose()


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


async def counted(page: Page) -> None:
    """Wait until the system has counted the evaluations."""
    text = page.get_by_text(f"{EVALUATIONS - NEW} evaluaciones de las muestras al azar.")
    for _ in range(40):
        if await text.count():
            return
        await page.wait_for_timeout(500)
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.locator("main").get_by_role("status")).to_have_count(0)
    await expect(text).to_be_visible()


async def test_the_coordinator_reads_the_results_by_keyboard(
    probe: PageProbe, system: System, month: None, axe: str
) -> None:
    """Each family has its evaluations and its interval; the learning curve is apart, a small sample says so."""
    checker = Checker(axe)
    desk = await user(probe, "coordinador", PATH)
    page = desk.page
    await counted(page)
    total = page.get_by_role("region", name="Resultados del canal")
    await expect(total.get_by_role("row").filter(has_text="Error crítico de usuario")).to_contain_text("114 ÷ 120")
    await desk.expect_text("Aparte: curva de aprendizaje (10 evaluaciones)", "muestra insuficiente (")
    assert await complaints(page, checker) == []
    await page.get_by_role("group", name="Qué se mide").get_by_role("button", name="Nota media").focus()
    await desk.press("Enter")
    lines = page.get_by_role("region", name="Por línea", exact=True)
    await expect(lines.get_by_role("row")).to_have_count(3)
    await expect(page.get_by_role("region", name="Por asesor")).to_contain_text("Ana")
    await page.get_by_role("group", name="Período").get_by_role("button", name="Mes pasado").click()
    await desk.expect_text("No hay evaluaciones firmadas en estos días")
    assert await complaints(page, checker) == []


async def test_an_evaluator_reads_pseudonyms(probe: PageProbe, system: System, month: None) -> None:
    """The table by advisor has no name for those who evaluate."""
    page = (await user(probe, "calidad", PATH)).page
    await counted(page)
    await expect(page.get_by_role("region", name="Por asesor").get_by_role("row").nth(1)).to_contain_text("Asesor 01")


async def test_a_figure_leads_to_the_evaluations_with_the_error(
    probe: PageProbe, system: System, month: None, axe: str
) -> None:
    """The interventoría opens the contract's figure and finds each evaluation that has the error."""
    checker = Checker(axe)
    desk = await user(probe, "interventoria", "/indicadores?indicador=precision_usuario_telefono")
    page = desk.page
    await page.get_by_role("button", name="Ver las evaluaciones de Todas las líneas").click()
    panel = page.get_by_role("complementary", name="Las evaluaciones de la cifra")
    await expect(panel.get_by_role("button", name="Con el error (6)")).to_have_attribute("aria-pressed", "true")
    await expect(panel.get_by_role("listitem")).to_have_count(FAILING)
    await expect(panel.get_by_role("link").first).to_have_attribute("href", "/calidad/evaluaciones/2026-0005")
    await desk.expect_text("intervalo de ")
    assert await complaints(page, checker) == []
    await panel.get_by_role("button", name="Todas (120)").click()
    await expect(panel.get_by_role("listitem")).to_have_count(50)
    await page.goto("/indicadores?vista=sensibilidad&indicador=precision_usuario_telefono")
    await expect(page.get_by_role("row").filter(has_text="con la curva de aprendizaje")).to_have_count(2)
    assert await complaints(page, checker) == []


async def test_the_results_fit_a_telephone(probe: PageProbe, system: System, month: None, axe: str) -> None:
    """Nothing exceeds the width, and nothing violates WCAG."""
    page = (await user(probe, "coordinador", PATH, **PHONE_SCREEN)).page
    await counted(page)
    assert await complaints(page, Checker(axe)) == []
