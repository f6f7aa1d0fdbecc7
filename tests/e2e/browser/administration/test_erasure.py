"""A coordinator erases a customer on request: first the plan with what the law keeps, then the data are gone."""

import pytest
from playwright.async_api import APIRequestContext, expect

from tests.e2e.browser.administration.test_merge import begin, seek
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
HOLDER = "43211099"
TOPIC = {"kind": "reclamo", "theme": "suprimir_datos", "text": "Supriman mis datos."}
ACT = "Resolución 123 de 2026"


async def asked(request: APIRequestContext) -> tuple[str, str]:
    """File a customer's request to be erased beside an open petition; return customer id and request number."""
    await request_as_user(request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    (customer,) = (await request_as_user(request, "POST", "/customers/search", {"document": HOLDER}))["customers"]
    await request_as_user(request, "POST", "/tickets", {**RENEWAL, "customer_id": customer["id"]})
    filed = await request_as_user(request, "POST", "/tickets", {**TOPIC, "customer_id": customer["id"]})
    return str(customer["id"]), str(filed["number"])


async def test_a_person_is_erased_after_the_plan_was_read(probe: PageProbe, axe: str) -> None:
    """An invalid request is refused, nothing is sent without confirmation, and the answer can then be copied."""
    checker = Checker(axe)
    holder, request = await asked((await probe.open_context()).request)
    leader = (await AdvisorPage.sign_in(await probe.open_context(), "supervisor", "/bandeja")).page
    await expect(leader.get_by_role("button", name="Liberar a un cliente")).to_be_visible()
    await expect(leader.get_by_role("button", name="Suprimir datos")).to_have_count(0)
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/bandeja")
    page = desk.page
    await begin(page, "Suprimir datos")
    await seek(page, HOLDER)
    await expect(page.get_by_label("Radicado de su solicitud")).to_be_focused()
    await desk.type("2026")
    await desk.press("Enter")
    await desk.expect_text("Escriba el radicado completo")
    await page.get_by_label("Radicado de su solicitud").fill(request)
    await desk.press("Enter")
    await desk.expect_text("Efecto de la supresión", "Se suprime", "Se conserva", "es la prueba de esta solicitud")
    assert await checker.violations(page) == []
    await page.set_viewport_size(PHONE_SCREEN["viewport"])
    assert not await overflows_horizontally(page)
    await desk.expect_text("hay un crédito vigente")
    await page.get_by_role("radio", name="Está pagado").check()
    await expect(page.get_by_text("hay un crédito vigente")).to_have_count(0)
    await desk.expect_text("registro de cliente")
    await page.get_by_role("button", name="Seguir").click()
    await page.get_by_label("Acto que lo decide").fill(ACT)
    await page.get_by_label("Razón").fill("No hay deber de conservarlos.")
    await page.get_by_role("button", name="Suprimir los datos").click()
    await desk.expect_text("Escriba SUPRIMIR, en mayúsculas.")
    await page.get_by_label("Escriba SUPRIMIR para confirmar").fill("SUPRIMIR")
    assert await checker.violations(page) == []
    await page.get_by_role("button", name="Suprimir los datos").click()
    await desk.expect_text("Suprimidos.", f"Se suprimieron por la {ACT}, según su solicitud {request}")
    assert await checker.violations(page) == []
    assert (await request_as_user(page.request, "POST", "/customers/search", {"document": HOLDER}))["customers"] == []
    answer = await request_as_user(page.request, "GET", f"/customers/{holder}")
    assert answer["name"] == f"Datos suprimidos por solicitud del titular ({ACT})"
