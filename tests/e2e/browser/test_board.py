"""Two advisors and a supervisor, each with their own screen."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import KEY_OF, CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

LABELS = {"asesor1": "Solicitud y renovación de crédito", "asesor2": "Pagos y estado de la deuda"}
COUNTED = re.compile(r"(\d+)\s+a tiempo de\s+(\d+)\s+ingresadas")


async def counted(page: Page) -> tuple[int, int]:
    """Return how many of the day's calls were answered in time, and how many entered."""
    words = await page.get_by_text(COUNTED).first.inner_text()
    match = COUNTED.search(words)
    assert match, words
    return int(match[1]), int(match[2])


async def counts(page: Page, within: int, ingressed: int) -> None:
    """Expect these values of the day's numerator and denominator."""
    words = re.compile(rf"\b{within}\s+a tiempo de\s+{ingressed}\s+ingresadas")
    await expect(page.get_by_text(words).first).to_be_visible()


async def in_state(board: Page, state: str, count: int) -> None:
    """Expect this number of advisors in a state."""
    await expect(board.locator("dl > div").filter(has=board.get_by_text(state, exact=True)).locator("dd")).to_have_text(
        str(count)
    )


async def test_a_supervisor_pauses_an_advisor_by_keyboard(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """A supervisor chooses by keys, the advisor's screen shows the pause, and off duty needs two confirmations."""
    advisor = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await advisor.become_available()
    supervisor = await AdvisorPage.sign_in(await probe.open_context(reduced_motion="reduce"), "supervisor", "/tablero")
    board, checker = supervisor.page, Checker(axe)
    await rig.wait_until_available("asesor3")
    await in_state(board, "Disponible", 2)
    tile = board.locator("#asesor-asesor1")
    await tile.scroll_into_view_if_needed()
    await board.get_by_role("region", name="Asesores por estado").focus()
    for _ in range(8):
        await supervisor.press("ArrowDown")
        if await tile.evaluate("tile => tile === document.activeElement"):
            break
    await supervisor.press("Enter")
    dialog = board.get_by_role("dialog", name="Ana Lucía Rojas")
    await expect(dialog.get_by_role("button", name="Descanso")).to_be_enabled()
    assert await checker.violations(board) == []
    await dialog.get_by_role("button", name="Descanso").focus()
    await supervisor.press("Enter")
    await expect(dialog).to_be_hidden()
    await advisor.expect_state("En pausa")
    await in_state(board, "En pausa", 1)
    await tile.focus()
    await supervisor.press("Enter")
    await dialog.get_by_role("button", name="Fuera de turno").focus()
    await supervisor.press("Enter")
    await expect(dialog.get_by_role("button", name="Cancelar")).to_be_focused()
    assert await checker.violations(board) == []
    await supervisor.press("Tab", "Enter")
    await advisor.expect_state("Fuera de turno")


async def test_a_supervisor_starts_and_removes_a_contingency_message(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """The dialog is filled, the board shows the message, the next call hears it, and one key removes it."""
    supervisor = await AdvisorPage.sign_in(await probe.open_context(reduced_motion="reduce"), "supervisor", "/tablero")
    board, checker = supervisor.page, Checker(axe)
    await board.get_by_role("button", name="Mensaje de contingencia").focus()
    await supervisor.press("Enter")
    dialog = board.get_by_role("dialog", name="Mensaje de contingencia")
    await expect(dialog.get_by_role("checkbox", name="Línea Bogotá")).to_be_focused()
    await supervisor.press("Space")
    await dialog.get_by_label("Mensaje", exact=True).select_option("Fallas en la plataforma")
    await expect(dialog.get_by_text("Nuestra plataforma presenta fallas.")).to_be_visible()
    async with board.expect_response("**/contingency-messages/*/audio") as answered:
        await dialog.get_by_role("button", name="Escuchar «Fallas en la plataforma»").click()
    assert (await answered.value).headers["content-type"] == "audio/wav"
    await dialog.get_by_label("Motivo").focus()
    await supervisor.type("El CRM no abre.")
    assert await checker.violations(board) == []
    await dialog.get_by_role("button", name="Poner el mensaje").focus()
    await supervisor.press("Enter")
    await expect(dialog).to_be_hidden()
    banner = board.get_by_role("list", name="Mensajes de contingencia puestos").get_by_role("listitem")
    await expect(banner).to_contain_text("Línea Bogotá: Fallas en la plataforma")
    await expect(banner).to_contain_text("El CRM no abre.")
    assert await checker.violations(board) == []
    before = {call["id"] for call in await system.calls()}
    await asyncio.sleep(3.1)  # the gateway reads the messages again
    await rig.caller(KEY_OF["asesor1"])

    async def new_call() -> bool:
        return any(call["id"] not in before for call in await system.calls())

    await wait_until(new_call, 30.0)
    call = next(call["id"] for call in await system.calls() if call["id"] not in before)
    story = await rig.timeline(call, "ContingencyMessagePlayed")
    assert story.facts("ContingencyMessagePlayed")[0]["mode"] == "before"
    await banner.get_by_role("button", name="Quitar el mensaje de Línea Bogotá").focus()
    await supervisor.press("Enter")
    await expect(banner).to_have_count(0)


async def test_a_call_is_handed_to_a_queue_by_keyboard(
    probe: PageProbe, rig: CallRig, system: System, axe: str
) -> None:
    """The transferring advisor wraps up, the other's screen names them while it rings, and the two talk."""
    first = await AdvisorPage.sign_in(await probe.open_context(reduced_motion="reduce"), "asesor1")
    second = await AdvisorPage.sign_in(await probe.open_context(), "asesor2")
    await asyncio.gather(first.become_available(), second.become_available())
    await rig.caller(KEY_OF["asesor1"])
    await first.expect_talking()
    await first.press("Alt+o")
    dialog = first.page.get_by_role("dialog", name="Transferir la llamada")
    await expect(dialog.get_by_label("Cola o asesor")).to_be_focused()
    await first.type("pagos")
    await expect(dialog.get_by_role("radio")).to_have_count(1)
    assert await Checker(axe).violations(first.page) == []
    await first.press("ArrowDown", "Enter")
    await first.expect_text("La llamada pasó a otro")
    await second.expect_text("La transfirió Ana Lucía Rojas")
    await second.expect_talking()
    story = await rig.timeline(await second.latest_call(), "CallTransferred")
    assert story.facts("CallTransferred")[0]["to"] == "queue:pagos"
    assert story.has_in_order(
        "CallIngressed", "CallQueued", "CallAnswered", "CallTransferred", "CallQueued", "CallAnswered"
    )
    await second.hang_up()


async def _set_threshold_of_queue(board: Page) -> None:
    """Open a queue, see its advisors, and set one of its thresholds."""
    await board.get_by_role("button", name="Crédito", exact=True).click()
    dialog = board.get_by_role("dialog", name="Crédito")
    await expect(dialog.get_by_role("list", name="La atienden")).to_contain_text("Ana Lucía Rojas")
    await dialog.get_by_role("button", name="Cambiar los umbrales").click()
    await dialog.get_by_label("Personas en espera, o más").fill("7")
    await dialog.get_by_role("button", name="Guardar los umbrales").click()
    await expect(dialog).to_contain_text("7 o más en espera")
    await dialog.get_by_role("button", name="Cerrar").click()
    await expect(dialog).to_be_hidden()


async def test_two_advisors_see_only_their_own_call(probe: PageProbe, rig: CallRig, system: System) -> None:
    """Two advisors see only their own call; the board shows both, and its counts change."""
    first = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    second = await AdvisorPage.sign_in(await probe.open_context(), "asesor2")
    board = (await AdvisorPage.sign_in(await probe.open_context(), "supervisor", "/tablero")).page
    await expect(board.get_by_role("region", name="Nivel de servicio")).to_be_visible()
    before = await counted(board)
    await asyncio.gather(first.become_available(), second.become_available(), rig.wait_until_available("asesor3"))
    await in_state(board, "Disponible", 3)
    await rig.caller(KEY_OF["asesor1"])
    await asyncio.gather(first.expect_ringing(), first.expect_text(LABELS["asesor1"]))
    await rig.caller(KEY_OF["asesor2"], line="nacional")
    await asyncio.gather(second.expect_ringing(), second.expect_text(LABELS["asesor2"], "Línea Nacional"))
    await asyncio.gather(first.expect_talking(), second.expect_talking())
    await in_state(board, "En llamada", 2)
    calls = board.get_by_role("list", name="Llamadas en curso")
    await expect(calls.get_by_role("listitem")).to_have_count(2)
    await expect(calls).to_contain_text("Ana Lucía Rojas")
    await expect(calls).to_contain_text("Camilo Herrera")
    await expect(calls.get_by_role("button")).to_have_count(0)  # the gateway does not support listening
    within, ingressed = before[0] + 2, before[1] + 2
    await counts(board, within, ingressed)
    await _set_threshold_of_queue(board)
    await board.reload()
    today = re.compile(r"Hoy: [1-9]")  # the calls that just arrived
    await expect(board.get_by_role("slider", name="Llamadas por media hora")).to_have_attribute("aria-valuetext", today)
    first_call, second_call = await first.latest_call(), await second.latest_call()
    assert second_call not in first.known_calls()
    assert first_call not in second.known_calls()
    await asyncio.gather(first.hang_up(), second.hang_up())
    await in_state(board, "Tipificando", 2)
    await in_state(board, "En llamada", 0)
    figures = (await system.get("/api/v1/service-level"))["service_level"]
    ingressed_figure = next(figure for figure in figures if figure["over"] == "ingressed")
    assert (within, ingressed) == (ingressed_figure["numerator"], ingressed_figure["denominator"])
    await expect(board.get_by_text(f"{ingressed_figure['percent'].replace('.', ',')} %").first).to_be_visible()
