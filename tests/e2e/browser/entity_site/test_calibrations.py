"""A calibration on screen: planned, evaluated by three people and a master, opened, minuted; and the agreement."""

from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import APIRequestContext, Page, expect
from sqlalchemy import func, select

from agent_api.access import users
from agent_api.kit.dates import local_date
from eventlog import outbox
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.tables import account, site_version
from storage.tables import call as call_table
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.facts.sample_weeks import call
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
CALIDAD = "Luz Dary Quintero"
HIRED = {"clara": "Clara Inés Mora", "carlos": "Carlos Julio Vega", "mario": "Mario Andrés Rojas"}
PARTS = {
    CALIDAD: "Evaluador",
    HIRED["clara"]: "Evaluador",
    HIRED["carlos"]: "Evaluador",
    HIRED["mario"]: "Nota maestra",
    "Hernán Darío Salcedo": "Observador",
}
CALLS = ("calibrada-1", "calibrada-2")
TITLE = "Criterios de diciembre"
SESSIONS = "/calidad/calibraciones"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def calls(system: System) -> tuple[str, ...]:
    """Give the system three more evaluators and two attended calls; return the calls."""
    engine, now = make_engine(system.addresses()["database_url"], name="atencion-tests"), datetime.now(UTC)

    async def are_recorded() -> bool:
        async with read_connection(engine) as connection:
            query = select(func.count()).select_from(call_table).where(call_table.c.call_id.in_(CALLS))
            return int(await connection.scalar(query) or 0) == len(CALLS)

    try:
        async with unit_of_work(engine) as connection:
            password = await connection.scalar(select(account.c.password).where(account.c.name == "calidad"))
            for name, full_name in HIRED.items():
                await users.add(
                    connection,
                    system.field_cipher(),
                    name,
                    full_name=full_name,
                    password_hash=str(password),
                    now=now,
                )
                await users.grant_role(connection, name, "calidad", CAMPAIGN, begins=local_date(now))
            version = str(await connection.scalar(select(site_version.c.version).limit(1)))
            for each in CALLS:
                facts = [fact for *_, fact in call(each, now, advisor="asesor2")]
                await outbox.put(connection, CAMPAIGN, facts, actor="router", site_version=version, call_id=each)
        await wait_until(are_recorded, 30.0)
    finally:
        await engine.dispose()
    return CALLS


async def user(probe: PageProbe, name: str, path: str, **options: Any) -> AdvisorPage:
    """Sign in as a user and return their page at a path."""
    context = await probe.open_context(**{**REDUCED_MOTION, **options})
    await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    await desk.page.goto(path)
    return desk


async def judge(request: APIRequestContext, item: str, failed: int | None = None) -> None:
    """Sign a calibration evaluation with each criterion met, except the one at a place."""
    body: dict[str, Any] = {"kind": "calibration", "channel": "phone", "item": item}
    begun = await request_as_user(request, "POST", "/quality/evaluations", body)
    criteria = [each["id"] for section in begun["form"]["sections"] for each in section["criteria"]]
    answers = {each: "fails" if place == failed else "meets" for place, each in enumerate(criteria)}
    path = f"/quality/evaluations/{begun['id']}"
    saved = await request_as_user(request, "PUT", path, {"revision": begun["revision"], "answers": answers})
    await request_as_user(request, "POST", f"{path}/signature", {"revision": saved["revision"]})


async def complaints(page: Page, checker: Checker) -> list[str]:
    """Return violations of WCAG, and whether something exceeds the width."""
    return [*await checker.violations(page), *(["wide"] if await overflows_horizontally(page) else [])]


async def plan(desk: AdvisorPage, checker: Checker) -> str:
    """Plan the session by the form, which keeps what was typed over a reload; return its number."""
    page = desk.page
    await page.get_by_role("button", name="Planear una calibración").click()
    await page.get_by_role("button", name="Planear", exact=True).click()
    await desk.expect_text("Escriba para qué es la calibración.", "Agregue al menos una.", "Elija una sola persona")
    await expect(page.get_by_label("Para qué es")).to_be_focused()
    assert await complaints(page, checker) == []
    await page.get_by_label("Para qué es").fill(TITLE)
    await page.get_by_label("Día de la reunión").fill("2026-12-15")
    await page.get_by_label("Id de la llamada").fill(f"{CALLS[0]} perdida {CALLS[1]}")
    await desk.press("Enter")
    for name, part in PARTS.items():
        await page.get_by_label(f"Cómo participa {name}").select_option(part)
    await page.reload()
    await expect(page.get_by_label("Para qué es")).to_have_value(TITLE)
    await expect(page.get_by_label(f"Cómo participa {HIRED['mario']}")).to_have_value("master")
    await page.get_by_role("button", name="Planear", exact=True).click()
    await desk.expect_text("No hay ninguna llamada «perdida».")
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Quitar perdida").click()
    await page.get_by_role("button", name="Planear", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    return page.url.rsplit("/", 1)[1]


async def write_minutes(desk: AdvisorPage, id_: str, checker: Checker) -> None:
    """Write and sign the minutes, against another window that saved some; nothing that was typed is lost."""
    page, path = desk.page, f"/quality/calibrations/{id_}/minutes"
    other = {"revision": 1, "agreements": "De la otra ventana.", "decisions": [], "attendees": []}
    await request_as_user(page.request, "PUT", path, other)
    await page.get_by_label("Acuerdos").fill("Se oye la llamada entera.")
    await expect(page.get_by_role("alert").filter(has_text="Otra ventana guardó el acta.")).to_be_visible()
    await desk.expect_text("De la otra ventana.")
    await page.get_by_role("button", name="Dejar la mía").click()
    choice = page.get_by_label("Agregar una decisión sobre un criterio")
    label = await choice.locator("option", has_text="(con diferencias)").first.inner_text()
    await choice.select_option(label)
    decision = page.get_by_role("group", name="Decisión sobre ")
    await decision.get_by_label("Cómo se evalúa desde ahora").fill("Basta con el nombre de la línea.")
    await decision.get_by_label("El criterio debe cambiar").check()
    await page.reload()
    await expect(page.get_by_label("Acuerdos")).to_have_value("Se oye la llamada entera.")
    await page.get_by_role("button", name="Firmar el acta").click()
    await desk.expect_text("Marque quién asistió.")
    await page.get_by_role("checkbox", name=HIRED["clara"]).check()
    assert await complaints(page, checker) == []
    await page.get_by_role("button", name="Firmar el acta").click()
    await desk.expect_text("El acta quedó firmada.", "Pendiente de cambio")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def test_a_whole_session_with_three_evaluators_and_a_master(
    probe: PageProbe, calls: tuple[str, ...], axe: str
) -> None:
    """Planned, evaluated blindly, opened without one who is absent, compared, minuted, corrected and printed."""
    checker = Checker(axe)
    probe.expect_status(422, "/api/v1/quality/calibrations")
    lead = await user(probe, "coordinador", SESSIONS)
    page = lead.page
    id_ = await plan(lead, checker)
    probe.expect_status(409, f"/api/v1/quality/calibrations/{id_}/minutes")
    probe.expect_status(409, f"/api/v1/quality/calibrations/{id_}/signature")
    await lead.expect_text("faltan 8 evaluaciones por firmar", "Los resultados se abren cuando la nota maestra")
    clara = await user(probe, "clara", "/tablero")
    await clara.page.get_by_role("button", name="Avisos:").click()
    await clara.page.get_by_role("dialog").get_by_role("link").filter(has_text="Usted participa").click()
    assert await complaints(clara.page, checker) == []
    await clara.page.get_by_role("button", name=f"Evaluar {calls[0]}").click()
    await clara.page.wait_for_url("**/calidad/evaluaciones/*")
    for item in calls:
        await judge(clara.page.request, item)
    for name, failed in (("mario", None), ("calidad", 0), ("carlos", 2)):
        context = await probe.open_context()
        await request_as_user(context.request, "POST", "/session", {"username": name, "password": DEMO_PASSWORD})
        for item in calls if name != "carlos" else calls[:1]:
            await judge(context.request, item, failed)
    await clara.page.goto(f"{SESSIONS}/{id_}")
    await clara.expect_text("Firmada: ")
    await expect(clara.page.get_by_text("Resultados por evaluador")).to_have_count(0)
    await page.reload()
    await page.get_by_role("button", name="Abrir los resultados").click()
    dialog = page.get_by_role("dialog", name="Abrir los resultados")
    await expect(dialog).to_contain_text(f"Aún no firman todo: {HIRED['carlos']}.")
    await expect(dialog.get_by_label("Por qué se abre sin ellos")).to_be_focused()
    await dialog.get_by_label("Por qué se abre sin ellos").fill("Está de vacaciones.")
    assert await complaints(page, checker) == []
    await dialog.get_by_role("button", name="Abrir", exact=True).click()
    await lead.expect_text(
        "Los resultados quedaron abiertos.",
        "faltó al abrir",
        "fuera de la tolerancia",
        f"No la firmó: {HIRED['carlos']}.",
    )
    row = page.get_by_role("row").filter(has_text="Saluda con el protocolo de la línea").first
    await expect(row).to_contain_text("≠ No cumple")
    assert await complaints(page, checker) == []
    await write_minutes(lead, id_, checker)
    pdf = await page.request.get(str(await page.get_by_role("link", name="Acta en PDF").get_attribute("href")))
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    await page.get_by_role("button", name="Corregir el acta").click()
    await page.get_by_label("Acuerdos").fill("Se oye la llamada dos veces.")
    await page.get_by_label("Por qué se corrige").fill("Faltó un acuerdo.")
    await page.get_by_role("button", name="Firmar la corrección").click()
    await lead.expect_text("La corrección del acta quedó firmada.", "Versión 1 en PDF", "Se oye la llamada dos veces.")
    assert await complaints(page, checker) == []
    await clara.page.reload()
    await clara.expect_text("Resultados por evaluador", "Se oye la llamada dos veces.")
    await expect(clara.page.get_by_role("button", name="Corregir el acta")).to_have_count(0)


async def test_the_screens_of_calibration_fit_a_telephone(probe: PageProbe, calls: tuple[str, ...], axe: str) -> None:
    """List, session with results and minutes, and agreement have no violation and nothing exceeds the width."""
    checker, found = Checker(axe), dict[str, list[str]]()
    page = (await user(probe, "interventoria", SESSIONS, **PHONE_SCREEN)).page
    await page.get_by_role("link", name=TITLE).click()
    await expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    session = page.url
    for path in (SESSIONS, session, "/calidad/acuerdo"):
        await page.goto(path)
        await expect(page.locator("main h1")).to_be_visible()
        await expect(page.locator("main").get_by_role("status")).to_have_count(0)
        found[path] = await complaints(page, checker)
    assert {path: each for path, each in found.items() if each} == {}
    await expect(page.get_by_text("No hay nada que dos personas hayan evaluado")).to_be_visible()
