"""State that the desk must not lose in any failure: a half-filled form and a call in talk."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.support.browser.advisor_page import PETITION, AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.process_killer import kill_and_wait
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

TOPIC = "Solicitud · Renovación del crédito"
MORE = " Y pide copia."


async def in_talk(probe: PageProbe, rig: CallRig) -> tuple[AdvisorPage, str]:
    """Answer a call and fill in half the form; return the desk and the call."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_talking()
    await desk.choose_topic("renov", TOPIC)
    await desk.write_text(PETITION)
    return desk, await desk.latest_call()


async def check_call_continues(desk: AdvisorPage, rig: CallRig, call: str) -> None:
    """Check that the call is still in talk and under control, and that the typed text can be filed."""
    await desk.press("Alt+r")
    await desk.expect_text("Retenida · quien llama oye música")
    await desk.press("Alt+r")
    await expect(desk.page.get_by_role("button", name="Retener")).to_be_visible()
    assert (await rig.timeline(call, "CallRetrieved")).has_in_order("CallAnswered", "CallHeld", "CallRetrieved")
    await desk.press("Alt+t")
    await expect(desk.page.locator("#texto")).to_be_focused()
    await desk.press("Control+Enter")
    number = await desk.filed_ticket_number()
    story = await rig.timeline(call, "TicketFiled")
    assert [fact["ticket"] for fact in story.facts("TicketFiled")] == [number]
    assert "CallEnded" not in story.kinds


async def test_neither_a_reload_nor_another_computer_loses_anything(probe: PageProbe, rig: CallRig) -> None:
    """After a reload right after the last key, or in another browser, call and form are there again."""
    desk, call = await in_talk(probe, rig)
    await desk.page.reload()
    await desk.expect_online()
    await desk.expect_form(TOPIC, PETITION)
    await expect(desk.page.get_by_text("Guardado", exact=True)).to_be_visible()
    other = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await other.expect_form(TOPIC, PETITION)
    await check_call_continues(other, rig, call)


async def test_the_death_of_a_process_loses_nothing(probe: PageProbe, rig: CallRig, system: System) -> None:
    """After kill -9 of router and API the desk reconnects by itself, the call has continued, the form is unchanged."""
    probe.expects_outage = True
    desk, call = await in_talk(probe, rig)
    await kill_and_wait(system, "router")
    await kill_and_wait(system, "api")
    await desk.type(MORE)
    await desk.expect_online()
    await desk.expect_form(TOPIC, PETITION + MORE)
    await check_call_continues(desk, rig, call)


async def test_without_network_desk_says_so_and_accepts_text(probe: PageProbe, rig: CallRig) -> None:
    """Without a network the desk says so and accepts text; when the network returns, it reconnects by itself."""
    probe.expects_outage = True
    desk, call = await in_talk(probe, rig)
    await desk.page.context.set_offline(True)
    await desk.expect_text("Este equipo no tiene red.", "Sin red en este equipo", "Guardado en este equipo")
    await desk.expect_text("Sin conexión: use los botones de su teléfono.")
    await desk.type(MORE)
    await desk.expect_form(TOPIC, PETITION + MORE)
    await desk.page.context.set_offline(False)
    await desk.expect_online()
    await expect(desk.page.get_by_text("Este equipo no tiene red.")).to_be_hidden()
    await expect(desk.page.get_by_text("Guardado", exact=True)).to_be_visible()
    await check_call_continues(desk, rig, call)


async def test_two_tabs_do_not_fight(probe: PageProbe, rig: CallRig, system: System) -> None:
    """Text typed in one tab appears in the other, and filing in both at once creates one ticket."""
    probe.expect_status(409, "/draft")  # both save at once: the second one gets the content that the first one saved
    desk, call = await in_talk(probe, rig)
    other = await AdvisorPage.open_tab(desk.page.context)
    await other.expect_form(TOPIC, PETITION)
    await other.press("Alt+t", "End")
    await other.type(MORE)
    await desk.expect_form(TOPIC, PETITION + MORE)
    await desk.press("Alt+t")
    await asyncio.gather(desk.press("Control+Enter"), other.press("Control+Enter"))
    assert await desk.filed_ticket_number() == await other.filed_ticket_number()
    await rig.timeline(call, "TicketFiled")
    assert len((await system.get(f"/api/v1/tickets?call_id={call}"))["tickets"]) == 1
