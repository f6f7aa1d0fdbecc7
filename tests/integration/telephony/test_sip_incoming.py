"""Incoming calls over real UDP: the gateway's answer to each turn that a caller may take."""

import asyncio

import pytest

from telephony import port
from telephony.port import TelephonyError
from tests.support.sip.raw_sip import SDP_OFFER, ReceivedMessage, SipRig, SipSocket, UserAgentClient, start_sip_rig

pytestmark = pytest.mark.integration


async def offered(sip: SipRig, body: str = SDP_OFFER) -> tuple[UserAgentClient, str]:
    """Dial a call that is offered and not answered yet; return it and its id."""
    uac = sip.uac()
    uac.send("INVITE", body)
    await sip.wire.response(100)
    return uac, (await sip.signal()).call_id


async def talking(sip: SipRig, body: str = SDP_OFFER) -> tuple[UserAgentClient, str, ReceivedMessage]:
    """Bring a call up; return it, its id and its 200."""
    uac, call_id = await offered(sip, body)
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    answer = await sip.wire.response(200)
    uac.to_tag = answer.to_tag
    uac.send("ACK", "" if body else SDP_OFFER)
    return uac, call_id, answer


async def test_a_call_rings_at_once_and_is_offered(sip: SipRig) -> None:
    """The gateway sends 100 and 180 before the call is decided, so that a waiting caller hears ringing."""
    uac = sip.uac()
    uac.send("INVITE", SDP_OFFER)
    assert (await sip.wire.next()).code == 100
    assert (await sip.wire.next()).code == 180
    offer = await sip.signal()
    assert isinstance(offer, port.CallOffered)
    assert (offer.line, offer.caller, offer.refused) == ("bogota", "3001234567", None)


async def test_an_answer_has_one_line_for_each_that_was_offered(sip: SipRig) -> None:
    """Video is refused with port 0, and the sound is u-law with its digits."""
    _, _, answer = await talking(sip, SDP_OFFER + "m=video 5000 RTP/AVP 96\n")
    assert [line for line in answer.body.splitlines() if line.startswith("m=")][1] == "m=video 0 RTP/AVP 96"
    assert answer.header("Content-Type") == "application/sdp"
    assert answer.header("Contact").startswith("<sip:atencion@127.0.0.1:")


async def test_200_is_repeated_until_acknowledged(sip: SipRig) -> None:
    """§13.3.1.4: the 200 is repeated until the ACK and not after it."""
    uac, call_id = await offered(sip)
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    first, second = await sip.wire.response(200), await sip.wire.response(200)
    assert first == second
    uac.to_tag = first.to_tag
    uac.send("ACK")
    uac.send("BYE")
    await sip.wire.response(200, "BYE")
    assert await sip.signal() == port.LegHungUp(call_id=call_id, leg=port.CALLER)


async def test_a_repeated_invite_is_no_second_call(sip: SipRig) -> None:
    """A repeated INVITE gets the last provisional answer again, and causes no signal."""
    uac = sip.uac()
    text = uac.send("INVITE", SDP_OFFER)
    await sip.wire.response(180)
    sip.wire.send(text, sip.port)
    await sip.wire.response(180)
    await sip.signal()
    assert sip.signals.empty()
    assert sip.gateway.calls == 1


async def test_the_same_invite_by_another_way_is_refused(sip: SipRig) -> None:
    """§8.2.2.2: a merged request gets 482."""
    uac, _ = await offered(sip)
    uac.seq -= 1
    uac.send("INVITE", SDP_OFFER)
    await sip.wire.response(482)
    assert sip.gateway.calls == 1


async def test_a_cancelled_call_is_not_answered_later(sip: SipRig) -> None:
    """The CANCEL gets 200, the INVITE gets 487, and the caller is gone (§9.2)."""
    uac, call_id = await offered(sip)
    uac.send("CANCEL")
    assert (await sip.wire.response(200, "CANCEL")).code == 200
    refusal = await sip.wire.response(487, "INVITE")
    uac.to_tag = refusal.to_tag
    uac.send("ACK")
    assert await sip.signal() == port.LegHungUp(call_id=call_id, leg=port.CALLER)
    with pytest.raises(port.UnknownLeg):
        await sip.gateway.send(port.Answer(id="late", call_id=call_id))


async def test_a_cancel_of_nothing_is_481(sip: SipRig) -> None:
    """A CANCEL without a transaction gets 481."""
    uac = sip.uac()
    uac.branch = "z9hG4bKnothing"
    uac.send("CANCEL")
    await sip.wire.response(481, "CANCEL")


async def test_timer_g_repeats_refusal_until_its_ack(sip: SipRig) -> None:
    """Timer G (§17.2.1) repeats a refusal until its ACK."""
    uac, call_id = await offered(sip)
    await sip.gateway.send(port.Reject(id="reject", call_id=call_id, status=486))
    first, second = await sip.wire.response(486), await sip.wire.response(486)
    assert first == second
    uac.to_tag = first.to_tag
    uac.send("ACK")
    assert sip.signals.empty()


async def test_a_number_of_no_line_is_refused_each_time_that_it_is_asked_for(sip: SipRig) -> None:
    """The refusal is stateless (§8.2.7): sent once for each INVITE, with the same tag, and its ACK is ignored."""
    uac = sip.uac("nowhere")
    text = uac.send("INVITE", SDP_OFFER)
    first = await sip.wire.response(404)
    await asyncio.sleep(0.6)  # longer than T1
    assert len(sip.wire.received) == 1
    sip.wire.send(text, sip.port)
    assert await sip.wire.response(404) == first
    uac.to_tag = first.to_tag
    uac.send("ACK")
    assert await sip.alive()
    assert sip.signals.empty()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (SDP_OFFER.replace("0 101", "18").replace("a=rtpmap:101 telephone-event/8000\n", ""), 488),
        (SDP_OFFER.replace("RTP/AVP", "RTP/SAVP"), 488),
        ("not a description\n", 488),
    ],
    ids=["g729-only", "srtp", "garbage"],
)
async def test_sound_that_we_cannot_speak_is_refused(sip: SipRig, body: str, code: int) -> None:
    """The call is refused before it is offered."""
    sip.uac().send("INVITE", body)
    await sip.wire.response(code)
    assert sip.signals.empty()


@pytest.mark.parametrize(
    ("method", "more", "code", "header"),
    [
        ("OPTIONS", "", 200, "Allow"),
        ("REGISTER", "", 405, "Allow"),
        ("MESSAGE", "", 405, "Allow"),
        ("DANCE", "", 501, "Allow"),
        ("BYE", "", 481, "To"),
        ("OPTIONS", "Require: 100rel, timer\n", 420, "Unsupported"),
        ("INVITE", "Content-Type: text/plain\n", 415, "Accept"),
        ("INVITE", "Content-Encoding: gzip\n", 415, "Accept-Encoding"),
        ("INVITE", "Accept: text/plain\n", 406, "To"),
    ],
)
async def test_refusal_names_supported_features(sip: SipRig, method: str, more: str, code: int, header: str) -> None:
    """§8.2: the refusal names what is supported."""
    sip.uac().send(method, SDP_OFFER if method == "INVITE" else "", more)
    answer = await sip.wire.response(code)
    assert answer.header(header)
    assert answer.to_tag


async def test_another_scheme_is_416(sip: SipRig) -> None:
    """§8.2.2.1: a scheme other than SIP gets 416."""
    sip.uac().send("INVITE", SDP_OFFER, uri="tel:+576015550100")
    await sip.wire.response(416)


async def test_a_late_offer_is_answered_with_our_offer(sip: SipRig) -> None:
    """To an INVITE without SDP the 200 offers, the ACK answers, and then there is sound (§13.2.1)."""
    uac, call_id, answer = await talking(sip, "")
    assert "m=audio" in answer.body
    assert " 0 8 101" in answer.body
    await sip.gateway.send(port.Play(id="play", call_id=call_id, sounds=("tone",)))
    uac.send("BYE")
    await sip.wire.response(200, "BYE")


async def test_a_late_offer_that_the_ack_does_not_answer_ends_the_call(sip: SipRig) -> None:
    """There would be no sound, so the gateway sends BYE."""
    uac, call_id = await offered(sip, "")
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    uac.to_tag = (await sip.wire.response(200)).to_tag
    uac.send("ACK")
    assert await sip.wire.request("BYE")
    assert await sip.signal() == port.LegHungUp(call_id=call_id, leg=port.CALLER, cause="failed")


@pytest.mark.parametrize(
    ("requested", "answered"), [("sendonly", "recvonly"), ("inactive", "inactive"), ("recvonly", "sendonly")]
)
async def test_answer_to_re_invite_mirrors_direction(sip: SipRig, requested: str, answered: str) -> None:
    """The answer to a re-INVITE mirrors the direction; the version of our description rises, its id stays."""
    uac, _, first = await talking(sip)
    versions = [first.body.splitlines()[1].split()[1:3]]
    for direction, expected in ((requested, answered), ("sendrecv", "sendrecv")):
        uac.send("INVITE", SDP_OFFER + f"a={direction}\n")
        again = await sip.wire.response(200, "INVITE")
        uac.send("ACK")
        assert f"a={expected}\r\n" in again.body
        versions.append(again.body.splitlines()[1].split()[1:3])
    assert len({session for session, _ in versions}) == 1
    assert [int(version) for _, version in versions] == [1, 2, 3]


async def test_a_re_invite_that_cannot_be_agreed_changes_nothing(sip: SipRig) -> None:
    """The re-INVITE gets 488, and the call goes on."""
    uac, call_id, _ = await talking(sip)
    uac.send("INVITE", SDP_OFFER.replace("RTP/AVP", "RTP/SAVP"))
    refusal = await sip.wire.response(488, "INVITE")
    assert refusal.to_tag == uac.to_tag
    uac.send("ACK")
    assert sip.gateway.holds(call_id)
    assert sip.signals.empty()


async def test_a_re_invite_before_the_ack_has_to_wait(sip: SipRig) -> None:
    """The re-INVITE gets 491: two offers must not cross (§14.2)."""
    uac, call_id = await offered(sip)
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    uac.to_tag = (await sip.wire.response(200)).to_tag
    uac.send("INVITE", SDP_OFFER)
    await sip.wire.next(lambda message: message.code == 491)


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf-relay", "Signal=5\nDuration=160\n", "5"),
        ("application/dtmf-relay", "Signal= *\nDuration= 160\n", "*"),
        ("application/dtmf", "7", "7"),
        ("application/dtmf", "11", "#"),
    ],
)
async def test_digits_by_info_count(sip: SipRig, kind: str, body: str, digit: str) -> None:
    """Digits count from both bodies in use, and from both ways to write a star."""
    uac, call_id, _ = await talking(sip)
    await sip.gateway.send(port.Collect(id="collect", call_id=call_id, terminator=""))
    uac.send("INFO", body, f"Content-Type: {kind}\n")
    await sip.wire.response(200, "INFO")
    assert await sip.signal() == port.DigitsCollected(
        call_id=call_id, command_id="collect", digits=digit, ended="complete"
    )


async def test_another_info_is_refused_by_its_type(sip: SipRig) -> None:
    """415 names the accepted types, and an empty INFO is accepted."""
    uac, _, _ = await talking(sip)
    uac.send("INFO", "x", "Content-Type: text/plain\n")
    assert "application/dtmf-relay" in (await sip.wire.response(415, "INFO")).header("Accept")
    uac.send("INFO")
    await sip.wire.response(200, "INFO")


async def test_a_request_of_a_strange_dialog_is_481(sip: SipRig) -> None:
    """Call-ID and both tags must match the call, so a guessed request ends no call."""
    uac, call_id, _ = await talking(sip)
    to_tag, uac.to_tag = uac.to_tag, "guessed"
    uac.send("BYE")
    await sip.wire.response(481, "BYE")
    uac.to_tag = to_tag
    uac.send("BYE", from_="<sip:3001234567@127.0.0.1>;tag=guessed")
    await sip.wire.response(481, "BYE")
    assert sip.gateway.holds(call_id)


async def test_a_request_out_of_order_is_refused(sip: SipRig) -> None:
    """§12.2.2: a number that is not higher than the last is refused."""
    uac, _, _ = await talking(sip)
    uac.send("INFO", cseq="1 INFO")
    await sip.wire.response(500, "INFO")


async def test_our_hang_up_is_a_bye_of_the_dialog(sip: SipRig) -> None:
    """Our BYE swaps the tags and has a branch of its own, and no LegHungUp follows."""
    uac, call_id, _ = await talking(sip)
    await sip.gateway.send(port.Hangup(id="hangup", call_id=call_id))
    bye = await sip.wire.request("BYE")
    assert bye.startswith(f"BYE sip:3001234567@127.0.0.1:{sip.wire.port} SIP/2.0")
    assert bye.header("From").endswith(f";tag={uac.to_tag}")
    assert bye.to_tag == uac.tag
    assert sip.signals.empty()
    assert not sip.gateway.holds(call_id)


async def test_our_hang_up_before_the_ack_waits_for_it(sip: SipRig) -> None:
    """§15: no BYE is sent until the ACK of the 200."""
    uac, call_id = await offered(sip)
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    uac.to_tag = (await sip.wire.response(200)).to_tag
    await sip.gateway.send(port.Hangup(id="hangup", call_id=call_id))
    await sip.wire.response(200, "INVITE")
    assert not [message for message in sip.wire.received if message.startswith("BYE ")]
    uac.send("ACK")
    assert await sip.wire.request("BYE")


@pytest.mark.parametrize(("cause", "code"), [("busy", 486), ("rejected", 603), ("shutdown", 503)])
async def test_our_hang_up_before_the_answer_is_a_refusal(sip: SipRig, cause: port.HangupCause, code: int) -> None:
    """The status of the refusal depends on the cause of the hang-up."""
    _, call_id = await offered(sip)
    await sip.gateway.send(port.Hangup(id="hangup", call_id=call_id, cause=cause))
    await sip.wire.response(code, "INVITE")


async def test_a_reject_says_its_status(sip: SipRig) -> None:
    """The call ends with the status, and no LegHungUp follows."""
    _, call_id = await offered(sip)
    await sip.gateway.send(port.Reject(id="reject", call_id=call_id, status=486))
    await sip.wire.response(486)
    assert not sip.gateway.holds(call_id)
    assert sip.signals.empty()


async def test_an_answer_goes_to_the_sender_even_if_its_via_lies(sip: SipRig) -> None:
    """RFC 3581: rport has the source port of the request, received its source address."""
    sip.uac().send("OPTIONS", via=f"SIP/2.0/UDP 192.0.2.77:1;branch=z9hG4bKlie{sip.wire.port};rport")
    answer = await sip.wire.response(200, "OPTIONS")
    assert f"received=127.0.0.1;rport={sip.wire.port}" in answer.header("Via")


async def test_at_the_cap_a_call_is_refused_and_counted() -> None:
    """The answer is 503 with Retry-After, CallOffered has the reason, and the call in progress goes on."""
    async with start_sip_rig(max_calls=1) as sip:
        _, call_id, _ = await talking(sip)
        late = sip.uac()
        late.send("INVITE", SDP_OFFER)
        refusal = await sip.wire.response(503)
        assert refusal.header("Retry-After")
        offer = await sip.signal()
        assert isinstance(offer, port.CallOffered)
        assert (offer.refused, offer.line) == ("capacity", "bogota")
        assert offer.call_id != call_id
        assert sip.gateway.holds(call_id)


async def test_without_a_port_a_call_is_refused_and_those_of_live_calls_stay() -> None:
    """With one RTP port and two callers, the second is refused and the first keeps the port."""
    async with start_sip_rig(rtp_ports=range(16_100, 16_102)) as sip:
        _, call_id, first = await talking(sip)
        sip.uac().send("INVITE", SDP_OFFER)
        await sip.wire.response(503)
        offer = await sip.signal()
        assert isinstance(offer, port.CallOffered)
        assert offer.refused == "capacity"
        assert "m=audio 16100 " in first.body
        assert sip.gateway.holds(call_id)


async def test_calls_that_are_over_leave_nothing_behind(sip: SipRig) -> None:
    """After fifty calls the gateway holds no call, no dialog and no port."""
    for _ in range(50):
        uac, call_id, _ = await talking(sip)
        uac.send("BYE")
        await sip.wire.response(200, "BYE")
        assert isinstance(await sip.signal(), port.LegHungUp)
        assert not sip.gateway.holds(call_id)
    agent = sip.gateway._agent
    assert (sip.gateway.calls, agent.calls, agent._invited) == (0, {}, {})


async def test_a_port_in_use_is_one_clear_sentence() -> None:
    """The sentence is Spanish, because the operator who starts the system reads it."""
    occupant = await SipSocket().open()
    try:
        with pytest.raises(TelephonyError, match=rf"El puerto {occupant.port}/UDP de 127\.0\.0\.1 ya está en uso"):
            async with start_sip_rig(sip_port=occupant.port):
                pass
    finally:
        occupant.close()


async def test_commands_with_the_same_id_are_carried_out_once(sip: SipRig) -> None:
    """The second Play of an id plays no sound, so the first one ends once."""
    _, call_id, _ = await talking(sip)
    play = port.Play(id="play", call_id=call_id, sounds=("tone",))
    await sip.gateway.send(play)
    await sip.gateway.send(port.StopPlay(id="stop", call_id=call_id))
    assert await sip.signal() == port.PlaybackEnded(call_id=call_id, command_id="play", ended="interrupted")
    await sip.gateway.send(play)
    await sip.gateway.send(port.StopPlay(id="stop-2", call_id=call_id))
    await sip.gateway.send(port.Play(id="other", call_id=call_id, sounds=("tone",)))
    await sip.gateway.send(port.StopPlay(id="stop-3", call_id=call_id))
    assert await sip.signal() == port.PlaybackEnded(call_id=call_id, command_id="other", ended="interrupted")


async def test_an_unknown_sound_can_be_asked_for_again(sip: SipRig) -> None:
    """A failed command does not count as carried out."""
    _, call_id, _ = await talking(sip)
    for _ in range(2):
        with pytest.raises(port.UnknownSound):
            await sip.gateway.send(port.Play(id="play", call_id=call_id, sounds=("nothing",)))
