"""Weekly samples on screen: list, sample, replacement, and the number that the interventoría commits and reveals."""

from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.dates import local_date
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.samples import store
from agent_api.quality.samples.drawn_rows import drawn_rows
from agent_api.quality.samples.store import SampleRow, SeedRow
from eventlog.journal.chain import genesis
from metrics.quality.samples.frame import FrameItem
from metrics.quality.samples.week import Week, week_of
from metrics.quality.samples.weekly_draw import draw_week
from metrics.quality.seed import commit, derive_seed
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.facts.sample_weeks import NUMBER, plan
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

ITEMS = [
    FrameItem(id=f"llamada-{number:03}", line=("bogota", "nacional")[number % 2], advisor=f"asesor{number % 3 + 1}")
    for number in range(60)
]
"""Calls of a week, more than its sample has."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def weeks(system: System) -> tuple[Week, Week]:
    """Give the system a drawn week, and a week that is over with a number to reveal; return them."""
    now = datetime.now(UTC)
    drawn, committed = week_of(now).following(-2), week_of(now).following(-1)
    planned = plan(week=str(drawn), margin="0.1")
    row = SampleRow(
        week=str(drawn),
        channel="phone",
        site_version="v1",
        planned_at=drawn.begins,
        confidence=planned.confidence,
        margin=planned.margin,
        expected=planned.expected,
        each_advisor=False,
        draws_at=drawn.ends,
        reveal_by=drawn.ends,
    )
    head = genesis(CAMPAIGN)
    sample, strata, items = drawn_rows(row, draw_week(planned, ITEMS, head, derive_seed(head.hash.hex())), drawn.ends)
    seed = SeedRow(
        week=str(committed),
        commitment=commit(NUMBER),
        committed_at=drawn.ends,
        committed_by="interventoria",
        committed_by_name="Hernán Darío Salcedo",
    )
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        async with unit_of_work(engine) as connection:
            assert await store.add_plan(connection, CAMPAIGN, row)
            await store.store_draw(connection, CAMPAIGN, sample, strata, items)
            assert await store.add_commitment(connection, CAMPAIGN, seed)
            users = await users_with_roles(
                connection, CAMPAIGN, roles_with_permission("sample.replace"), local_date(now)
            )
            cause = NotificationCause(kind="sample_drawn", number=f"{drawn}-phone", event="drawn")
            await notify(connection, CAMPAIGN, cause, users, now)
    finally:
        await engine.dispose()
    return drawn, committed


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


async def test_quality_replaces_an_item_of_a_drawn_sample(probe: PageProbe, weeks: tuple[Week, Week], axe: str) -> None:
    """The bell leads to the sample; an item is replaced by keyboard; the screen announces the result and keeps both."""
    checker = Checker(axe)
    desk = await user(probe, "calidad", "/tablero")
    page = desk.page
    await page.get_by_role("button", name="Avisos:").click()
    await page.get_by_role("dialog").get_by_role("link").filter(has_text="muestra").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Llamadas, ")
    await desk.expect_text("38 de 60", f"atencion quality sample --verify {weeks[0]} phone", "No hubo un número")
    assert await complaints(page, checker) == []
    replace = page.get_by_role("button", name="Reemplazar llamada-").first
    item = str(await replace.get_attribute("aria-label")).removeprefix("Reemplazar ")
    await replace.focus()
    await desk.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Reemplazar {item}")
    await expect(dialog.get_by_label("Motivo")).to_be_focused()
    await expect(dialog.get_by_role("button", name="Reemplazar")).to_be_disabled()
    await dialog.get_by_label("Motivo").select_option("No hay grabación o no se puede oír")
    assert await complaints(page, checker) == []
    await dialog.get_by_role("button", name="Reemplazar").click()
    await expect(page.get_by_role("status").filter(has_text=f"{item} salió de la muestra y entró ")).to_be_attached()
    await expect(page.get_by_role("heading", name="Llamadas de la muestra")).to_be_focused()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=item, exact=True))
    await expect(row).to_contain_text("Reemplazada: No hay grabación o no se puede oír")
    await expect(page.get_by_text(f"entró en lugar de {item}")).to_be_visible()
    await page.get_by_role("link", name="Volver a las muestras").click()
    await expect(page.get_by_role("row").filter(has_text="38 de 60")).to_contain_text("se pudo influir")
    assert await complaints(page, checker) == []


async def test_the_interventoria_commits_and_reveals_a_number(
    probe: PageProbe, weeks: tuple[Week, Week], axe: str
) -> None:
    """Only the SHA-256 of a number is sent; later the number is revealed, and another one never leaves the browser."""
    checker = Checker(axe)
    desk = await user(probe, "interventoria", "/tablero")
    page = desk.page
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    await page.get_by_role("link", name="Calidad").click()
    await page.get_by_role("link", name="Números").click()
    assert await complaints(page, checker) == []
    await page.get_by_role("link", name="Comprometer el número:").nth(1).click()
    await page.get_by_role("button", name="Generar un número").click()
    number = await page.get_by_label("Número de 40 cifras").input_value()
    assert len(number) == 40
    await expect(page.get_by_text(commit(number))).to_be_visible()
    await expect(page.get_by_role("button", name="Comprometer")).to_be_disabled()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Descargarlo como texto").click()
    assert f"Número: {number}" in (await (await download.value).path()).read_text()
    await page.get_by_label("Guardé el número fuera de Atención").check()
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Comprometer").click()
    await desk.expect_text("El compromiso quedó registrado.")
    assert any(commit(number) in each for each in bodies)
    assert not any(number in each for each in bodies)
    await page.get_by_role("link", name="Volver a los números").click()
    await page.get_by_role("link").filter(has_text=f"({weeks[1]})").click()
    field = page.get_by_label("Número de 40 cifras que comprometió")
    await field.fill(number)
    await desk.expect_text("El número no corresponde al compromiso de esta semana")
    await expect(page.get_by_role("button", name="Revelar el número")).to_be_disabled()
    assert await complaints(page, checker) == []
    await field.fill(f"{NUMBER[:20]} {NUMBER[20:]}")
    await page.get_by_role("button", name="Revelar el número").click()
    await desk.expect_text("El número quedó revelado.", NUMBER)
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert not any(number in each for each in bodies)


async def test_the_screens_of_quality_fit_a_telephone(probe: PageProbe, weeks: tuple[Week, Week], axe: str) -> None:
    """List, sample, numbers and the form of a week have no violation and nothing exceeds the width."""
    checker, found = Checker(axe), dict[str, list[str]]()
    coming = week_of(datetime.now(UTC)).following(3)
    page = (await user(probe, "interventoria", "/calidad/muestras", **PHONE_SCREEN)).page
    sample = f"/calidad/muestras/{weeks[0]}-phone"
    for path in ("/calidad/muestras", sample, "/calidad/semillas", f"/calidad/semillas/{coming}"):
        await page.goto(path)
        await expect(page.locator("main h1")).to_be_visible()
        await expect(page.locator("main").get_by_role("status")).to_have_count(0)
        found[path] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
