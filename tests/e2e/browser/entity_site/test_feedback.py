"""Feedback on screen: an advisor's refutation from the bell to its decision and new score, and a coaching."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import APIRequestContext, Page, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.content import EvaluationTexts
from agent_api.quality.evaluations.store import EvaluationRow, RoundRow
from config.timezone import COLOMBIA
from metrics.quality.samples.week import week_of
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.evaluated_work import leave_call
from tests.support.browser.lost_connection import sign_in_again
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
ADVISOR, EVALUATOR, LEADER = "asesor1", "calidad", "coordinador"
CALLS = ("refutada-1", "corregida-1", "acompanada-1")
FAILED = "reserva"
"""A criterion of compliance, which calls for coaching."""
NOTED_S = 12
"""The second of the recording that the note is about."""
REFUTED = "La llamada era de la titular: verifiqué su identidad."
SIZES = ((1366, 768), (1024, 768), (390, 844))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def numbers(system: System) -> AsyncIterator[list[str]]:
    """Give the system a past of one advisor and three signed evaluations of their calls; return their numbers."""
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        await _leave_past(engine, system)
        recordings = {each: await leave_call(system, engine, each, ADVISOR) for each in CALLS}
        async with async_playwright() as play:
            request = await play.request.new_context(base_url=system.web)
            await request_as_user(request, "POST", "/session", {"username": EVALUATOR, "password": DEMO_PASSWORD})
            yield [await _sign_evaluation(request, *each) for each in recordings.items()]
            await request.dispose()
    finally:
        await engine.dispose()


async def _leave_past(engine: AsyncEngine, system: System) -> None:
    """Store the advisor's evaluations of two months: enough for figures in the first one, few in the second."""
    now = datetime.now(UTC)
    async with unit_of_work(engine) as connection:
        for number in range(1, 46):
            worked_at = now - timedelta(days=70 - number if number <= 40 else 45 - number + 20)
            failed, score = number % 7 == 0, str(100 - number % 4 * 5)
            row = EvaluationRow(
                id=f"2025-{number:04}",
                kind="random",
                seat="first",
                holder="",
                channel="phone",
                item=f"pasada-{number}",
                line="bogota",
                advisor=ADVISOR,
                worked_at=worked_at,
                week=str(week_of(worked_at)),
                tenure="new" if number < 4 else "experienced",
                follows="",
                pseudonymous=False,
                repeated=False,
                evaluator=EVALUATOR,
                evaluator_name="Luz Dary Quintero",
                site_version="v1",
                form="telefono_1",
                form_version="0a1b2c3d4e5f",
                begun_at=worked_at,
                state="accepted",
                round=1,
                updated_at=worked_at,
                score="0" if failed else score,
            )
            round_ = RoundRow(
                round=1,
                signed_at=worked_at,
                signed_by=EVALUATOR,
                signed_by_name="Luz Dary Quintero",
                answers={},
                notes=EvaluationTexts(),
                score=str(row.score),
                families={"user": not failed, "compliance": True, "noncritical": number % 4 == 0},
                missing="",
            )
            await store.add(connection, CAMPAIGN, row)
            await store.add_round(connection, system.field_cipher(), CAMPAIGN, row.id, round_)


async def _sign_evaluation(request: APIRequestContext, call_id: str, recording: str) -> str:
    begun = await request_as_user(
        request, "POST", "/quality/evaluations", {"kind": "focused", "channel": "phone", "item": call_id}
    )
    criteria = [each["id"] for section in begun["form"]["sections"] for each in section["criteria"]]
    answers = {each: "fails" if each == FAILED else "meets" for each in criteria}
    place = {"recording": recording, "second": NOTED_S}
    notes = [{"text": "Dio el saldo antes de verificar.", "criterion": FAILED, **place}]
    path = f"/quality/evaluations/{begun['id']}"
    saved = await request_as_user(request, "PUT", path, {"revision": 1, "answers": answers, "notes": notes})
    await request_as_user(request, "POST", f"{path}/signature", {"revision": saved["revision"]})
    return str(begun["id"])


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


async def follow_bell(page: Page, number: str, text: str) -> None:
    """Open the bell, and follow the notification about a number with a text."""
    await page.get_by_role("button", name="Avisos:").click()
    links = page.get_by_role("dialog").get_by_role("link")
    await links.filter(has_text=number).filter(has_text=text).first.click()


async def hear_note(page: Page) -> None:
    """Play the call from the second of its note, and stop."""
    player = page.get_by_role("region", name="Grabación de")
    async with page.expect_response(lambda response: response.url.endswith("/audio")) as heard:
        await page.get_by_role("button", name="Oír desde 0:12").click()
    assert (await heard.value).status == 206
    await player.get_by_role("button", name="Pausar").click()
    place = player.get_by_label("Lugar de la grabación")
    assert NOTED_S <= int(await place.input_value()) < NOTED_S + 10
    await expect(player.locator("path").first).to_have_attribute("d", re.compile(".{1000}"))


async def test_a_note_is_heard_at_its_second(probe: PageProbe, numbers: list[str], axe: str) -> None:
    """The advisor hears it through their own evaluation, and who decides on refutations with their permission."""
    for name, path in ((ADVISOR, "/calidad/mis-evaluaciones"), (LEADER, "/calidad/refutaciones")):
        page = (await user(probe, name, f"{path}/{numbers[0]}")).page
        await hear_note(page)
        assert await complaints(page, Checker(axe)) == []


async def test_a_refutation_goes_from_the_bell_to_its_new_score(probe: PageProbe, numbers: list[str], axe: str) -> None:
    """Text and file stay after a reload and an expired session; the evaluator cannot decide, a third person does."""
    checker, number, probe.expects_session_end = Checker(axe), numbers[0], True
    advisor = await user(probe, ADVISOR, "/cuenta")
    page = advisor.page
    await follow_bell(page, number, "acéptela o refútela")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Evaluación {number}")
    await advisor.expect_text("Acéptela o refútela hasta el", "Dio el saldo antes de verificar.", "de 100")
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Refutar").focus()
    await advisor.press("Enter")
    reason = page.get_by_label("Por qué no está de acuerdo")
    await expect(reason).to_be_focused()
    await expect(page.get_by_role("button", name="Enviar la refutación")).to_be_disabled()
    await reason.fill(REFUTED)
    await page.get_by_role("checkbox", name="No entrega datos a quien no los puede recibir").check()
    file = {"name": "verificacion.txt", "mimeType": "text/plain", "buffer": b"La consulta de las 10:04."}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await expect(page.get_by_role("link", name="verificacion.txt")).to_be_visible()
    assert await complaints(page, checker) == []
    await page.reload()
    await expect(reason).to_have_value(REFUTED)
    await expect(page.get_by_role("link", name="verificacion.txt")).to_be_visible()
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Enviar la refutación").click()
    await sign_in_again(page, ADVISOR)
    await expect(reason).to_have_value(REFUTED)
    await page.get_by_role("button", name="Enviar la refutación").click()
    await advisor.expect_text("Otra persona la decide.", "Usted la refutó.", "La grabación se oye mientras")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    evaluator = await user(probe, EVALUATOR, f"/calidad/refutaciones/{number}")
    await evaluator.expect_text("Usted no la decide", REFUTED)
    leader = await user(probe, LEADER, "/cuenta")
    page = leader.page
    await follow_bell(page, number, "fue refutada")
    await leader.expect_text(REFUTED, "verificacion.txt", "El asesor no está de acuerdo.")
    assert await complaints(page, checker) == []
    answer = page.get_by_label("No entrega datos a quien no los puede recibir")
    await answer.select_option("Cumple")
    await page.get_by_label("Por qué se acepta").fill("En la consulta consta la verificación.")
    await page.reload()
    await expect(answer).to_have_value("meets")
    await page.get_by_role("button", name="Aceptar la refutación").click()
    await leader.expect_text("Aceptó la refutación: la nota cambió.", "Versión 2", "En la consulta consta")
    await page.get_by_role("link", name="Volver a las refutaciones").click()
    await expect(page.get_by_role("link", name=number)).to_have_count(0)
    await advisor.page.goto("/calidad/mis-evaluaciones")
    row = advisor.page.get_by_role("row").filter(has=advisor.page.get_by_role("link", name=number))
    await expect(row).to_contain_text("Refutación aceptada")
    await expect(row).to_contain_text("100")
    assert await complaints(advisor.page, checker) == []


async def test_an_evaluation_corrected_meanwhile_keeps_what_was_typed(
    probe: PageProbe, numbers: list[str], axe: str
) -> None:
    """The acceptance of the old version is refused in a sentence; the new one is read and accepted with that text."""
    number = numbers[1]
    probe.expect_status(409, "/acceptance")
    advisor = await user(probe, ADVISOR, f"/calidad/mis-evaluaciones/{number}")
    page = advisor.page
    await page.get_by_role("button", name="Aceptar").click()
    commitment = page.get_by_label("A qué se compromete (opcional)")
    await commitment.fill("Verificar antes de dar datos.")
    evaluator = await user(probe, EVALUATOR, "/cuenta")
    path = f"/quality/evaluations/{number}"
    read = await request_as_user(evaluator.page.context.request, "GET", path)
    content = {"answers": {**read["answers"], "saludo": "fails"}, "notes": [], "comment": "El saludo tampoco."}
    body = {**content, "revision": read["revision"], "reason": "Faltaba el saludo."}
    await request_as_user(evaluator.page.context.request, "POST", f"{path}/corrections", body)
    await page.get_by_role("button", name="Aceptar la evaluación").click()
    await advisor.expect_text("La evaluación se corrigió después de que la leyó")
    assert await complaints(page, Checker(axe)) == []
    await page.get_by_role("button", name="Leer la versión nueva").click()
    await advisor.expect_text("Corrección: Faltaba el saludo.")
    await expect(commitment).to_have_value("Verificar antes de dar datos.")
    await page.get_by_role("button", name="Aceptar la evaluación").click()
    await advisor.expect_text("Aceptó la evaluación.", "Usted la aceptó.", "Verificar antes de dar datos.")


async def test_a_coaching_goes_from_the_proposal_to_the_confirmation(
    probe: PageProbe, numbers: list[str], axe: str
) -> None:
    """The leader sets the date and registers the session, and the advisor confirms the commitment from the bell."""
    checker = Checker(axe)
    leader = await user(probe, LEADER, "/calidad/acompanamientos")
    page = leader.page
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await complaints(page, checker) == []
    rows = page.get_by_role("row").filter(has_text=f"por la evaluación {numbers[2]}")
    await rows.get_by_role("link").first.click()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_contain_text("Acompañamiento ")
    coaching = (await heading.inner_text()).removeprefix("Acompañamiento ")
    await page.get_by_role("button", name="Poner fecha").focus()
    await leader.press("Enter")
    soon = datetime.now(COLOMBIA) + timedelta(days=2)
    await page.get_by_label("Día de la sesión").fill(f"{soon:%Y-%m-%d}")
    await page.get_by_label("Hora").fill("10:30")
    await page.get_by_label("Agenda").fill("Oír juntos la llamada.")
    assert await complaints(page, checker) == []
    await page.reload()
    await expect(page.get_by_label("Agenda")).to_have_value("Oír juntos la llamada.")
    await page.get_by_role("button", name="Guardar la fecha").click()
    await leader.expect_text("La sesión tiene fecha.", "10:30 a. m.")
    await expect(heading).to_be_focused()
    await page.get_by_role("button", name="Registrar la sesión").first.click()
    await page.get_by_label("Último día del compromiso").fill(f"{soon:%Y-%m-%d}")
    await page.get_by_label("Compromiso", exact=True).fill("Verificar antes de dar datos.")
    await page.get_by_role("form").get_by_role("button", name="Registrar la sesión").click()
    await leader.expect_text("La sesión quedó registrada.", "Espera la confirmación")
    advisor = await user(probe, ADVISOR, "/cuenta")
    await follow_bell(advisor.page, coaching, "Confirme el compromiso")
    await advisor.expect_text("Lea el compromiso y confírmelo.", "Verificar antes de dar datos.")
    await advisor.page.get_by_role("button", name="Confirmar el compromiso").first.click()
    assert await complaints(advisor.page, checker) == []
    await advisor.page.get_by_role("form").get_by_role("button", name="Confirmar el compromiso").click()
    await advisor.expect_text("Confirmó el compromiso.", "Usted confirmó el compromiso")


async def test_the_screens_of_feedback_fit_each_size(probe: PageProbe, numbers: list[str], axe: str) -> None:
    """No violation, in either colour, and nothing wider than the window."""
    checker, found = Checker(axe), dict[str, list[str]]()
    own = ["/calidad/mis-evaluaciones", f"/calidad/mis-evaluaciones/{numbers[0]}", "/calidad/mis-acompanamientos"]
    leads = ["/calidad/refutaciones", f"/calidad/refutaciones/{numbers[0]}", "/calidad/acompanamientos"]
    for name, paths in ((ADVISOR, own), (LEADER, leads)):
        page = (await user(probe, name, "/cuenta")).page
        for path in paths:
            await page.goto(path)
            await expect(page.locator("main h1")).to_be_visible()
            await expect(page.locator("main").get_by_role("status")).to_have_count(0)
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                found[f"{path} {width}"] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
