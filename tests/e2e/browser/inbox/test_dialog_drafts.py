"""Text typed in a dialog survives a reload, an expired session, a lost network, a lost response and a colleague."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.lost_connection import lose_response, sign_in_again
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
CUSTOMER = {
    "Nombre o razón social": "Dorotea Ibáñez Cuero",
    "Número del documento": "52.777.001",
    "Fecha de nacimiento": "30/04/1979",
    "Teléfono": "3105557001",
    "Correo": "dorotea@correo.example",
    "Dirección": "Calle 10 # 4-20",
}
MUNICIPALITY = "Mitú, Vaupés"
NOTE = "Llamó otra vez: pide que le avisen antes del viernes."


async def enter(probe: PageProbe, user: str, path: str) -> Page:
    """Sign in as a user and open a screen."""
    context = await probe.open_context(**REDUCED_MOTION)
    await request_as_user(context.request, "POST", "/session", {"username": user, "password": DEMO_PASSWORD})
    page = await context.new_page()
    await page.goto(path)
    return page


async def lose_session_and_network(probe: PageProbe, page: Page, user: str, send: Locator) -> None:
    """Send without a session, which leads to the sign-in screen, and then without a network, which says so."""
    probe.expects_outage = probe.expects_session_end = True
    await page.route("**/api/v1/**", _refuse_readings)  # one of them would find the end of the session first
    await page.context.clear_cookies()
    await send.click()
    await sign_in_again(page, user)
    await page.unroute("**/api/v1/**")
    await expect(send).to_be_enabled()
    await page.context.set_offline(True)
    await send.click()
    await expect(page.get_by_role("dialog")).to_contain_text("Lo que escribió sigue aquí.")
    await page.context.set_offline(False)


async def _refuse_readings(route: Route) -> None:
    if route.request.method == "GET" and not route.request.url.endswith("/session"):
        await route.abort()
    else:
        await route.continue_()


async def expect_customer(dialog: Locator) -> None:
    """Expect the whole form of the customer."""
    for label, value in CUSTOMER.items():
        await expect(dialog.get_by_label(label)).to_have_value(value)
    await expect(dialog.get_by_role("combobox", name="Municipio")).to_have_value(MUNICIPALITY)


async def drafts_of(page: Page) -> list[str]:
    """Return the names of the drafts that the tab stores."""
    names: list[str] = await page.evaluate("Object.keys(sessionStorage).filter((name) => name.includes('.draft.'))")
    return names


async def test_a_customer_who_is_being_registered_is_not_lost(probe: PageProbe, axe: str) -> None:
    """Each failure leaves the whole form, errors stand beside their fields, and the customer is registered once."""
    page = await enter(probe, "escrita1", "/radicar")
    await page.get_by_role("button", name="Cliente", exact=True).click()
    await page.get_by_role("button", name="Registrar un cliente").click()
    dialog = page.get_by_role("dialog", name="Registrar un cliente")
    register = dialog.get_by_role("button", name="Registrar", exact=True)
    for label, value in CUSTOMER.items():
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("combobox", name="Municipio").fill("mitu")
    await expect(page.locator("[data-combobox-selected]")).to_contain_text("Mitú")
    await page.keyboard.press("Enter")
    await page.reload()
    await expect_customer(dialog)
    await lose_session_and_network(probe, page, "escrita1", register)
    await expect_customer(dialog)
    probe.expect_status(422, "/customers/similar")
    await dialog.get_by_label("Teléfono").fill("31055")
    await register.click()
    await expect(dialog.get_by_label("Teléfono")).to_be_focused()
    await expect(dialog.get_by_label("Teléfono")).to_have_accessible_description(re.compile("^Ese teléfono no existe"))
    assert await Checker(axe).violations(page) == []
    await dialog.get_by_label("Teléfono").fill(CUSTOMER["Teléfono"])
    await lose_response(page, "**/api/v1/customers", register)
    await expect_customer(dialog)
    await register.click()
    await expect(dialog).to_contain_text("Un cliente ya tiene ese documento: use el suyo.")
    await dialog.get_by_role("button", name="Usar este cliente").click()
    await expect(page.get_by_text("CC 52777001")).to_be_visible()
    assert [name for name in await drafts_of(page) if "cliente" in name] == []


async def test_the_name_of_a_view_is_not_lost(probe: PageProbe, axe: str) -> None:
    """Each failure leaves the name; the field shows the error if the user already has it."""
    page = await enter(probe, "coordinador", "/bandeja?channel=web")
    taken = {"list": "tickets", "name": "Por web", "query": "channel=letter", "shared": False}
    await request_as_user(page.request, "POST", "/saved-views", taken)
    await page.get_by_role("button", name="Vistas").click()
    await page.get_by_role("menuitem", name="Guardar esta vista…").click()
    dialog = page.get_by_role("dialog", name="Guardar esta vista")
    name = dialog.get_by_label("Nombre")
    await name.fill("Por web")
    await dialog.get_by_label("Compartirla").check()
    await page.reload()
    await expect(name).to_have_value("Por web")
    await expect(dialog.get_by_label("Compartirla")).to_be_checked()
    save = dialog.get_by_role("button", name="Guardar", exact=True)
    await lose_session_and_network(probe, page, "coordinador", save)
    await expect(name).to_have_value("Por web")
    probe.expect_status(409, "/saved-views")
    await save.click()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(dialog).to_contain_text("Usted ya tiene una vista «Por web».")
    assert await Checker(axe).violations(page) == []
    await name.fill("Por la web")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Vista: Por")).to_be_visible()
    assert await drafts_of(page) == []


async def file_tickets(page: Page, count: int) -> list[str]:
    """File petitions and return their numbers."""
    return [str((await request_as_user(page.request, "POST", "/tickets", RENEWAL))["number"]) for _ in range(count)]


async def mark(page: Page, numbers: list[str]) -> None:
    """Mark tickets in the list, newest first."""
    for number in numbers:
        await page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()


async def notes_of(page: Page, number: str) -> list[str]:
    """Return the notes of a ticket."""
    entries = (await request_as_user(page.request, "GET", f"/tickets/{number}/history"))["entries"]
    return [str(each["note"]) for each in entries if each["step"] == "note"]


async def test_a_note_for_many_tickets_is_not_lost(probe: PageProbe, axe: str) -> None:
    """Each failure leaves the text and its tickets; after a colleague's step it is written on the rest, once."""
    page = await enter(probe, "coordinador", "/bandeja?sort=-filed_at")
    first, second = await file_tickets(page, 2)
    await page.reload()
    await mark(page, [first, second])
    marked = page.get_by_role("group", name="Tickets marcados")
    await marked.get_by_role("button", name="Anotar…").click()
    dialog = page.get_by_role("dialog", name="Anotar en 2 tickets")
    await dialog.get_by_label("Nota").fill(NOTE)
    await page.reload()
    await expect(dialog.get_by_label("Nota")).to_have_value(NOTE)
    send = dialog.get_by_role("button", name="Anotar", exact=True)
    await lose_session_and_network(probe, page, "coordinador", send)
    await expect(dialog.get_by_label("Nota")).to_have_value(NOTE)
    await colleagues_note(probe, second)
    await send.click()
    report = page.get_by_role("dialog", name="No se pudo en todos")
    await expect(report.get_by_role("listitem")).to_contain_text(second)
    await expect(report).to_contain_text(f"La nota sigue aquí: «{NOTE}»")
    assert await Checker(axe).violations(page) == []
    await expect(marked).to_contain_text("1 ticket marcado")
    await report.get_by_role("button", name="Intentar con los que faltan").click()
    rest = page.get_by_role("dialog", name="Anotar en 1 ticket")
    await expect(rest.get_by_label("Nota")).to_have_value(NOTE)
    await rest.get_by_role("button", name="Anotar", exact=True).click()
    await expect(page.get_by_role("dialog", name="Listo")).to_be_visible()
    assert [await notes_of(page, number) for number in (first, second)] == [[NOTE], ["Revise el comprobante.", NOTE]]
    assert await drafts_of(page) == []


async def colleagues_note(probe: PageProbe, number: str) -> None:
    """Write a note on a ticket as a supervisor, so that its version changes."""
    request = (await probe.open_context()).request
    await request_as_user(request, "POST", "/session", {"username": "supervisor", "password": DEMO_PASSWORD})
    version = (await request_as_user(request, "GET", f"/tickets/{number}"))["version"]
    note: dict[str, Any] = {"step": "note", "version": version, "text": "Revise el comprobante."}
    await request_as_user(request, "POST", f"/tickets/{number}/steps", note)


async def test_a_lost_response_assigns_many_tickets_once(probe: PageProbe) -> None:
    """A reload leaves the chosen person; another try after a lost response does nothing twice."""
    probe.expects_outage = True
    page = await enter(probe, "coordinador", "/bandeja?sort=-filed_at")
    numbers = await file_tickets(page, 2)
    await page.reload()
    await mark(page, numbers)
    await page.get_by_role("group", name="Tickets marcados").get_by_role("button", name="Asignar…").click()
    dialog = page.get_by_role("dialog", name="Asignar 2 tickets")
    person = dialog.get_by_label("A quién")
    await person.select_option("escrita1")
    await page.reload()
    await expect(person).to_have_value("escrita1")
    send = dialog.get_by_role("button", name="Asignar", exact=True)
    await lose_response(page, "**/bulk-steps", send)
    await expect(dialog).to_contain_text("No hay conexión con el servidor.")
    await send.click()
    report = page.get_by_role("dialog", name="Listo")
    await expect(report).to_contain_text("Se hizo en 2 tickets.")
    await page.keyboard.press("Escape")
    for number in numbers:
        ticket = await request_as_user(page.request, "GET", f"/tickets/{number}")
        assert (ticket["owner"], ticket["version"]) == ("escrita1", 2)
    assert await drafts_of(page) == []
