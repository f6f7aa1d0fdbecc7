"""Our own caller and the sample advisors, with each other and through a gateway."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from telephony.port import TelephonyError
from telephony.pyvoip.media.tones import tone
from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.scripted_users import KeyPress, ScriptedAdvisor, ScriptedCaller, Softphone
from telephony.softphone.trace import CallReport
from tests.support.sip.raw_sip import SipRig, SipSocket, start_real_time_sip_rig

pytestmark = pytest.mark.integration
RTP_PORTS = range(16_200, 18_000)
VOICE = tone([440], 0.5)


@pytest_asyncio.fixture
async def sip() -> AsyncIterator[SipRig]:
    """Start a gateway in real time, as the phones' media are."""
    async with start_real_time_sip_rig() as made:
        yield made


def caller() -> ScriptedCaller:
    """Open a caller's phone."""
    return ScriptedCaller(rtp_ports=RTP_PORTS)


def hung_up_by(report: CallReport) -> str:
    """Return ``us``, ``far_end``, or ``nobody`` when the call was never up."""
    return {"hung_up": "us", "far_end_hung_up": "far_end"}.get(report.events[-1].kind, "nobody")


async def test_a_sample_advisor_rings_answers_speaks_and_stays() -> None:
    """The caller's report has these steps in order, and names the caller as the side that hung up."""
    advisor = ScriptedAdvisor(Softphone(voice=VOICE, rtp_ports=RTP_PORTS), lambda: AnswerBehaviour(ringing_s=0.2))
    await advisor.start()
    try:
        report = await caller().place_call(advisor.uri, seconds=1.5)
    finally:
        await advisor.stop()
    happened = [event.kind for event in report.events]
    assert happened[:4] == ["dialled", "trying", "ringing", "answered"]
    assert "first_audio" in happened
    assert "sound" in happened
    assert (report.status, report.is_answered, hung_up_by(report)) == (200, True, "us")
    answered, ringing = report.time_of("answered"), report.time_of("ringing")
    assert answered is not None
    assert ringing is not None
    assert answered - ringing >= 0.15


async def test_advisor_whose_caller_left_early_takes_next_call() -> None:
    """An advisor whose caller left early takes the next call."""
    advisor = ScriptedAdvisor(Softphone(rtp_ports=RTP_PORTS), lambda: AnswerBehaviour(ringing_s=0.0))
    await advisor.start()
    try:
        reports = [await caller().place_call(advisor.uri, seconds=0.2) for _ in range(2)]
    finally:
        await advisor.stop()
    assert all(report.is_answered for report in reports)


async def test_a_sample_advisor_takes_each_call_in_its_manner() -> None:
    """One call rings with no answer; the next is answered and hung up after a while."""
    manners = iter((AnswerBehaviour(ringing_s=0.1, answers=False), AnswerBehaviour(ringing_s=0.1, max_talk_s=0.3)))
    advisor = ScriptedAdvisor(Softphone(rtp_ports=RTP_PORTS), lambda: next(manners))
    await advisor.start()
    try:
        reports = [await caller().place_call(advisor.uri, seconds=10) for _ in range(2)]
    finally:
        await advisor.stop()
    assert [(report.status, hung_up_by(report)) for report in reports] == [(480, "nobody"), (200, "far_end")]


async def test_digit_and_hangup_pass_through_gateway(sip: SipRig) -> None:
    """Through the gateway the digit arrives, and the far end sees our Hangup."""
    placing = asyncio.create_task(caller().place_call(f"sip:bogota@127.0.0.1:{sip.port}", [KeyPress("4", 0.2)], 10))
    call_id = (await sip.signal()).call_id
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    await sip.gateway.send(port.Collect(id="collect", call_id=call_id, first_digit_s=10))
    collected = await sip.signal()
    assert isinstance(collected, port.DigitsCollected)
    assert collected.digits == "4"
    await sip.gateway.send(port.Hangup(id="hangup", call_id=call_id))
    report = await placing
    assert hung_up_by(report) == "far_end"
    assert [event.detail for event in report.events if event.kind == "pressed"] == ["4"]


async def test_a_line_that_we_do_not_have_is_reported_with_its_status(sip: SipRig) -> None:
    """The report has 404 and no hang-up, because the call was never up."""
    report = await caller().place_call(f"sip:nada@127.0.0.1:{sip.port}")
    assert (report.status, report.is_answered, hung_up_by(report)) == (404, False, "nobody")
    assert str(report.events[-1]).endswith("No contestaron: el número no existe o no responde.")


async def test_advisor_phone_reports_port_in_use() -> None:
    """The error is one clear sentence."""
    occupant = await SipSocket().open()
    try:
        with pytest.raises(TelephonyError, match="ya está en uso"):
            await ScriptedAdvisor(Softphone(port=occupant.port)).start()
    finally:
        occupant.close()
