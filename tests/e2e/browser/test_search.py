"""The search of everything, by keyboard, from any screen: what it shows, opens, forgets, and its accessibility."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
SAID = {**RENEWAL, "text": "Pide un paz y salvo para el notario.", "petitioner": {"name": "Marta Zulma Quijano"}}
WIDTHS = (1920, 1366, 1024, 390)


async def file_petition(probe: PageProbe) -> str:
    """File a petition as the written channel; return its number."""
    writer = (await probe.open_context()).request
    await request_as_user(writer, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    return str((await request_as_user(writer, "POST", "/tickets", SAID))["number"])


async def expect_active(page: Page, text: str) -> None:
    """Expect that the option to which the field points has a text."""
    field = page.get_by_role("combobox", name="Radicado")
    active = page.get_by_role("dialog").get_by_role("option", selected=True)
    await expect(active).to_contain_text(text)
    option = await active.get_attribute("id")
    await expect(field).to_have_attribute("aria-activedescendant", option or "")
    await expect(field).to_be_focused()


async def test_a_petition_is_found_by_keyboard_from_any_screen(probe: PageProbe, axe: str) -> None:
    """Misspelt words find the petition, Enter opens it, and a reload forgets that it was opened."""
    number, checker = await file_petition(probe), Checker(axe)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/tablero")
    page = desk.page
    await desk.press("Control+k")
    dialog = page.get_by_role("dialog", name="Buscar")
    await expect(dialog.get_by_role("group", name="Pantallas")).to_be_visible()
    await expect_active(page, "Tablero")
    assert await checker.violations(page) == []
    await desk.type("pas salvo notarios")
    await expect(dialog.get_by_role("group", name="Tickets")).to_contain_text(number)
    await expect(dialog.get_by_role("status")).to_have_text("1 resultado.")
    await expect_active(page, "Marta Zulma Quijano")
    assert await checker.violations(page) == []
    await desk.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(page).to_have_url(re.compile(rf"/bandeja/{number}$"))
    await desk.expect_text(number)
    await desk.press("Control+k")
    await expect(dialog.get_by_role("group", name="Lo último que abrió")).to_contain_text(number)
    await desk.press("ArrowUp")
    await expect_active(page, "Cerrar la sesión")
    await desk.press("Escape")
    await expect(dialog).to_be_hidden()
    stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert number not in stored
    await page.reload()
    await desk.expect_online()
    await desk.press("Control+k")
    await expect(dialog.get_by_role("group", name="Lo último que abrió")).to_have_count(0)


async def test_the_field_of_the_bar_is_on_every_width(probe: PageProbe, axe: str) -> None:
    """At four widths, light and dark, the button opens the dialog, nothing is cut, and axe finds nothing."""
    await file_petition(probe)
    checker = Checker(axe)
    for scheme in ("light", "dark"):
        context = await probe.open_context(**{**REDUCED_MOTION, "color_scheme": scheme})
        desk = await AdvisorPage.sign_in(context, "supervisor", "/tablero")
        for width in WIDTHS:
            await desk.page.set_viewport_size({"width": width, "height": 768})
            await desk.page.get_by_role("button", name="Buscar").click()
            await desk.type("quijano")
            await expect(desk.page.get_by_role("group", name="Tickets")).to_be_visible()
            assert await checker.violations(desk.page) == [], (scheme, width)
            dialog = desk.page.get_by_role("dialog")
            assert await dialog.evaluate("each => each.scrollWidth <= each.clientWidth"), (scheme, width)
            await desk.press("Escape")


async def test_nothing_found_and_a_lost_server_are_said(probe: PageProbe) -> None:
    """Without a result the dialog says so; without a server, too, and what was typed stays."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")
    dialog = desk.page.get_by_role("dialog", name="Buscar")
    await desk.press("Control+k")
    await desk.type("xilofono inexistente")
    await expect(dialog.get_by_role("status")).to_contain_text("No se encontró nada que usted pueda ver.")
    probe.expect_status(503, "/api/v1/search")
    await desk.page.route("**/api/v1/search", lambda route: route.fulfill(status=503, body=""))
    await desk.type(" hoy")
    await expect(dialog.get_by_role("alert")).to_contain_text("No se pudo buscar.")
    await expect(dialog.get_by_role("combobox")).to_have_value("xilofono inexistente hoy")
