"""Evaluations on screen, from the sample to the signature by keyboard alone, and all that may go wrong meanwhile."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from metrics.quality.samples.frame import FrameItem
from metrics.quality.samples.week import week_of
from storage.postgres.engine import make_engine
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.evaluated_work import ADVISOR, erase_recording, leave_call, send_answer
from tests.support.browser.lost_connection import sign_in_again
from tests.support.browser.page_probe import PageProbe
from tests.support.browser.quality_screens import answer_all, begin, complaints, draw_sample, open_screen, sign
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

CALLS = ("evaluada-1", "evaluada-2", "evaluada-3")
ANSWER = "Señor Carlos:\n\nPara renovar ingrese a la página y actualice sus datos.\n\nCordialmente, la entidad."
SIZES = ((1366, 768), (1024, 768), (390, 844))


class Work(msgspec.Struct, frozen=True):
    """The evaluated work: recordings by call, the answered ticket, and the week of both samples."""

    engine: AsyncEngine
    recordings: dict[str, str]
    number: str
    week: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def work(system: System) -> AsyncIterator[Work]:
    """Give the system attended calls, a sent answer, and a sample of each channel that has them."""
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        recordings = {call: await leave_call(system, engine, call) for call in CALLS}
        async with async_playwright() as play:
            request = await play.request.new_context(base_url=system.web)
            number = await send_answer(request, ANSWER)
            await request.dispose()
        week = week_of(datetime.now(UTC)).following(-3)
        await draw_sample(engine, week, "phone", [FrameItem(id=each, line="bogota", advisor=ADVISOR) for each in CALLS])
        await draw_sample(engine, week, "written", [FrameItem(id=number, line="written", advisor="escrita1")])
        yield Work(engine, recordings, number, str(week))
    finally:
        await engine.dispose()


async def evaluator(probe: PageProbe, path: str, **options: Any) -> AdvisorPage:
    """Sign in as an evaluator and return their page at a path."""
    return await open_screen(probe, "calidad", path, **options)


def saved(page: Page) -> Locator:
    """Return the text that says that the server has everything."""
    return page.get_by_role("status").filter(has_text="Guardada")


async def test_a_call_is_evaluated_from_the_sample_by_keyboard(probe: PageProbe, work: Work, axe: str) -> None:
    """Played, noted at a second, answered and signed; the sound is loaded with the first playback and not before."""
    checker = Checker(axe)
    desk = await evaluator(probe, f"/calidad/muestras/{work.week}-phone")
    page, sounds = desk.page, list[str]()
    page.on("request", lambda request: sounds.append(request.url) if request.url.endswith("/audio") else None)
    number = await begin(desk, CALLS[0])
    await desk.expect_text("Asesor 2026-", "Formulario de ejemplo", "No se consultó ningún sistema")
    await expect(page.get_by_text("Diana Marcela")).to_have_count(0)
    await expect(page.get_by_role("slider", name="Lugar de la grabación")).to_have_attribute("max", "60")
    shape = page.get_by_role("region", name="Grabación de 1 minuto").locator("svg path").first
    await expect(shape).to_have_attribute("d", re.compile(".{1000}"))
    assert await complaints(page, checker) == []
    assert sounds == []
    await page.get_by_role("heading", level=1).focus()
    await desk.press("k")
    await expect(page.get_by_role("button", name="Pausar")).to_be_visible()
    await expect(page.get_by_text("0:02 / 1:00")).to_be_visible()
    await desk.press("k")
    await expect(page.get_by_role("button", name="Reproducir")).to_be_visible()
    await desk.press("l", "l")
    await expect(page.get_by_text("0:12 / 1:00")).to_be_visible()
    assert sounds
    await page.get_by_role("button", name="Silenciar a quien llama").focus()
    await desk.press("Enter")
    await expect(page.get_by_role("button", name="Volver a oír a quien llama")).to_be_focused()
    await page.get_by_role("heading", level=1).focus()
    await desk.press("ArrowDown", "n")
    note = page.get_by_role("textbox", name="Anotación 1, 0:12")
    await expect(note).to_be_focused()
    await desk.type("Interrumpe a quien llama.")
    await desk.press("Escape")
    await expect(page.locator("[data-criterion]").first).to_be_focused()
    await desk.press("?")
    await expect(page.get_by_role("dialog", name="Atajos de la evaluación")).to_contain_text("Reproducir o pausar")
    assert await complaints(page, checker) == []
    await desk.press("Escape")
    count = await answer_all(desk, failed=0)
    await desk.expect_text("con todos los criterios respondidos")
    assert count > 5
    await sign(desk)
    await desk.expect_text("Interrumpe a quien llama.")
    assert await complaints(page, checker) == []
    await page.get_by_role("link", name="Volver a las evaluaciones").click()
    await expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("Espera al asesor")
    assert await complaints(page, checker) == []


async def test_an_answer_is_evaluated_with_a_note_at_a_paragraph(probe: PageProbe, work: Work, axe: str) -> None:
    """Petition, answer and mail are shown as they are; a half-filled form names what is missing and is not signed."""
    desk = await evaluator(probe, f"/calidad/muestras/{work.week}-written")
    page = desk.page
    await begin(desk, work.number)
    await desk.expect_text(
        "Pide los pasos para renovar", "actualice sus datos", "Lo que se envió", "Para renovar ingrese"
    )
    await page.get_by_role("button", name="Anotar en el párrafo 2").focus()
    await desk.press("Enter")
    await expect(page.get_by_role("textbox", name="Anotación 1, párrafo 2")).to_be_focused()
    await desk.type("No dice hasta cuándo.")
    await desk.press("Escape")
    await page.locator("[data-criterion]").first.focus()
    await desk.press("1")
    await page.get_by_role("button", name="Firmar…").focus()
    await desk.press("Enter")
    dialog = page.get_by_role("dialog", name="Firmar la evaluación")
    await expect(dialog).to_contain_text("por responder:")
    await expect(dialog.get_by_role("button", name="Firmar", exact=True)).to_be_disabled()
    assert await complaints(page, Checker(axe)) == []
    await dialog.get_by_role("listitem").get_by_role("button").first.focus()
    await desk.press("Enter")
    await expect(page.locator("[data-criterion]").nth(1)).to_be_focused()
    await answer_all(desk)
    await sign(desk)
    await desk.expect_text("No dice hasta cuándo.", "de 100")
    await page.get_by_role("button", name="Corregir").click()
    await expect(page.get_by_role("button", name="Firmar la corrección")).to_be_disabled()
    await page.locator("[data-criterion]").first.focus()
    await desk.press("2")
    await page.get_by_label("Motivo de la corrección").fill("Se leyó otra vez.")
    await page.reload()
    await expect(page.get_by_label("Motivo de la corrección")).to_have_value("Se leyó otra vez.")
    await page.get_by_role("button", name="Firmar la corrección").click()
    await desk.expect_text("Se leyó otra vez.")
    assert await complaints(page, Checker(axe)) == []


async def test_nothing_typed_is_lost(probe: PageProbe, work: Work) -> None:
    """A reload, a lost network, another window, an expired session and an erased recording each end in a sentence."""
    desk = await evaluator(probe, f"/calidad/muestras/{work.week}-phone")
    page = desk.page
    id_ = await begin(desk, CALLS[1])
    comment = page.get_by_label("Comentario")
    await comment.fill("Antes de recargar.")
    await page.reload()
    await expect(comment).to_have_value("Antes de recargar.")
    await expect(saved(page)).to_be_visible()
    probe.expects_outage = True
    await page.context.set_offline(True)
    await comment.fill("Sin red.")
    await desk.expect_text("No hay conexión con el servidor. Lo que escribió está en este navegador")
    await page.context.set_offline(False)
    await expect(saved(page)).to_be_visible()
    probe.expect_status(409, f"/quality/evaluations/{id_}")
    read = await request_as_user(page.request, "GET", f"/quality/evaluations/{id_}")
    assert read["comment"] == "Sin red."
    other = {"revision": read["revision"], "answers": {"saludo": "fails"}, "comment": "De la otra ventana."}
    await request_as_user(page.request, "PUT", f"/quality/evaluations/{id_}", other)
    await comment.fill("De esta ventana.")
    await desk.expect_text("Otra ventana cambió lo mismo que usted", "el comentario quedó así: De la otra ventana.")
    await expect(page.locator("[data-criterion=saludo]")).to_have_attribute("data-answer", "fails")
    await page.get_by_role("button", name="Usar el otro").click()
    await expect(comment).to_have_value("De la otra ventana.")
    await expect(saved(page)).to_be_visible()
    probe.expects_session_end = True
    await page.context.clear_cookies()
    await comment.fill("Después de la sesión.")
    await expect(page.get_by_label("Usuario")).to_be_visible()
    await sign_in_again(page, "calidad")
    await expect(comment).to_have_value("Después de la sesión.")
    await expect(saved(page)).to_be_visible()
    probe.expect_status(410, "/audio")
    await erase_recording(work.engine, work.recordings[CALLS[1]])
    await page.get_by_role("button", name="Reproducir").click()
    await desk.expect_text("La grabación cumplió su plazo y se borró. Evalúe con la historia de la llamada")
    await expect(comment).to_have_value("Después de la sesión.")
    await request_as_user(page.request, "POST", f"/quality/evaluations/{id_}/discard", {"reason": "Sin audio."})
    await comment.fill("Tarde.")
    await desk.expect_text("la evaluación se descartó; comience otra")
    await expect(comment).to_have_value("Tarde.")


async def test_an_evaluation_begins_from_the_page_of_a_call(probe: PageProbe, work: Work, axe: str) -> None:
    """A focused one; the dialog says that it counts in no indicator."""
    desk = await evaluator(probe, f"/llamadas/{CALLS[2]}")
    page = desk.page
    await page.get_by_role("button", name="Evaluar esta llamada").click()
    dialog = page.get_by_role("dialog", name="Evaluar esta llamada")
    await desk.expect_text("No cuenta en los indicadores")
    assert await complaints(page, Checker(axe)) == []
    await dialog.get_by_role("button", name="Comenzar").click()
    await desk.expect_text("Focalizada", "Sin firmar")
    number = page.url.rpartition("/")[2]
    await page.get_by_role("button", name="Descartar…").click()
    await page.get_by_label("Motivo").fill("Era otra llamada.")
    await page.get_by_role("dialog").get_by_role("button", name="Descartar", exact=True).click()
    await expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("Descartada")


async def test_the_screens_of_evaluations_fit_each_window(probe: PageProbe, work: Work, axe: str) -> None:
    """List, sample and evaluation have no violation, and nothing exceeds the width."""
    checker, found = Checker(axe), dict[str, list[str]]()
    for width, height in SIZES:
        desk = await evaluator(
            probe, f"/calidad/muestras/{work.week}-phone", viewport={"width": width, "height": height}
        )
        page = desk.page
        body = {"kind": "focused", "channel": "phone", "item": CALLS[2]}
        id_ = (await request_as_user(page.request, "POST", "/quality/evaluations", body))["id"]
        for path in (page.url, "/calidad/evaluaciones", f"/calidad/evaluaciones/{id_}"):
            await page.goto(path)
            await expect(page.locator("main h1")).to_be_visible()
            await expect(page.locator("main").get_by_text("Leyendo")).to_have_count(0)
            found[f"{path} {width}"] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
