"""An advisor's day in a real browser on the real system: ringing, calls left without typification, signing out."""

import asyncio
import json
import urllib.request
from itertools import combinations

import pytest
from playwright.async_api import expect

from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.keyboard import choose_menu_item
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD, System, sign_in_for_token, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

TOPIC = "Reclamo · Pago no aplicado"
SPIES = """
if (location.protocol.startsWith("http")) {
window.__spied = {asked: 0, notes: 0, shown: []};
window.Notification = class {
  static permission = localStorage.getItem("__granted") ?? "default";
  static requestPermission() {
    window.__spied.asked += 1;
    localStorage.setItem("__granted", "granted");
    Notification.permission = "granted";
    return Promise.resolve("granted");
  }
  constructor(title) { window.__spied.shown.push(title); }
  close() {}
};
document.hasFocus = () => false;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.__spied.notes += 1; return start.apply(this, at); };
}
"""
"""Replacements for what a browser cannot do without a person: allow notifications, lose focus, and play sound."""


async def spied(desk: AdvisorPage, expression: str) -> object:
    """Read the recorded use of the browser's functions."""
    return await desk.page.evaluate(f"window.__spied.{expression}")


async def take_call(desk: AdvisorPage, rig: CallRig) -> str:
    """Answer a call and return its id."""
    await rig.caller("1")
    await desk.expect_ringing()
    call = await desk.latest_call()
    await desk.expect_talking()
    return call


async def test_a_call_rings_aloud_and_is_notified_after_asking_once(probe: PageProbe, rig: CallRig) -> None:
    """The first «Disponible» asks once for notifications, calls ring and are notified, and mute silences them."""
    context = await probe.open_context()
    await context.add_init_script(SPIES)
    desk = await AdvisorPage.sign_in(context, "asesor1")
    await desk.become_available()
    await desk.page.get_by_role("button", name="Sí, avisarme").click()
    await expect(desk.page.get_by_role("button", name="Sí, avisarme")).to_be_hidden()
    assert await spied(desk, "asked") == 1
    await take_call(desk, rig)
    assert await spied(desk, "notes"), "nothing sounded"
    assert await spied(desk, "shown") == ["Llamada de Línea Bogotá"]
    await desk.hang_up()
    await desk.choose_topic("pago no", TOPIC)
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")
    await desk.page.goto("/cuenta")
    await desk.page.get_by_label("Sonar en este equipo").uncheck()
    await desk.page.goto("/escritorio")
    await desk.expect_state("Disponible")
    await expect(desk.page.get_by_role("button", name="Sí, avisarme")).to_be_hidden()
    await take_call(desk, rig)
    assert (await spied(desk, "notes"), await spied(desk, "asked")) == (0, 0)
    await desk.hang_up()
    await desk.choose_topic("pago no", TOPIC)
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")


async def test_the_bar_is_whole_during_a_call_on_another_screen(probe: PageProbe, rig: CallRig) -> None:
    """The way back to the call makes the bar no wider than the window, and the bell stays in sight."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    await take_call(desk, rig)
    await desk.page.goto("/bandeja")
    await expect(desk.page.get_by_role("link", name="Ver la llamada")).to_be_visible()
    for width in (1440, 1366, 1280, 1100, 1024, 961, 800, 390):
        await desk.page.set_viewport_size({"width": width, "height": 800})
        await expect(desk.page.get_by_role("button", name="Avisos")).to_be_in_viewport(ratio=1)
        assert not await overflows_horizontally(desk.page), width
    await desk.page.goto("/escritorio")
    await desk.expect_talking()
    await desk.hang_up()
    await desk.choose_topic("pago no", TOPIC)
    await desk.press("Control+Enter")
    await desk.expect_state("Disponible")


async def test_pause_during_wrap_up_puts_call_and_its_form_on_list(probe: PageProbe, rig: CallRig) -> None:
    """A pause during the wrap-up puts the call and its form on the list, and moves the focus to the next task."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    call = await take_call(desk, rig)
    await desk.press("Alt+t")
    await expect(desk.page.locator("#texto")).to_be_focused()
    await desk.type(PETITION)
    await desk.hang_up()
    await desk.press("Alt+p")
    await choose_menu_item(desk.page, "Descanso")
    await desk.expect_state("En pausa")
    await desk.expect_text("1 llamada terminó sin tipificar.")
    await desk.press("Alt+t")
    await desk.choose_topic("pago no", TOPIC)
    await expect(desk.page.locator("#texto")).to_have_value(PETITION)
    await desk.press("Tab", "Control+Enter")
    number = await desk.filed_ticket_number()
    await desk.expect_text(number)
    await expect(desk.page.locator("#principal")).to_be_focused()
    await desk.press("Control+Enter")
    await expect(desk.page.get_by_role("heading", name="Sus llamadas de hoy")).to_be_focused()
    await expect(desk.page.get_by_text("sin tipificar.")).to_be_hidden()
    story = await rig.timeline(call, "CallTypified")
    assert story.has_in_order("CallEnded", "TicketFiled", "CallTypified")
    await desk.press("Alt+l")
    await desk.expect_state("Disponible")
    await take_call(desk, rig)
    await desk.choose_topic("pago no", TOPIC)
    await desk.write_text(PETITION)
    await desk.press("Control+Enter")
    await expect(desk.page.get_by_text(await desk.filed_ticket_number()).first).to_be_focused()


async def test_signing_out_in_a_call_asks_and_takes_off_duty(probe: PageProbe, rig: CallRig, system: System) -> None:
    """An advisor who cancels signing out stays in the call; one who confirms is signed out, and off duty after it."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await end_other_sessions(desk)
    await desk.become_available()
    await take_call(desk, rig)
    leave = desk.page.get_by_role("button", name="Salir: Cerrar la sesión")
    await leave.click()
    dialog = desk.page.get_by_role("dialog", name="¿Cerrar la sesión con una llamada?")
    await expect(dialog).to_contain_text("La conversación sigue en su teléfono")
    await desk.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(desk.page.get_by_role("button", name="Retener")).to_be_enabled()
    await leave.click()
    async with system.router() as router:

        async def is_leaving() -> bool:
            now = (await router.floor()).advisors["asesor1"]
            return (now.state, now.pending) == ("talking", "offline")

        leaving = asyncio.create_task(wait_until(is_leaving, 30.0))  # before a sample advisor takes over
        await dialog.get_by_role("button", name="Cerrar la sesión").click()
        await leaving
    await expect(desk.page.get_by_label("Usuario")).to_be_visible()
    again = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await again.expect_talking()
    await again.hang_up()


async def end_other_sessions(desk: AdvisorPage) -> None:
    """End all sessions except the page's own."""
    sessions = await (await desk.page.request.get("/api/v1/me/sessions")).json()
    for each in sessions:
        if not each["this"]:
            await desk.page.request.delete(f"/api/v1/me/sessions/{each['id']}", headers={"X-Atencion": "1"})


Box = dict[str, float]
PARTS = ("[data-call]", "section[aria-label='Junto a la llamada']", "form[aria-labelledby='trabajo']")
WAYS_OUT = ("button[aria-label^='Salir']", "a[href='/cuenta']")
GLASSES = ((1366, 768), (1024, 768), (768, 1024), (390, 844))


async def boxes(desk: AdvisorPage, selectors: tuple[str, ...]) -> list[Box]:
    """Return the positions of elements on the screen."""
    bounding_boxes = [await desk.page.locator(each).first.bounding_box() for each in selectors]
    assert all(bounding_boxes)
    return [dict(each) for each in bounding_boxes if each]


def lie_over(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap by more than an edge."""
    across = one["x"] < other["x"] + other["width"] - 1 and other["x"] < one["x"] + one["width"] - 1
    down = one["y"] < other["y"] + other["height"] - 1 and other["y"] < one["y"] + one["height"] - 1
    return across and down


async def test_the_desk_fits_every_glass(probe: PageProbe, rig: CallRig) -> None:
    """From a desktop's screen to a telephone's, no part covers another, and the exit is visible."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1")
    await desk.become_available()
    await take_call(desk, rig)
    await desk.press("Alt+i")
    await expect(desk.page.get_by_label("Buscar al cliente")).to_be_focused()
    for width, height in GLASSES:
        await desk.page.set_viewport_size({"width": width, "height": height})
        card, sides, work = parts = await boxes(desk, PARTS)
        assert not any(lie_over(*pair) for pair in combinations(parts, 2)), (width, parts)
        assert all(each["x"] >= 0 and each["x"] + each["width"] <= width + 1 for each in parts), (width, parts)
        assert sides["height"] > 150, (width, card, sides, work)
        for way in await boxes(desk, WAYS_OUT):
            assert way["x"] + way["width"] <= width + 1, (width, way)
            assert way["y"] + way["height"] <= height + 1, (width, way)
        assert not await overflows_horizontally(desk.page), width
        field = desk.page.get_by_label("Buscar al cliente")
        await field.click()  # nothing covers it
        await expect(field).to_be_in_viewport()
        await desk.page.locator("#texto").click()
        await expect(desk.page.locator("#texto")).to_be_in_viewport()


async def test_colours_change_without_a_word_in_the_console(probe: PageProbe) -> None:
    """Switching between dark and light, and a visitor's first load, cause no error under the pages' security policy."""
    context = await probe.open_context()
    page = await context.new_page()
    await page.goto("/")
    await expect(page.get_by_label("Usuario")).to_be_focused()
    desk = await AdvisorPage.sign_in(context, "asesor1")
    for name in ("Oscuro", "Claro"):
        await desk.page.get_by_role("button", name=name).click()
    await expect(desk.page.get_by_role("button", name="Oscuro")).to_be_visible()
    assert not probe.complaints()


async def test_help_is_that_of_the_screen(probe: PageProbe) -> None:
    """The help stands beside the desk with its section, is searched, and shows no call shortcuts on other screens."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    button = desk.page.get_by_role("button", name="Ayuda")
    await button.focus()
    await desk.press("?")
    panel = desk.page.get_by_role("complementary", name="Ayuda de esta pantalla")
    await expect(panel.get_by_role("heading", name="Quedar disponible")).to_be_visible()
    await panel.get_by_role("button", name="Atajos", exact=True).click()
    await expect(panel).to_contain_text("En otros momentos de la llamada")
    await panel.get_by_role("button", name="Esta pantalla", exact=True).click()
    await panel.get_by_label("Buscar en las guías").fill("CONSULTÁR llamadas transfer")
    await panel.get_by_role("button", name="Transferir o consultar").click()
    await expect(panel.get_by_role("heading", name="Transferir o consultar")).to_be_visible()
    await panel.get_by_role("link", name="Abrir la guía completa").click()
    await expect(desk.page.get_by_role("heading", name="Transferir o consultar").first).to_be_in_viewport()
    assert desk.page.url.endswith("/ayuda/escritorio#transferir-o-consultar")
    await panel.get_by_role("heading", name="Ayuda", exact=True).focus()
    await desk.press("Escape")
    await expect(panel).to_be_hidden()
    await desk.page.goto("/cuenta")
    await desk.expect_text("Avisos de llamadas")
    await desk.press("Alt+y")
    keys = desk.page.get_by_role("dialog", name="Atajos del teclado")
    await expect(keys).to_contain_text("Quedar disponible")
    await expect(keys).not_to_contain_text("Colgar")


async def test_quality_sees_boards_calls_and_contract_and_no_button_that_would_be_refused(probe: PageProbe) -> None:
    """Quality sees boards, calls and the contract, and no button that would be refused."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "calidad", "/tablero")
    for path, heading in (("/tablero", "Mayor espera"), ("/incidentes", "Abiertos"), ("/informes", "Informes")):
        await desk.page.goto(path)
        await desk.expect_text(heading)
        for name in ("Liberar a un cliente", "Supervisar", "Registrar un incidente", "Generar informe"):
            await expect(desk.page.get_by_role("button", name=name)).to_be_hidden()


async def test_user_with_role_who_is_not_in_list_of_advisors_reads_what_to_do_and_no_error(
    probe: PageProbe, system: System
) -> None:
    """A user with the role who is not in the list of advisors reads what to do, and no error."""
    await asyncio.to_thread(make_user, system, "nueva1", "asesor")
    desk = await enter_first(probe, "nueva1")
    await desk.expect_text("Todavía no puede atender llamadas", "Pida a su coordinador que lo agregue.")
    await expect(desk.page.get_by_text("Algo falló en esta pantalla")).to_be_hidden()


async def enter_first(probe: PageProbe, user: str) -> AdvisorPage:
    """Sign in with a temporary password and change it."""
    desk = AdvisorPage(await (await probe.open_context()).new_page())
    page = desk.page
    await page.goto("/")
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña").first.fill(DEMO_PASSWORD)
    await desk.press("Enter")
    await page.get_by_label("Contraseña temporal").fill(DEMO_PASSWORD)
    for label in ("Contraseña nueva", "Repita la nueva"):
        await page.get_by_label(label).fill("otra-clave-para-el-dia")
    await desk.press("Enter")
    await desk.expect_online()
    return desk


def make_user(system: System, user: str, role: str) -> None:
    """Create a user with the password of the sample users, as an administrator."""
    form = {"user": user, "name": "Nueva Persona", "password": DEMO_PASSWORD, "roles": [{"role": role}]}
    form["proof"] = DEMO_PASSWORD
    headers = {"Authorization": f"Bearer {sign_in_for_token(system.web, 'admin')}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{system.web}/api/v1/users", json.dumps(form).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status in (200, 201)
