"""Session timers (RFC 4028) over real UDP: agreements, refreshes, and far ends that are gone.

Sessions last three and four seconds here, so that a test sees one refreshed and one given up.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony import port
from telephony.pyvoip.sip.session.session_timer import SessionPolicy
from tests.integration.telephony.test_sip_outgoing import Uas, phone
from tests.support.sip.raw_sip import SDP_OFFER, ReceivedMessage, SipRig, UserAgentClient, start_sip_rig

pytestmark = pytest.mark.integration

TIMED = "Supported: timer\n"


@pytest_asyncio.fixture
async def quick() -> AsyncIterator[SipRig]:
    """Start a gateway whose sessions are short."""
    async with start_sip_rig(sessions=SessionPolicy(interval_s=4, min_interval_s=3)) as made:
        yield made


async def talking(sip: SipRig, more: str = "") -> tuple[UserAgentClient, ReceivedMessage, str]:
    """Bring a call up; return its caller, our 200 and its id."""
    uac = sip.uac()
    uac.send("INVITE", SDP_OFFER, more)
    offer = await sip.signal()
    await sip.gateway.send(port.Answer(id="answer", call_id=offer.call_id))
    answer = await sip.wire.response(200)
    uac.to_tag = answer.to_tag
    uac.send("ACK")
    return uac, answer, offer.call_id


def say(sip: SipRig, request: ReceivedMessage, code: int, more: str = "", body: str = "") -> None:
    """Answer a request of the gateway inside a dialog."""
    head = "".join(f"{name}: {request.header(name)}\n" for name in ("Via", "From", "To", "Call-ID", "CSeq"))
    kind = "Content-Type: application/sdp\n" if body else ""
    length = len(body.replace("\n", "\r\n"))
    contact = f"Contact: <sip:3001234567@127.0.0.1:{sip.wire.port}>\n"
    sip.wire.send(f"SIP/2.0 {code} Said\n{head}{contact}{more}{kind}Content-Length: {length}\n\n{body}", sip.port)


async def lost(sip: SipRig, call_id: str, leg: str = port.CALLER) -> None:
    """Check that the leg is given up: a BYE, and a cause that says that the far end was gone."""
    await sip.wire.request("BYE")
    assert await sip.signal() == port.LegHungUp(call_id=call_id, leg=leg, cause="media_lost")


async def test_caller_without_session_timers_receives_none_of_their_headers(sip: SipRig) -> None:
    """A caller without session timers receives none of their headers."""
    _, answer, _ = await talking(sip)
    assert not any(answer.header(name) for name in ("Session-Expires", "Require", "Supported", "Min-SE"))


async def test_a_caller_with_timers_refreshes(sip: SipRig) -> None:
    """The gateway shortens the caller's interval to its own, and the caller is to refresh."""
    _, answer, _ = await talking(sip, f"{TIMED}Session-Expires: 1800\n")
    assert (answer.header("Session-Expires"), answer.header("Require")) == ("180;refresher=uac", "timer")


async def test_too_short_a_session_is_refused(sip: SipRig) -> None:
    """422 names the shortest interval, and the caller is served when it asks for that, also by `Require: timer`."""
    uac = sip.uac()
    uac.send("INVITE", SDP_OFFER, f"{TIMED}Session-Expires: 60\n")
    refusal = await sip.wire.response(422)
    assert refusal.header("Min-SE") == "90"
    uac.send("ACK", to=refusal.header("To"))
    _, answer, _ = await talking(sip, "Supported: timer\nRequire: timer\nSession-Expires: 90\nMin-SE: 90\n")
    assert answer.header("Session-Expires") == "90;refresher=uac"


async def test_answer_to_options_lists_session_timers_and_update(sip: SipRig) -> None:
    """The answer to OPTIONS lists session timers and UPDATE."""
    sip.uac().send("OPTIONS")
    response = await sip.wire.response(200)
    assert response.header("Supported") == "timer"
    assert "UPDATE" in response.header("Allow")


async def test_call_lasts_beyond_its_first_session(quick: SipRig) -> None:
    """The call lasts beyond its first session; then, without a refresh, it is given up."""
    uac, _, call_id = await talking(quick, f"{TIMED}Session-Expires: 3;refresher=uac\n")
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(1.0)
    uac.send("UPDATE", "", f"{TIMED}Session-Expires: 3;refresher=uac\n")
    assert (await quick.wire.response(200, "UPDATE")).header("Session-Expires") == "3;refresher=uac"
    await lost(quick, call_id)
    assert asyncio.get_running_loop().time() - began >= 3.0


async def test_a_caller_may_refresh_by_reinvite(sip: SipRig) -> None:
    """The re-INVITE agrees on the description as usual, and on the side that refreshes next."""
    uac, _, _ = await talking(sip, f"{TIMED}Session-Expires: 120;refresher=uac\n")
    uac.send("INVITE", SDP_OFFER, f"{TIMED}Session-Expires: 120;refresher=uas\n")
    answer = await sip.wire.response(200)
    assert (answer.header("Session-Expires"), "m=audio" in answer.body) == ("120;refresher=uas", True)


async def test_an_update_may_move_the_voice(sip: SipRig) -> None:
    """RFC 3311: an offer in UPDATE is answered in its 200, and an unacceptable one changes nothing."""
    uac, _, _ = await talking(sip, TIMED)
    uac.send("UPDATE", SDP_OFFER.replace("4000", "4002"), TIMED)
    answer = await sip.wire.response(200, "UPDATE")
    assert "m=audio" in answer.body
    uac.send("UPDATE", SDP_OFFER.replace("RTP/AVP 0 101", "RTP/AVP 18"), TIMED)
    await sip.wire.response(488, "UPDATE")
    uac.send("UPDATE", "", f"{TIMED}Session-Expires: 30\n")
    assert (await sip.wire.response(422, "UPDATE")).header("Min-SE") == "90"


async def test_we_refresh_by_update_where_the_caller_takes_it(quick: SipRig) -> None:
    """The gateway refreshes at half time, as often as needed, with rising numbers and no signal."""
    _, answer, _ = await talking(quick, f"{TIMED}Session-Expires: 4;refresher=uas\nAllow: INVITE, ACK, BYE, UPDATE\n")
    assert answer.header("Session-Expires") == "4;refresher=uas"
    numbers = []
    for _ in range(2):
        update = await quick.wire.request("UPDATE")
        assert update.header("Session-Expires") == "4;refresher=uac"
        numbers.append(int(update.header("CSeq").split()[0]))
        say(quick, update, 200, "Require: timer\nSession-Expires: 4;refresher=uac\n")
    assert numbers == [1, 2]
    assert quick.signals.empty()


async def test_we_refresh_by_reinvite_where_the_caller_takes_no_update(quick: SipRig) -> None:
    """The re-INVITE repeats the last description word for word, and each of its 200 gets an ACK.

    While it is open, a re-INVITE of the caller is refused with 491 (§14.2).
    """
    uac, answer, _ = await talking(quick, f"{TIMED}Session-Expires: 4;refresher=uas\n")
    again = await quick.wire.request("INVITE")
    assert again.body == answer.body
    assert again.header("Session-Expires") == "4;refresher=uac"
    uac.send("INVITE", SDP_OFFER, TIMED)
    refusal = await quick.wire.next(lambda message: message.code == 491)
    assert refusal.header("Call-ID") == uac.call_id
    for _ in range(2):
        say(quick, again, 200, "Session-Expires: 4;refresher=uac\n", SDP_OFFER)
        assert (await quick.wire.request("ACK")).header("CSeq").split()[0] == again.header("CSeq").split()[0]


async def test_call_ends_with_cause_that_says_so_if_far_end_restarted_or_is_gone(quick: SipRig) -> None:
    """If the far end restarted or is gone, the call ends with a cause that says so."""
    _, _, call_id = await talking(quick, f"{TIMED}Session-Expires: 4;refresher=uas\nAllow: UPDATE\n")
    say(quick, await quick.wire.request("UPDATE"), 481)
    await lost(quick, call_id)


async def test_call_is_given_up_before_session_expires(quick: SipRig) -> None:
    """The call is given up before the session expires; a caller without timers stays."""
    await talking(quick)
    _, _, call_id = await talking(quick, f"{TIMED}Session-Expires: 4;refresher=uas\nAllow: UPDATE\n")
    await quick.wire.request("UPDATE")
    await lost(quick, call_id)
    assert (quick.gateway.calls, quick.signals.empty()) == (1, True)


async def test_a_refresh_that_is_refused_does_not_end_the_call_at_once(quick: SipRig) -> None:
    """A far end that refuses UPDATE gets a re-INVITE, and one that asks for longer sessions gets them."""
    await talking(quick, f"{TIMED}Session-Expires: 4;refresher=uas\nAllow: UPDATE\n")
    say(quick, await quick.wire.request("UPDATE"), 405)
    first = await quick.wire.request("INVITE")
    say(quick, first, 422, "Min-SE: 6\n")
    longer = await quick.wire.request("INVITE")
    assert (longer.header("Session-Expires"), longer.header("Min-SE")) == ("6;refresher=uac", "6")
    say(quick, longer, 500)
    assert quick.gateway.calls == 1


async def test_a_phone_that_is_rung_is_asked_for_a_timer(sip: SipRig) -> None:
    """The phone chooses the side that refreshes, and a 422 is followed by a longer session."""
    uas = await phone(sip)
    assert [uas.invite.header(name) for name in ("Supported", "Session-Expires", "Min-SE")] == ["timer", "180", "90"]
    uas.say(422, more="Min-SE: 300\n")
    await sip.wire.request("ACK")
    uas.invite = await sip.wire.request("INVITE")
    assert [uas.invite.header(name) for name in ("Session-Expires", "Min-SE")] == ["300", "300"]
    uas.say(200, body=SDP_OFFER, more="Require: timer\nSession-Expires: 300;refresher=uas\n")
    assert await sip.signal() == port.LegAnswered(call_id=uas.call_id, leg="advisor-1")


async def up(sip: SipRig, more: str) -> Uas:
    """Bring up a call to a phone that answers."""
    uas = await phone(sip)
    uas.say(200, body=SDP_OFFER, more=more)
    await sip.wire.request("ACK")
    assert await sip.signal() == port.LegAnswered(call_id=uas.call_id, leg="advisor-1")
    return uas


async def test_we_refresh_a_phone_that_wants_it(quick: SipRig) -> None:
    """The gateway refreshes when the phone chooses so."""
    uas = await up(quick, "Session-Expires: 4;refresher=uac\nAllow: UPDATE\n")
    update = await quick.wire.request("UPDATE")
    assert update.header("To").endswith("tag=far")
    say(quick, update, 408)
    await lost(quick, uas.call_id, "advisor-1")
