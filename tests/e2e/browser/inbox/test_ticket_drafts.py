"""Text typed on a ticket's page survives a reload, an expired session, a lost network and a colleague's step."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import contact_steps
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import RENEWAL, request_as_user
from tests.support.browser.lost_connection import sign_in_again
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]
ANSWER = "Su renovación quedó aprobada."


async def answering(probe: PageProbe) -> tuple[AdvisorPage, str]:
    """Type the answer of a new petition; return the page and the number."""
    context = await probe.open_context(**REDUCED_MOTION)
    await request_as_user(context.request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    desk = AdvisorPage(await context.new_page())
    form = RENEWAL | {"petitioner": {"name": "Inés Arango"}, "email": "ines@correo.example"}
    number = str((await request_as_user(desk.page.request, "POST", "/tickets", form))["number"])
    await desk.page.goto(f"/bandeja/{number}")
    await contact_steps.choose_step(desk.page, "Responder")
    await answer_field(desk.page).fill(ANSWER)
    return desk, number


def answer_field(page: Page) -> Any:
    """Return the field of the answer."""
    return page.get_by_label("Respuesta", exact=True)


async def test_a_reload_keeps_the_step_and_its_text(probe: PageProbe) -> None:
    """After a reload, and on the way back from another ticket, the form is open with its text; a sent one is gone."""
    desk, number = await answering(probe)
    await desk.page.reload()
    await expect(answer_field(desk.page)).to_have_value(ANSWER)
    await desk.page.get_by_role("button", name="Cerrar el ticket").click()
    await expect(answer_field(desk.page)).to_have_count(0)
    await desk.page.goto(f"/bandeja/{number}")
    await expect(answer_field(desk.page)).to_have_value(ANSWER)
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await desk.expect_text("✓ Respuesta guardada.")
    await desk.page.reload()
    await expect(contact_steps.step_group(desk.page)).to_be_visible()
    await expect(answer_field(desk.page)).to_have_count(0)


async def test_an_expired_session_keeps_the_text_for_the_same_user(probe: PageProbe, axe: str) -> None:
    """The refused step leads to the sign-in screen, which says that the text is kept; then it is sent."""
    probe.expects_session_end = True
    desk, _ = await answering(probe)
    await desk.page.context.clear_cookies()
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await desk.expect_text("Su sesión terminó. Lo que escribió sigue en esta pestaña: ingrese para continuar.")
    assert await Checker(axe).violations(desk.page) == []
    await sign_in_again(desk.page, "escrita1")
    await expect(answer_field(desk.page)).to_have_value(ANSWER)
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await desk.expect_text("✓ Respuesta guardada.")


async def test_another_user_of_the_same_tab_does_not_see_the_text(probe: PageProbe) -> None:
    """If a colleague signs in after the session expired, the form is closed and the text is gone."""
    probe.expects_session_end = True
    desk, number = await answering(probe)
    await desk.page.context.clear_cookies()
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await sign_in_again(desk.page, "coordinador")
    await expect(desk.page.get_by_role("heading", name=number)).to_be_visible()
    await expect(contact_steps.step_group(desk.page)).to_be_visible()
    await expect(answer_field(desk.page)).to_have_count(0)
    assert ANSWER not in await desk.page.locator("body").inner_text()


async def test_a_lost_network_keeps_the_text_and_offers_another_try(probe: PageProbe, axe: str) -> None:
    """Without a network the step says so, the text stays, and the same step succeeds when the network returns."""
    probe.expects_outage = True
    desk, _ = await answering(probe)
    await desk.page.context.set_offline(True)
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await desk.expect_text("No hay conexión con el servidor. Lo que escribió sigue aquí.")
    await expect(answer_field(desk.page)).to_have_value(ANSWER)
    assert await Checker(axe).violations(desk.page) == []
    await desk.page.context.set_offline(False)
    await desk.page.get_by_role("complementary").get_by_role("button", name="Intentar de nuevo").last.click()
    await desk.expect_text("✓ Respuesta guardada.")


async def test_a_reload_after_a_colleagues_step_says_what_changed(probe: PageProbe, axe: str) -> None:
    """After the reload the notice has the colleague's note, and the text is sent with the new version."""
    desk, number = await answering(probe)
    colleague = await probe.open_context()
    await request_as_user(colleague.request, "POST", "/session", {"username": "coordinador", "password": DEMO_PASSWORD})
    version = (await request_as_user(colleague.request, "GET", f"/tickets/{number}"))["version"]
    note = {"step": "note", "version": version, "text": "Revise el comprobante."}
    await request_as_user(colleague.request, "POST", f"/tickets/{number}/steps", note)
    await desk.page.reload()
    notice = desk.page.get_by_role("alert").filter(has_text="Otra persona cambió este ticket.")
    await expect(notice).to_contain_text("Lo que usted escribió sigue aquí; revise si todavía sirve.")
    await expect(notice).to_contain_text("Revise el comprobante.")
    await expect(answer_field(desk.page)).to_have_value(ANSWER)
    assert await Checker(axe).violations(desk.page) == []
    await notice.get_by_role("button", name="Entendido").click()
    await answer_field(desk.page).focus()
    await desk.press("Control+Enter")
    await desk.expect_text("✓ Respuesta guardada.")
