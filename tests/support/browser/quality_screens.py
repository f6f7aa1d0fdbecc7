"""The work of quality on its screens: a sample, an evaluation, a visit, a finding, and the answer to a report.

Owns the steps that several tests take. The tests own the assertions about them.
"""

from collections.abc import Sequence
from typing import Any

from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.quality.samples import store
from agent_api.quality.samples.drawn_rows import drawn_rows
from agent_api.quality.samples.store import SampleRow
from eventlog.facts.quality.sample import SampleChannel
from eventlog.journal.chain import genesis
from metrics.quality.samples.frame import FrameItem
from metrics.quality.samples.week import Week
from metrics.quality.samples.weekly_draw import draw_week
from metrics.quality.seed import derive_seed
from storage.postgres.engine import unit_of_work
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.facts.sample_weeks import plan
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD


async def open_screen(probe: PageProbe, name: str, path: str, **options: Any) -> AdvisorPage:
    """Sign in as a user and return their page at a path."""
    context: BrowserContext = await probe.open_context(**{**REDUCED_MOTION, **options})
    await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    await desk.page.goto(path)
    return desk


async def complaints(page: Page, checker: Checker) -> list[str]:
    """Return violations of WCAG, and whether something exceeds the width."""
    return [*await checker.violations(page), *(["wide"] if await overflows_horizontally(page) else [])]


async def draw_sample(engine: AsyncEngine, week: Week, channel: SampleChannel, items: Sequence[FrameItem]) -> None:
    """Store a drawn sample of a week, with its plan."""
    planned = plan(channel, week=str(week))
    row = SampleRow(
        week=str(week),
        channel=channel,
        site_version="v1",
        planned_at=week.begins,
        confidence=planned.confidence,
        margin=planned.margin,
        expected=planned.expected,
        each_advisor=False,
        draws_at=week.ends,
        reveal_by=week.ends,
    )
    head = genesis(CAMPAIGN)
    sample, strata, rows = drawn_rows(row, draw_week(planned, items, head, derive_seed(head.hash.hex())), week.ends)
    async with unit_of_work(engine) as connection:
        assert await store.add_plan(connection, CAMPAIGN, row)
        await store.store_draw(connection, CAMPAIGN, sample, strata, rows)


async def begin(desk: AdvisorPage, item: str) -> str:
    """Begin the evaluation of an item of the sample by keyboard, and return its number."""
    await desk.page.get_by_role("button", name=f"Evaluar {item}").focus()
    await desk.press("Enter")
    heading = desk.page.get_by_role("heading", level=1, name="Evaluación")
    await expect(heading).to_be_visible()
    return desk.page.url.rsplit("/", 1)[1]


async def answer_all(desk: AdvisorPage, *, failed: int | None = None) -> int:
    """Answer each criterion by keyboard, one of them with «no cumple»; return how many there are."""
    criteria = desk.page.locator("[data-criterion]")
    await expect(criteria.first).to_be_visible()
    count = await criteria.count()
    await criteria.first.focus()
    for index in range(count):
        await desk.press("2" if index == failed else "1")
        await expect(criteria.nth(min(index + 1, count - 1))).to_be_focused()
    return count


async def sign(desk: AdvisorPage) -> None:
    """Sign by keyboard what has an answer to each criterion."""
    await desk.page.get_by_role("button", name="Firmar…").focus()
    await desk.press("Enter")
    dialog = desk.page.get_by_role("dialog", name="Firmar la evaluación")
    await expect(dialog).to_contain_text("Todos los criterios tienen respuesta")
    await dialog.get_by_role("button", name="Firmar", exact=True).focus()
    await desk.press("Enter")
    await expect(desk.page.get_by_text("Espera al asesor").first).to_be_visible()


async def fill_visit(page: Page) -> None:
    """Answer each question of the visit's form, the last one with no."""
    await page.get_by_label("Lugar").fill("Sede de Bogotá, piso 3")
    await page.get_by_label("Nombre 1").fill("Sara Linares")
    await page.get_by_label("Cargo 1").fill("supervisora")
    questions = page.locator("main fieldset")
    number = await questions.count()
    for index in range(number):
        answer = "No" if index == number - 1 else "Sí"
        await questions.nth(index).get_by_role("radio", name=answer, exact=True).check()
    await questions.last.get_by_role("textbox").fill("Dos puestos con celular.")


async def register_finding(page: Page, kind: str, severity: str, owner: str, text: str) -> str:
    """Register a finding of the visit or the evaluation that is open, and return its number."""
    await page.get_by_role("button", name="Registrar hallazgo").click()
    await page.get_by_label("Clase").select_option(kind)
    await page.get_by_label("Gravedad").select_option(severity)
    await page.get_by_label("Área").select_option("Operación del centro de contacto")
    await page.get_by_label("Responsable").select_option(owner)
    await page.get_by_label("Qué se encontró").fill(text)
    await page.reload()
    await expect(page.get_by_label("Qué se encontró")).to_have_value(text)
    await page.get_by_role("button", name="Registrar", exact=True).click()
    heading = page.get_by_role("heading", level=1, name="Hallazgo 20")
    await expect(heading).to_be_visible()
    return (await heading.inner_text()).split()[-1]


async def answer_report(probe: PageProbe, checker: Checker, report: str) -> None:
    """Receive and answer a report as the coordinator; what is typed survives a reload."""
    desk = await open_screen(probe, "coordinador", "/calidad/informes")
    page = desk.page
    await page.get_by_role("button", name="Avisos:").click()
    await page.get_by_role("dialog").get_by_role("link").filter(has_text="informe de hallazgos").first.click()
    await expect(page).to_have_url(report)
    await page.get_by_role("button", name="Acusar recibo").click()
    answer = page.get_by_label("Respuesta")
    await answer.fill("Se corrigen esta semana.")
    assert await complaints(page, checker) == []
    await page.reload()
    await expect(answer).to_have_value("Se corrigen esta semana.")
    await page.get_by_role("button", name="Responder").click()
    await desk.expect_text("La respuesta quedó registrada.", "Se corrigen esta semana.", "Respondido")
