"""Transfers to another advisor or to the survey, in real browsers on the real system, by keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import PageProbe
from tests.support.sip.sipp import press, stay

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]

ASKED = "Camilo"
"""Part of the consulted advisor's name: asesor2's."""


async def consulting(probe: PageProbe, rig: CallRig) -> tuple[AdvisorPage, AdvisorPage, str]:
    """Let the first advisor talk with a caller and consult the second one while the caller hears music."""
    first = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    second = await AdvisorPage.sign_in(await probe.open_context(), "asesor2")
    await first.become_available()
    await second.become_available()
    await rig.caller("1")
    await first.expect_ringing()
    call = await first.latest_call()
    await first.expect_talking()
    await first.press("Alt+o")
    await expect(first.page.get_by_placeholder("Escriba una parte del nombre")).to_be_focused()
    await first.type(ASKED)
    await first.press("ArrowDown")
    await expect(first.page.get_by_role("radio", checked=True)).to_be_focused()
    await first.press("Tab")
    await expect(first.page.get_by_role("button", name="Consultar antes")).to_be_focused()
    await first.press("Enter")
    await first.expect_text(f"Consultando a {ASKED}")
    await second.expect_text("Le consultan · conteste en su teléfono", "Posible cliente")
    await second.expect_text("Le consultan · quien llama espera")
    await expect(first.page.get_by_role("button", name="Entregar")).to_be_enabled()
    await expect(first.page.get_by_role("button", name="Hablar los tres")).to_have_count(0)  # the gateway cannot
    return first, second, call


async def test_a_call_is_handed_over_after_speaking_about_it(probe: PageProbe, rig: CallRig) -> None:
    """After a consultation the second advisor controls the call, the first wraps up, and the log has it all."""
    first, second, call = await consulting(probe, rig)
    await first.press("Alt+o")
    await first.expect_text("La llamada pasó a otro · tipifique")
    await second.expect_talking()
    await second.expect_text("La transfirió Ana Lucía Rojas")
    await second.press("Alt+r")
    await second.expect_text("Retenida")
    await second.press("Alt+r")
    await second.hang_up()
    story = await rig.timeline(call, "CallEnded")
    expected = ("CallAnswered", "CallHeld", "ConsultationBegan", "ConsultationEnded", "CallTransferred", "CallEnded")
    assert story.has_in_order(*expected), " ".join(story.kinds)
    [transferred] = story.facts("CallTransferred")
    assert (transferred["to"], transferred["kind"]) == ("advisor:asesor2", "attended")
    assert [fact["result"] for fact in story.facts("ConsultationEnded")] == ["transferred"]


async def test_first_advisor_talks_with_caller_again_who_is_no_longer_on_hold(probe: PageProbe, rig: CallRig) -> None:
    """The first advisor talks with the caller again, who is no longer on hold, and the second one is free at once."""
    first, second, call = await consulting(probe, rig)
    await first.press("Alt+r")
    await first.expect_talking()
    await first.expect_text("En conversación")
    await second.expect_state("Disponible")
    await second.expect_text("Listo para atender")
    await first.hang_up()
    story = await rig.timeline(call, "CallEnded")
    assert story.has_in_order("ConsultationBegan", "ConsultationEnded", "CallRetrieved", "CallEnded"), " ".join(
        story.kinds
    )
    assert [fact["result"] for fact in story.facts("ConsultationEnded")] == ["taken_back"]
    assert "CallTransferred" not in story.kinds


async def test_refusal_of_call_flow_appears_on_requesting_advisor_screen(probe: PageProbe, rig: CallRig) -> None:
    """A refusal of the call flow appears on the requesting advisor's screen, and disappears after a granted request."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    call = await desk.latest_call()
    await desk.expect_talking()
    for action, status in (("hand_over", 409), ("join", 409), ("pause_recording", 202)):  # the flow refuses the last
        wish = {"action": action}
        response = await desk.page.request.post(f"/api/v1/calls/{call}/control", data=wish, headers={"X-Atencion": "1"})
        assert response.status == status
    notice = desk.page.get_by_role("alert").filter(has_text="No se pudo pausar la grabación")
    await expect(notice).to_be_visible()
    await desk.press("Alt+r")
    await desk.expect_text("Retenida")
    await expect(notice).to_be_hidden()
    assert [fact["reason"] for fact in (await rig.timeline(call, "CallHeld")).facts("WishRefused")] == ["unsupported"]


async def test_a_caller_is_handed_to_the_survey(probe: PageProbe, rig: CallRig) -> None:
    """One key and its confirmation send the caller to the survey: the advisor wraps up, and the caller answers."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    caller = await rig.caller("1", stay(16.0), press("5"), "hung_up", line="nacional")
    await desk.expect_ringing()
    call = await desk.latest_call()
    await desk.expect_talking()
    await desk.press("Alt+u")
    await expect(desk.page.get_by_role("button", name="¿Encuesta?")).to_be_visible()
    await desk.press("Alt+u")
    await desk.expect_wrap_up()
    story = await rig.timeline(call, "SurveyEnded")
    expected = ("CallAnswered", "CallEnded", "SurveyBegan", "SurveyAnswered", "SurveyEnded")
    assert story.has_in_order(*expected), " ".join(story.kinds)
    [answered] = story.facts("SurveyAnswered")
    assert (answered["advisor"], answered["answer"]) == ("asesor1", "5")
    assert not story.facts("CallTransferred")
    assert await caller.succeeded(), caller.complaint()


async def test_a_line_without_a_survey_offers_none(probe: PageProbe, rig: CallRig) -> None:
    """Without a survey there is no button, and its key does nothing."""
    desk = await AdvisorPage.sign_in(await probe.open_context(), "asesor1")
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_talking()
    await expect(desk.page.get_by_role("button", name="Encuesta")).to_have_count(0)
    await desk.press("Alt+u", "Alt+u")
    await desk.expect_text("En conversación")
    await desk.hang_up()
