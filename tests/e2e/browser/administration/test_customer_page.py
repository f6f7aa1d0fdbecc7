"""The page of a customer and the page of a call: looked up by keyboard, filtered, and without accessibility errors."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import TICKET_NUMBER, AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.sip.sipp import stay
from tests.support.whole_system.system import DEMO_PASSWORD, System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
DOCUMENT = "43211055"
WIDTHS = (1920, 1366, 1024, 390)


async def file_petition(probe: PageProbe) -> None:
    """File a petition of the customer and change an address, as the written channel."""
    request = (await probe.open_context()).request
    await request_as_user(request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    found = await request_as_user(request, "POST", "/customers/search", {"document": DOCUMENT})
    id_ = found["customers"][0]["id"]
    version = (await request_as_user(request, "GET", f"/customers/{id_}"))["version"]
    form = {"version": version, "emails": [f"cliente{version}@ejemplo.com"]}
    await request_as_user(request, "PATCH", f"/customers/{id_}", form)
    await request_as_user(request, "POST", "/tickets", {**RENEWAL, "customer_id": id_})


async def open_customer(page: Page) -> None:
    """Search for the customer by document and open the page, by keyboard."""
    await page.get_by_label("Buscar al cliente").fill(DOCUMENT)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=DOCUMENT)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Historia", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Tickets", exact=True)).to_be_visible()


async def test_a_customer_is_found_and_read_by_keyboard(probe: PageProbe, axe: str) -> None:
    """Data and history stand on one page; kinds filter, the address keeps the filter, and a ticket opens."""
    checker = Checker(axe)
    await file_petition(probe)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/clientes")
    page = desk.page
    assert await checker.violations(page) == []
    await open_customer(page)
    await desk.expect_text("Radicó la petición", "Cambió en sus datos: correos.")
    assert await checker.violations(page) == []
    await page.get_by_role("button", name="Tickets", exact=True).focus()
    await desk.press("Enter")
    await expect(page.get_by_text("Cambió en sus datos")).to_have_count(0)
    assert "clase=ticket" in page.url
    await page.reload()
    await expect(page.get_by_role("button", name="Tickets", exact=True)).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("link", name="Ver el ticket").first.focus()
    await desk.press("Enter")
    await expect(page.get_by_role("heading", name=TICKET_NUMBER).first).to_be_visible()


async def test_the_page_fits_each_width(probe: PageProbe, axe: str) -> None:
    """Nothing is wider than the window, from a telephone to a wide screen, in both colour schemes."""
    checker = Checker(axe)
    await file_petition(probe)
    desk = await AdvisorPage.sign_in(await probe.open_context(**PHONE_SCREEN), "coordinador", "/clientes")
    await open_customer(desk.page)
    await desk.expect_text("Radicó la petición")
    for width in WIDTHS:
        await desk.page.set_viewport_size({"width": width, "height": 844})
        assert not await overflows_horizontally(desk.page), width
        assert await checker.violations(desk.page) == [], width


async def test_a_supervisor_has_no_page_of_customers(probe: PageProbe) -> None:
    """Without customer.without_call the group «Clientes» leads to the large clients, and the page's address says so."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")
    group = desk.page.get_by_role("link", name="Clientes", exact=True)
    await expect(group).to_have_attribute("href", "/grandes-clientes")
    await desk.page.goto("/clientes")
    await desk.expect_text("No puede abrir esta página")


async def test_a_call_begins_with_its_summary(probe: PageProbe, rig: CallRig, system: System, axe: str) -> None:
    """Caller, time, menu, wait and advisor come first; ids are folded under «Detalles técnicos»."""
    checker = Checker(axe)
    await rig.caller("4", stay(4.0), "hang_up")

    async def is_listed() -> bool:
        (newest, *_) = (await system.get("/api/v1/calls?limit=1"))["calls"] or [{"ended_at": None}]
        return newest["ended_at"] is not None

    await wait_until(is_listed, 30.0)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/llamadas")
    page = desk.page
    await page.get_by_role("table").get_by_role("link").first.focus()
    await desk.press("Enter")
    story = page.get_by_role("complementary", name="Historia de la llamada")
    for term in ("Resultado", "Cuándo", "Quien llama", "Línea y menú", "Tipificación"):
        await expect(story.get_by_role("term").filter(has_text=term)).to_be_visible()
    await expect(story.get_by_text("CallIngressed")).to_be_hidden()
    assert await checker.violations(page) == []
    await story.get_by_text("Detalles técnicos").click()
    await expect(story.get_by_text("CallIngressed").first).to_be_visible()
