"""A ticket's typology is corrected in the inbox: the new last day is shown first, and then mailed to the petitioner."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]


async def test_petitioner_gets_mail_about_new_last_day(probe: PageProbe, axe: str) -> None:
    """The confirmation announces the mail, the history then records it, and the mail is there."""
    checker = Checker(axe)
    writer = (await probe.open_context()).request
    await request_as_user(writer, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    contact: dict[str, Any] = {"petitioner": {"name": "Inés Arango"}, "email": "ines@correo.example"}
    number = (await request_as_user(writer, "POST", "/tickets", RENEWAL | contact))["number"]
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", f"/bandeja/{number}")
    page = desk.page
    await contact_steps.choose_step(page, "Corregir la tipología")
    await page.locator("#paso-topic").focus()
    await desk.type("otra soli")
    await expect(page.locator("[data-combobox-selected]")).to_contain_text("Otra solicitud")
    await desk.press("Enter")
    await desk.expect_text("Vencería el", "se envía un correo al peticionario con el nuevo día")
    assert await checker.violations(page) == []
    await page.get_by_label("Razón de la corrección").fill("Pedía información")
    await desk.press("Control+Enter")
    await desk.expect_text("Aviso del nuevo último día, por correo:")
    assert await checker.violations(page) == []

    async def has_come() -> bool:
        answer = await request_as_user(page.request, "GET", "/demo/mail")
        return f"Radicado {number}: cambia el último día para responderle" in str(answer)

    await wait_until(has_come, 30.0)
