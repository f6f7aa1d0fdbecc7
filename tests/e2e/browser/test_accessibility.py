"""WCAG 2.2 AA on every screen, in every state that a user can reach, light and dark, as far as axe-core can check."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser.accessibility import LANDMARKS, Checker
from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import KEY_OF, CallRig
from tests.support.browser.keyboard import choose_menu_item
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.browser.tour import TOUR, repeat_tour
from tests.support.browser.user_admin import enrolment_code
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

RINGS_S = 20.0


class Walk:
    """A series of checked screens.

    Attributes:
        found: the violations, by state.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.found: dict[str, list[str]] = {}

    async def check_page(self, state: str, page: Page) -> None:
        """Check a page in its current state."""
        violations = await self._checker.violations(page)
        if violations:
            self.found[state] = violations


async def test_sign_in_refused_sign_in_and_address_without_access_meet_wcag(probe: PageProbe, axe: str) -> None:
    """Sign-in, a refused sign-in, and an address without access meet WCAG."""
    walk = Walk(Checker(axe))
    context = await probe.open_context(**REDUCED_MOTION)
    probe.expect_status(401, "/api/v1/session")
    page = await context.new_page()
    await page.goto("/")
    await expect(page.get_by_label("Usuario")).to_be_focused()
    await walk.check_page("sign-in", page)
    for word in ("asesor3", "Tab", "no es esta", "Enter"):
        await (page.keyboard.press(word) if word in ("Tab", "Enter") else page.keyboard.type(word))
    await expect(page.get_by_role("alert")).to_be_visible()
    await walk.check_page("refused", page)
    nowhere = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1", "/tablero")
    await nowhere.expect_text("No puede abrir esta página")
    await walk.check_page("nowhere", nowhere.page)
    probe.expect_status(404, "/nada")
    await nowhere.page.goto("/nada")
    await nowhere.expect_text("No puede abrir esta página")
    await walk.check_page("no such address", nowhere.page)
    assert walk.found == {}


async def test_the_desk_between_calls(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """Off duty, choosing a pause, paused, available, and the dialog of shortcuts meet WCAG."""
    walk = Walk(Checker(axe))
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1")
    await desk.expect_state("Fuera de turno")
    await walk.check_page("off duty", desk.page)
    await desk.press("Alt+p")
    await expect(desk.page.get_by_role("menuitem", name="Descanso")).to_be_visible()
    await walk.check_page("pause reasons", desk.page)
    await choose_menu_item(desk.page, "Descanso")
    await desk.expect_state("En pausa")
    await walk.check_page("paused", desk.page)
    await desk.press("Alt+l")
    await desk.expect_state("Disponible")
    await walk.check_page("available", desk.page)
    await desk.press("Alt+y")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await walk.check_page("keys", desk.page)
    assert walk.found == {}


async def test_the_desk_in_a_call(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """All states of a call meet WCAG: ringing, talking, theme, hold, no network, filed, ending, wrap-up, and done."""
    probe.expects_outage = True
    walk = Walk(Checker(axe))
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor2")
    page = desk.page
    await system.make_advisor_ready("asesor2", await rig.slow_phone(RINGS_S), "pagos")
    await desk.expect_state("Disponible")
    await check_tour_that_yields(walk, desk, rig)
    await desk.expect_text("Llamada entrante")
    await desk.expect_talking()
    await check_help_of_the_call(walk, desk)
    await desk.press("Control+Enter")
    await desk.expect_text("Elija la tipificación de la llamada.")
    await walk.check_page("talking, with complaints", page)
    await desk.choose_topic("pago no", "Reclamo · Pago no aplicado")
    await desk.press("ArrowDown")
    await expect(page.get_by_role("option").first).to_be_visible()
    await walk.check_page("choosing the theme", page)
    await desk.press("Escape")
    await desk.write_text(PETITION)
    await desk.press("Alt+r", "Alt+s")
    await desk.expect_text("Retenida", "Hablar")
    await walk.check_page("held and muted", page)
    await page.context.set_offline(True)
    await desk.expect_text("Este equipo no tiene red.")
    await walk.check_page("no network", page)
    await page.context.set_offline(False)
    await desk.expect_online()
    await desk.press("Control+Enter")
    await desk.filed_ticket_number()
    await walk.check_page("filed", page)
    await desk.press("Alt+u")
    await desk.expect_text("¿Encuesta?")
    await walk.check_page("to the survey", page)
    await desk.press("Alt+c")
    await desk.expect_text("¿Colgar?")
    await walk.check_page("hanging up", page)
    await desk.press("Alt+c")
    await desk.expect_wrap_up()
    await walk.check_page("wrap-up", page)
    await desk.press("Control+Enter")
    await desk.expect_text("Sus llamadas de hoy", "Pago no aplicado")
    await walk.check_page("own calls", page)
    assert walk.found == {}


async def check_tour_that_yields(walk: Walk, desk: AdvisorPage, rig: CallRig) -> None:
    """Check the tour, and the offer of a call, to which it yields at once."""
    await repeat_tour(desk.page)
    await walk.check_page("tour", desk.page)
    await rig.caller(KEY_OF["asesor2"], line="nacional")
    await desk.expect_ringing()
    await expect(desk.page.get_by_role("dialog", name=TOUR)).to_be_hidden()
    await walk.check_page("offered", desk.page)


async def check_help_of_the_call(walk: Walk, desk: AdvisorPage) -> None:
    """Check the help beside a conversation; the focus goes back to the call's form."""
    page = desk.page
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.get_by_role("button", name="Ayuda").click()
    panel = page.get_by_role("complementary", name="Ayuda de esta pantalla")
    await expect(panel.get_by_role("heading", name="Hablar", exact=True)).to_be_visible()
    await walk.check_page("talking, with the help", page)
    await desk.press("Escape")
    await expect(panel).to_be_hidden()
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.locator("#tipificacion").focus()


async def test_the_board_and_the_calls(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """The board with a call in progress, the list of calls, and the story of one meet WCAG, all within landmarks."""
    walk = Walk(Checker(axe, LANDMARKS))
    await rig.caller("4")
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")).page
    await expect(page.get_by_role("list", name="Llamadas en curso").get_by_text("En espera")).to_be_visible()
    await walk.check_page("board", page)
    await page.goto("/llamadas")
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await walk.check_page("calls", page)
    await page.get_by_role("table").get_by_role("link").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Entró una llamada").first).to_be_visible()
    await walk.check_page("one call", page)
    assert walk.found == {}


MESSAGE = {
    "id": "m1.0-2",
    "call_id": "m1",
    "line": "bogota",
    "line_name": "Línea Bogotá",
    "queue_name": None,
    "caller": "300 123 4567",
    "left_at": "2026-11-24T03:12:00.000Z",
    "lasted_ms": 41_000,
    "state": "stored",
    "ticket": None,
    "attended_at": None,
    "attended_by": None,
}
ATTENDED = {"ticket": "2026-000418-7", "attended_at": "2026-11-24T13:05:00.000Z", "attended_by": "escrita1"}


async def test_the_voice_messages(probe: PageProbe, axe: str) -> None:
    """An empty list, an error, waiting messages, an open one, an incomplete petition, and an attended one meet WCAG."""
    walk = Walk(Checker(axe))
    context = await probe.open_context(**REDUCED_MOTION)
    probe.expect_status(500, "/api/v1/voice-messages?limit=50&attended=false")
    desk = await AdvisorPage.sign_in(context, "supervisor", "/mensajes")
    page = desk.page
    await desk.expect_text("No hay mensajes por atender")
    await walk.check_page("none", page)
    await context.route("**/api/v1/voice-messages?*", lambda route: route.fulfill(status=500, json={}))
    await page.get_by_role("button", name="Actualizar").click()
    await desk.expect_text("No se pudieron leer los mensajes.")
    await walk.check_page("failed", page)
    await context.unroute("**/api/v1/voice-messages?*")
    voice_message: dict[str, object] = dict(MESSAGE)

    async def fulfill_messages(route: Route) -> None:
        own = {
            "messages": [voice_message, {**MESSAGE, "id": "m2.0-2", "queue_name": "Crédito", "state": "begun"}],
            "next": "x",
        }
        await route.fulfill(json=own if "?" in route.request.url else voice_message)

    async def filed(route: Route) -> None:
        voice_message.update(ATTENDED)
        await route.fulfill(status=201, json=voice_message)

    await context.route("**/api/v1/voice-messages?*", fulfill_messages)
    await context.route("**/api/v1/voice-messages/m1.0-2", fulfill_messages)
    await context.route("**/api/v1/voice-messages/m1.0-2/ticket", filed)
    await context.route(
        "**/api/v1/tickets/2026-000418-7", lambda route: route.fulfill(json={"spoken": "Uno, dos, tres."})
    )
    await page.get_by_role("button", name="Intentar de nuevo").click()
    await expect(page.get_by_role("row")).to_have_count(3)
    await walk.check_page("waiting", page)
    await page.get_by_role("table").get_by_role("link").first.focus()
    await desk.press("Enter")
    await expect(page.get_by_label("Mensaje de voz de 41 segundos")).to_be_visible()
    await page.get_by_text("Ya está radicado con otro ticket").click()
    await page.get_by_label("Petición de quien dejó el mensaje").press("Control+Enter")
    await desk.expect_text("Elija la tipología del mensaje.", "Escriba la petición de quien dejó el mensaje.")
    await walk.check_page("open, with complaints", page)
    await desk.choose_topic("pago no", "Reclamo · Pago no aplicado")
    await page.get_by_label("Petición de quien dejó el mensaje").fill(PETITION)
    await desk.press("Control+Enter")
    await desk.expect_text("2026-000418-7", "Oír el siguiente")
    await walk.check_page("attended", page)
    assert walk.found == {}


async def test_a_call_that_is_handed_on(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """A refused request, the list of targets, and both sides of a consultation meet WCAG."""
    walk = Walk(Checker(axe))
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1")
    other = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor2")
    await desk.become_available()
    await system.make_advisor_ready("asesor2", await rig.slow_phone(RINGS_S), "pagos")
    await rig.caller("1")
    await desk.expect_ringing()
    call = await desk.latest_call()
    await desk.expect_talking()
    wish = {"action": "pause_recording"}
    await desk.page.request.post(f"/api/v1/calls/{call}/control", data=wish, headers={"X-Atencion": "1"})
    await desk.expect_text("No se pudo pausar la grabación")
    await walk.check_page("refused", desk.page)
    await desk.press("Alt+m")
    await expect(desk.page.get_by_role("dialog", name="Teclado").get_by_role("button")).to_have_count(12)
    await walk.check_page("keypad", desk.page)
    await desk.press("Escape")
    await desk.press("Alt+o")
    await desk.expect_text("Asesores en turno")
    await desk.type("Camilo")
    await desk.press("ArrowDown")
    await walk.check_page("whither", desk.page)
    await desk.press("Tab", "Enter")
    await desk.expect_text("podrá entregarle la llamada cuando conteste")
    await walk.check_page("asking", desk.page)
    await other.expect_text("Le consultan · conteste en su teléfono")
    await walk.check_page("asked", other.page)
    await other.expect_text("Le consultan · quien llama espera")
    await walk.check_page("asked, talking", other.page)
    await desk.press("Alt+o")
    await desk.expect_text("La llamada pasó a otro · tipifique")
    await walk.check_page("handed on", desk.page)
    await walk.check_page("handed to", other.page)
    assert walk.found == {}


async def test_a_state_that_a_supervisor_forces(probe: PageProbe, rig: CallRig, axe: str) -> None:
    """An advisor opened from the board, the possible states, and the second question before off duty meet WCAG."""
    walk = Walk(Checker(axe))
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")
    page = desk.page
    await expect(page.get_by_role("button", name="Camilo")).to_be_visible()
    await page.get_by_role("region", name="Asesores por estado").focus()
    await desk.press("ArrowDown")
    await desk.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await walk.check_page("one advisor", page)
    off = page.get_by_role("button", name="Fuera de turno")
    if await off.is_disabled():
        await page.get_by_role("button", name="Disponible").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await desk.press("Enter")
    await off.focus()
    await desk.press("Enter")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await walk.check_page("off duty asks twice", page)
    assert walk.found == {}


async def work_in_english(desk: AdvisorPage, walk: Walk) -> None:
    """Choose English on the account page, go off shift and on again at the desk, and go back to Spanish."""
    page = desk.page
    assert await page.locator("html").get_attribute("lang") == "es-CO"
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("heading", name="Language")).to_be_visible()
    await walk.check_page("account in English", page)
    await page.goto("/escritorio")
    await expect(page.get_by_role("button", name="Available")).to_be_visible()
    await desk.press("Alt+x")
    await desk.expect_state("Off shift")
    await walk.check_page("desk in English", page)
    await desk.press("Alt+l")
    await desk.expect_state("Available")
    await page.goto("/cuenta")
    await page.get_by_role("button", name="Español").click()
    await expect(page.locator("html")).to_have_attribute("lang", "es-CO")
    await expect(page.get_by_role("heading", name="Idioma")).to_be_visible()


async def test_account_page_meets_wcag(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """Password, phone and sessions, an invalid new password, and an unfinished second factor meet WCAG."""
    walk = Walk(Checker(axe))
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor3", "/cuenta")
    page = desk.page
    await expect(page.get_by_text("esta sesión")).to_be_visible()
    await walk.check_page("account", page)
    await work_in_english(desk, walk)
    await page.get_by_label("Contraseña actual").fill("no importa")
    await page.get_by_label("Contraseña nueva").fill("corta")
    await page.get_by_role("button", name="Cambiar la contraseña").click()
    await expect(page.get_by_text("Necesita al menos 12 caracteres")).to_be_visible()
    await walk.check_page("a short password", page)
    await page.get_by_role("button", name="Activar el segundo factor").click()
    await expect(page.get_by_label("Código de activación")).to_be_visible()
    await walk.check_page("code of enrolment", page)
    await page.get_by_label("Código de activación").fill(await enrolment_code(system, "asesor3"))
    await page.get_by_role("button", name="Continuar").click()
    await expect(page.get_by_role("img", name="Código QR del segundo factor")).to_be_visible()
    await walk.check_page("second factor begun", page)
    assert walk.found == {}


async def test_a_second_factor_that_is_due(probe: PageProbe, system: System, axe: str) -> None:
    """The screen before the first one, for a role that requires a second factor, meets WCAG."""
    walk = Walk(Checker(axe))
    context = await probe.open_context(**REDUCED_MOTION)

    async def due(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        await route.fulfill(response=answer, json={"account": {**body["account"], "second_factor_due": True}})

    desk = await AdvisorPage.sign_in(context, "supervisor", "/tablero")
    await context.route("**/api/v1/session", due)
    await desk.page.reload()
    await expect(desk.page.get_by_role("heading", name="Active su segundo factor")).to_be_visible()
    await desk.page.get_by_label("Código de activación").fill(await enrolment_code(system, "supervisor"))
    await desk.page.get_by_role("button", name="Continuar").click()
    await expect(desk.page.get_by_role("img", name="Código QR del segundo factor")).to_be_visible()
    await walk.check_page("second factor due", desk.page)
    assert walk.found == {}


async def test_the_users_and_their_dialogs(probe: PageProbe, axe: str) -> None:
    """The list, and the dialogs that give roles and disable a user, meet WCAG."""
    walk = Walk(Checker(axe))
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "admin", "/usuarios")).page
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await walk.check_page("users", page)
    advisor = page.get_by_role("row", name="asesor1")
    for state, item in (("roles", "Cambiar los roles"), ("disable", "Inhabilitar")):
        await advisor.get_by_role("button", name="Acciones de").click()
        await page.get_by_role("menuitem", name=item).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await walk.check_page(state, page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
    assert walk.found == {}
