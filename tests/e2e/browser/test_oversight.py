"""The interventoría's portal: from a figure to a call, an answered observation, and each screen.

Axe checks every screen in light and dark, and at a telephone's size, where nothing may exceed the width.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from agent_api.kit.dates import local_date
from call_router.acts import Act
from call_router.routing import ReleaseCall
from eventlog.facts import CallEnded, CallIngressed, CallSetAside, TrafficRefused
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, expect_loaded
from tests.support.browser.quality_screens import complaints
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

OBSERVED = "El nivel de atención no coincide con nuestra cuenta: explique las llamadas sin contestar."
ANSWERED = "Se revisaron una por una; la que falta sigue en espera y por eso no está contestada."
OF_THE_CALL = "En esta llamada nadie ofreció devolverla."
SIZES: Mapping[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1366, "height": 768},
}
PLACES = (
    *(
        "/indicadores",
        "/indicadores?por=dia",
        "/indicadores?por=intervalo",
        "/indicadores?parte=denominador",
        "/indicadores?vista=balance",
    ),
    *("/indicadores?vista=sensibilidad", "/indicadores?vista=meses"),
    *("/informes", "/mis-informes", "/mis-informes?nuevo", "/sellos", "/incidentes", "/observaciones"),
    *("/calidad/muestras", "/calidad/semillas"),
    *("/calidad/hallazgos", "/calidad/visitas", "/calidad/informes", "/revision-de-cuentas"),
)


async def counted(system: System) -> None:
    """Wait until a call is in the figures."""

    async def so() -> bool:
        answer = await system.get("/api/v1/indicators?by=period")
        return any(each["denominator"] for each in answer["figures"] if each["indicator"] == "nivel_atencion")

    await wait_until(so, 30.0)


async def activate(page: Page, role: Any, name: str) -> None:
    """Focus an element and press Enter: all is done by keyboard."""
    thing = page.get_by_role(role, name=name, exact=True).first
    await thing.focus()
    await page.keyboard.press("Enter")


async def test_a_figure_is_opened_to_a_call_and_an_observation_is_answered(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """Figure, calls, observations and their answer are reached by keyboard."""
    checker = Checker(axe)
    await rig.caller("4")
    await counted(system)
    oversight = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "interventoria")
    page = oversight.page
    await oversight.expect_text("Nivel de atención", "Meta: al menos 95 %", "no cumple")
    await activate(page, "button", "Ver las llamadas de Todas las líneas")
    await oversight.expect_text("Las llamadas de la cifra")
    calls = page.get_by_role("complementary", name="Las llamadas de la cifra").get_by_role("listitem")
    await expect(calls.first).to_be_visible()
    assert await checker.violations(page) == []
    await activate(page, "button", "Escribir una observación sobre esta cifra")
    await expect(page.get_by_role("textbox", name="Observación")).to_be_focused()
    await oversight.type(OBSERVED)
    assert await checker.violations(page) == []
    await activate(page, "button", "Enviar")
    await expect(page.get_by_role("heading", name="enviada")).to_be_visible()
    await activate(page, "button", "Entendido")
    await calls.first.get_by_role("link").focus()
    await oversight.press("Enter")
    await oversight.expect_text("Historia de la llamada", "Entró una llamada a")
    await _answer(probe, checker)
    await activate(page, "button", "Escribir una observación")
    await oversight.type(OF_THE_CALL)
    await activate(page, "button", "Enviar")
    await activate(page, "button", "Entendido")
    await page.goto("/observaciones")
    await expect(page.get_by_role("link").filter(has_text=OF_THE_CALL)).to_be_visible()
    await page.get_by_role("link").filter(has_text=OBSERVED).first.focus()
    await oversight.press("Enter")
    await oversight.expect_text(ANSWERED, "respondida a tiempo", "Insistir con otra observación")
    assert await checker.violations(page) == []
    await page.get_by_role("link", name="Nivel de atención").last.focus()
    await oversight.press("Enter")
    await oversight.expect_text("Las llamadas de la cifra")


async def _answer(probe: PageProbe, checker: Checker) -> None:
    coordinator = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/observaciones")
    page = coordinator.page
    await coordinator.expect_text("espera respuesta, dentro del plazo")
    await page.get_by_role("link").filter(has_text=OBSERVED).first.focus()
    await coordinator.press("Enter")
    await page.get_by_role("textbox", name="Respuesta").focus()
    await coordinator.type(ANSWERED)
    assert await checker.violations(page) == []
    await activate(page, "button", "Responder")
    await expect(page.get_by_role("article").filter(has_text=ANSWERED)).to_be_visible()


async def test_no_screen_violates_wcag_2_2_aa_or_needs_horizontal_scrolling(
    probe: PageProbe, system: System, axe: str
) -> None:
    """No screen violates WCAG 2.2 AA or needs horizontal scrolling, at a desktop's and a telephone's size."""
    probe.expect_status(409, "/quality/finding-options")  # this site has no quality, and its screens say so
    checker, violations = Checker(axe), dict[str, Any]()
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "interventoria", "/indicadores")).page
    for screen in PLACES:
        await page.goto(screen)
        for name, size in SIZES.items():
            await page.set_viewport_size(size)
            await expect_loaded(page)
            violations[f"{screen} {name}"] = await complaints(page, checker)
    assert {screen: found for screen, found in violations.items() if found} == {}


async def test_anomalous_traffic_stands_beside_the_balance(probe: PageProbe, system: System, axe: str) -> None:
    """Anomalous traffic has its own row below the difference, which is 0, and each excluded call opens its story."""
    checker = Checker(axe)
    await _flood(system)
    desk = await AdvisorPage.sign_in(
        await probe.open_context(**REDUCED_MOTION), "interventoria", "/indicadores?vista=balance"
    )
    page = desk.page
    row = page.get_by_role("row").filter(has_text="Aparte: tráfico anómalo")
    await expect(row.get_by_role("cell").last).to_have_text("996")
    await desk.expect_text("Todas las sumas cierran", "El tráfico anómalo son llamadas de orígenes")
    await activate(page, "button", "Ver las llamadas apartadas")
    calls = page.get_by_role("list", name="Llamadas apartadas").get_by_role("link")
    await expect(calls).to_have_count(1)
    assert await checker.violations(page) == []
    await calls.first.focus()
    await desk.press("Enter")
    await desk.expect_text("Historia de la llamada", "no cuenta en ningún indicador")
    await page.goto("/llamadas")
    await page.get_by_label("Resultado").select_option(label="Tráfico anómalo")
    await expect(page.get_by_role("row").filter(has_text="Tráfico anómalo")).to_have_count(1)
    assert await checker.violations(page) == []


async def _flood(system: System) -> None:
    """Record a call that was never acknowledged, and 995 refused ones."""
    entered = CallIngressed(line="bogota", gateway="g", caller_ref="", caller_commitment="", in_hours=True)
    aside = CallSetAside(line="bogota", source="203.0.113.9", reason="not_acknowledged")
    over = CallEnded(line="bogota", queue="", outcome="abandoned_ivr", stage="welcoming", ended_by="caller")
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=995, since_ms=1)
    async with system.router() as router:
        version = (await router.head()).site_version
        await router.acquire_lease("g", 60_000)
        call = {"call_id": "inundacion", "state": b"{}", "actor": "caller", "site_version": version, "gateway": "g"}
        begun = await router.commit(Act(**call, expects=0, facts=(entered,)), "inundacion-1")
        last = Act(**call, expects=begun.version, facts=(aside, over), routing=ReleaseCall())
        await router.commit(last, "inundacion-2")
        await router.release_lease("g")
        await router.append([refused], "gateway:g", version)

    async def counted() -> bool:
        answer = (await system.get("/api/v1/indicators?by=period"))["balances"]
        return any(each["anomalous"] == 996 for each in answer)

    await wait_until(counted, 30.0)


async def test_a_report_is_made_and_an_incident_registered(probe: PageProbe, system: System, axe: str) -> None:
    """A coordinator reads the report beside its files, and registers the incident with its effect and a note."""
    checker = Checker(axe)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/informes")
    page = desk.page
    await activate(page, "button", "Generar informe")
    assert await checker.violations(page) == []
    await page.get_by_label("Día").fill(local_date(datetime.now(UTC)).isoformat())
    await activate(page, "button", "Generar")
    await expect(page.get_by_role("heading", name="Balance de cierre")).to_be_visible()
    assert await checker.violations(page) == []
    async with page.expect_download() as pdf:
        await activate(page, "link", "PDF")
    assert (await (await pdf.value).path()).read_bytes().startswith(b"%PDF-")
    await page.goto("/incidentes")
    await activate(page, "button", "Registrar un incidente")
    await page.get_by_label("Sistema").select_option(label="Enlaces del operador")
    await page.get_by_label("Resumen").fill("El operador cortó un enlace")
    await page.get_by_label("Nota").fill("Caso 4471.")
    assert await checker.violations(page) == []
    await activate(page, "button", "Registrar")
    await desk.expect_text("Efecto en las llamadas", "Caso 4471.", "fuera de servicio")
    await activate(page, "button", "Cerrar el incidente")
    await page.get_by_role("dialog").get_by_role("button", name="Cerrar el incidente").focus()
    await desk.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("link", name="El operador cortó un enlace")).to_contain_text("terminó")
    for pane in ("Disponibilidad", "Vacíos de datos"):
        await activate(page, "button", pane)
        await expect_loaded(page)
        assert await checker.violations(page) == []
