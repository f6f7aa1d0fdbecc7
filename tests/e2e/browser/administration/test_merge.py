"""A coordinator merges two records of one person by keyboard, and separates them again."""

from typing import Any

import pytest
from playwright.async_api import APIRequestContext, Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

KEPT, GONE = "43211001", "43211010"
WHY = "Es la misma: lo confirmó con su cédula."


async def give(request: APIRequestContext, document: str, **more: Any) -> str:
    """Add data to a customer and return the id."""
    (customer,) = (await request_as_user(request, "POST", "/customers/search", {"document": document}))["customers"]
    version = (await request_as_user(request, "GET", f"/customers/{customer['id']}"))["version"]
    await request_as_user(request, "PATCH", f"/customers/{customer['id']}", {"version": version, **more})
    return str(customer["id"])


async def seek(page: Page, document: str) -> None:
    """Search for a customer and choose the only match."""
    await page.get_by_label("Buscar al cliente").fill(document)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=document)).to_be_focused()
    await page.keyboard.press("Enter")


async def begin(page: Page, title: str) -> None:
    """Open a dialog of the inbox."""
    await page.get_by_role("button", name=title).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Buscar al cliente")).to_be_focused()


async def compare(page: Page) -> None:
    """Show both records side by side."""
    await begin(page, "Unir registros")
    await seek(page, KEPT)
    await expect(page.get_by_text("Ahora busque el otro")).to_be_visible()
    await seek(page, GONE)
    await expect(page.get_by_role("radio", checked=True)).to_be_focused()


async def registered_twice(request: APIRequestContext) -> tuple[str, str]:
    """Give a person two records with different data, the second one with a ticket; return their ids."""
    await request_as_user(request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    one = await give(request, KEPT, emails=["maria@ejemplo.com"], birth_date="1961-02-03")
    other = await give(request, GONE, addresses=[{"line": "Calle 10 # 4-25, apto 302", "municipality": "05001"}])
    await request_as_user(request, "POST", "/tickets", {**RENEWAL, "customer_id": other})
    return one, other


async def go_on(page: Page) -> None:
    """Continue from the comparison to its confirmation."""
    await page.get_by_role("button", name="Son la misma persona").focus()
    await page.keyboard.press("Enter")


async def separate(desk: AdvisorPage) -> None:
    """Separate both records on the screen that shows why they were merged."""
    await desk.press("Escape")
    await begin(desk.page, "Separar registros")
    await seek(desk.page, KEPT)
    await desk.expect_text("trajo 1 ticket", "lo confirmó con su cédula")
    await desk.page.get_by_role("button", name="Separar", exact=True).focus()
    await desk.press("Enter")
    await desk.type("Son primas")
    await desk.press("Control+Enter")
    await desk.expect_text("Separado.")


async def test_two_records_are_compared_and_either_may_stay(probe: PageProbe, axe: str) -> None:
    """A record cannot merge with itself, the screen lists what either choice moves, and a supervisor has no button."""
    checker = Checker(axe)
    leader = (await AdvisorPage.sign_in(await probe.open_context(), "supervisor", "/bandeja")).page
    await expect(leader.get_by_role("button", name="Liberar a un cliente")).to_be_visible()
    await expect(leader.get_by_role("button", name="Unir registros")).to_have_count(0)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/bandeja")
    page = desk.page
    await begin(page, "Unir registros")
    await seek(page, KEPT)
    await expect(page.get_by_label("Buscar al cliente")).to_be_focused()
    await seek(page, KEPT)
    await desk.expect_text("Ese es el registro que ya escogió")
    assert await checker.violations(page) == []
    await seek(page, GONE)
    await desk.expect_text("dos documentos de la misma clase (CC)", "queda en el historial")
    phones = page.get_by_role("row", name="Teléfonos")
    await expect(phones.get_by_role("cell").last).to_contain_text("pasa")
    assert await checker.violations(page) == []
    await desk.press("ArrowRight")
    await expect(phones.get_by_role("cell").first).to_contain_text("ya está")
    await go_on(page)
    await desk.expect_text("Queda María E. Restrepo Cano", "No recibe datos nuevos")
    await desk.press("Control+Enter")
    await desk.expect_text("Escriba la razón")
    assert await checker.violations(page) == []


async def test_two_records_are_merged_and_separated_again(probe: PageProbe, axe: str) -> None:
    """A change meanwhile is shown without losing the reason, which the merged record shows; then both are separated."""
    checker = Checker(axe)
    writer = (await probe.open_context()).request
    one, other = await registered_twice(writer)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/bandeja")
    page = desk.page
    await compare(page)
    await go_on(page)
    await desk.expect_text("Efecto de la unión", "1 teléfono, 1 dirección y 1 ticket", "se deshace en")
    await desk.type(WHY)
    await give(writer, GONE, preferred_contact="letter")
    probe.expect_status(409, f"/api/v1/customers/{one}/merge")
    await desk.press("Control+Enter")
    await desk.expect_text("Otra persona cambió uno de los registros", "por carta")
    assert await checker.violations(page) == []
    await go_on(page)
    await expect(page.get_by_label("Prueba de que son la misma persona")).to_have_value(WHY)
    await desk.press("Control+Enter")
    await desk.expect_text("Unidos.", "con los datos de los dos")
    assert await checker.violations(page) == []
    await separate(desk)
    assert await checker.violations(page) == []
    assert (await request_as_user(page.request, "GET", f"/customers/{other}"))["preferred_contact"] == "letter"


async def test_on_a_phone_nothing_has_to_be_pushed_sideways(probe: PageProbe, axe: str) -> None:
    """Both records fit side by side on a telephone's screen without horizontal scrolling."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**PHONE_SCREEN), "coordinador", "/bandeja")
    await compare(desk.page)
    assert not await overflows_horizontally(desk.page)
    assert await Checker(axe).violations(desk.page) == []
