"""Outgoing calls to a phone on the bare wire: an ACK for each final answer, and the right end of each race."""

import hashlib
import re

import pytest

from telephony import port
from tests.support.sip.raw_sip import SDP_OFFER, ReceivedMessage, SipRig, SipSocket, start_sip_rig

pytestmark = pytest.mark.integration


class Uas:
    """A phone on the bare wire that is being called."""

    def __init__(self, sip: SipRig, call_id: str) -> None:
        self.sip, self.wire, self.call_id = sip, sip.wire, call_id
        self.invite = ReceivedMessage("")

    async def called(self, timeout_s: float = 30.0) -> "Uas":
        """Let the gateway ring it."""
        address = f"sip:advisor@127.0.0.1:{self.wire.port}"
        await self.sip.gateway.send(
            port.Ring(id="ring", call_id=self.call_id, leg="advisor-1", address=address, timeout_s=timeout_s)
        )
        self.invite = await self.wire.request("INVITE")
        return self

    def say(
        self, code: int, request: ReceivedMessage | None = None, body: str = "", more: str = "", tag: str = "far"
    ) -> None:
        """Answer a request, by default the INVITE."""
        request = request or self.invite
        to = request.header("To") if request.to_tag else f"{request.header('To')};tag={tag}"
        text = (
            f"SIP/2.0 {code} Said\nVia: {request.header('Via')}\nFrom: {request.header('From')}\n"
            f"To: {to if code > 100 else request.header('To')}\nCall-ID: {request.header('Call-ID')}\n"
            f"CSeq: {request.header('CSeq')}\nContact: <sip:advisor@127.0.0.1:{self.wire.port}>\n{more}"
            + ("Content-Type: application/sdp\n" if body else "")
            + f"Content-Length: {len(body.replace(chr(10), chr(13) + chr(10)))}\n\n{body}"
        )
        self.wire.send(text, self.sip.port)

    def failed(self, cause: port.LegFailure) -> port.LegFailed:
        """Return the signal of the failure."""
        return port.LegFailed(call_id=self.call_id, leg="advisor-1", cause=cause)


async def caller(sip: SipRig) -> str:
    """Bring up a caller on a wire of its own; return it and the id of its call."""
    wire = await SipSocket().open()
    uac = sip.uac()
    uac.wire = wire
    uac.send("INVITE", SDP_OFFER)
    call_id = (await sip.signal()).call_id
    await sip.gateway.send(port.Answer(id="answer", call_id=call_id))
    uac.to_tag = (await wire.response(200)).to_tag
    uac.send("ACK")
    wire.close()
    return call_id


async def phone(sip: SipRig, timeout_s: float = 30.0) -> Uas:
    """Open a phone that is being called for a caller."""
    return await Uas(sip, await caller(sip)).called(timeout_s)


async def up(sip: SipRig) -> Uas:
    """Bring up a call to a phone that answers."""
    uas = await phone(sip)
    uas.say(200, body=SDP_OFFER)
    await sip.wire.request("ACK")
    assert await sip.signal() == port.LegAnswered(call_id=uas.call_id, leg="advisor-1")
    return uas


async def test_an_invite_is_sent_again_until_something_answers(sip: SipRig) -> None:
    """Timer A repeats the very same bytes."""
    uas = await phone(sip)
    assert await sip.wire.request("INVITE") == uas.invite
    assert "m=audio" in uas.invite.body
    assert uas.invite.header("Max-Forwards") == "70"


async def test_repeated_180s_cause_one_signal_and_100_causes_none(sip: SipRig) -> None:
    """Repeated 180s cause one signal, and 100 causes none."""
    uas = await phone(sip)
    uas.say(100)
    uas.say(180)
    uas.say(183)
    uas.say(200, body=SDP_OFFER)
    assert await sip.signal() == port.LegRinging(call_id=uas.call_id, leg="advisor-1")
    assert await sip.signal() == port.LegAnswered(call_id=uas.call_id, leg="advisor-1")


async def test_a_200_is_acknowledged_each_time_it_comes(sip: SipRig) -> None:
    """The ACK has the far end's tag and Contact, the INVITE's number and a branch of its own (§13.2.2.4)."""
    uas = await phone(sip)
    uas.say(200, body=SDP_OFFER)
    first = await sip.wire.request("ACK")
    uas.say(200, body=SDP_OFFER)
    assert await sip.wire.request("ACK") == first
    assert first.startswith(f"ACK sip:advisor@127.0.0.1:{sip.wire.port} SIP/2.0")
    assert first.to_tag == "far"
    assert first.header("CSeq").split()[0] == uas.invite.header("CSeq").split()[0]
    assert first.header("Via") != uas.invite.header("Via")


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (486, "busy"),
        (600, "busy"),
        (603, "declined"),
        (480, "no_answer"),
        (404, "unreachable"),
        (503, "unreachable"),
        (302, "failed"),
        (488, "failed"),
    ],
)
async def test_every_failure_is_acknowledged_and_has_its_cause(sip: SipRig, code: int, cause: port.LegFailure) -> None:
    """The ACK belongs to the same transaction, and a redirection is not followed."""
    uas = await phone(sip)
    uas.say(code, more="Contact: <sip:elsewhere@127.0.0.1>\n")
    ack = await sip.wire.request("ACK")
    assert ack.header("Via") == uas.invite.header("Via")
    assert ack.to_tag == "far"
    assert await sip.signal() == uas.failed(cause)
    uas.say(code)
    assert (await sip.wire.request("ACK")).to_tag == "far"
    assert sip.signals.empty()


async def test_at_the_time_out_the_invite_is_cancelled(sip: SipRig) -> None:
    """CANCEL has the INVITE's Via and number, and the 487 that follows gets an ACK."""
    uas = await phone(sip, 0.3)
    uas.say(180)
    assert isinstance(await sip.signal(), port.LegRinging)
    cancel = await sip.wire.request("CANCEL")
    assert cancel.header("Via") == uas.invite.header("Via")
    assert cancel.header("CSeq").split()[0] == uas.invite.header("CSeq").split()[0]
    assert await sip.signal() == uas.failed("no_answer")
    uas.say(200, cancel)
    uas.say(487)
    await sip.wire.request("ACK")
    assert sip.signals.empty()


async def test_a_phone_that_says_nothing_is_unreachable(sip: SipRig) -> None:
    """No CANCEL is sent before a provisional response (§9.1); it is sent if one comes late."""
    uas = await phone(sip, 0.3)
    assert await sip.signal() == uas.failed("unreachable")
    assert not [message for message in sip.wire.received if message.startswith("CANCEL")]
    uas.say(180)
    assert await sip.wire.request("CANCEL")


async def test_a_phone_that_picks_up_as_we_cancel_is_hung_up(sip: SipRig) -> None:
    """In the race of §9.1, a 200 to the INVITE after our CANCEL gets ACK and BYE and causes no signal."""
    uas = await phone(sip, 0.3)
    uas.say(180)
    await sip.wire.request("CANCEL")
    uas.say(200, body=SDP_OFFER)
    await sip.wire.request("ACK")
    bye = await sip.wire.request("BYE")
    assert bye.to_tag == "far"
    assert isinstance(await sip.signal(), port.LegRinging)
    assert await sip.signal() == uas.failed("no_answer")
    assert sip.signals.empty()


async def test_a_second_phone_that_picks_up_is_hung_up(sip: SipRig) -> None:
    """A proxy may fork: the first 200 counts, the other gets ACK and BYE."""
    uas = await up(sip)
    uas.say(200, body=SDP_OFFER, tag="other")
    assert (await sip.wire.request("ACK")).to_tag == "other"
    assert (await sip.wire.request("BYE")).to_tag == "other"
    assert sip.gateway.holds(uas.call_id)


async def test_an_answer_without_sound_is_hung_up(sip: SipRig) -> None:
    """The 200 gets ACK and BYE, and the leg fails."""
    uas = await phone(sip)
    uas.say(200, body=SDP_OFFER.replace("4000", "0"))
    await sip.wire.request("ACK")
    await sip.wire.request("BYE")
    assert await sip.signal() == uas.failed("failed")


async def test_our_hang_up_while_it_rings_is_a_cancel(sip: SipRig) -> None:
    """No signal follows a Hangup."""
    uas = await phone(sip)
    uas.say(180)
    assert isinstance(await sip.signal(), port.LegRinging)
    await sip.gateway.send(port.Hangup(id="hangup", call_id=uas.call_id, leg="advisor-1"))
    cancel = await sip.wire.request("CANCEL")
    uas.say(200, cancel)
    uas.say(487)
    await sip.wire.request("ACK")
    assert sip.signals.empty()


async def test_the_phone_hangs_up(sip: SipRig) -> None:
    """The phone's BYE gets 200 and its leg ends; the caller's leg stays."""
    uas = await up(sip)
    own_party = uas.invite.header("From")
    sip.wire.send(
        f"BYE sip:atencion@127.0.0.1:{sip.port} SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{sip.wire.port};branch=z9hG4bKbye\n"
        f"From: {uas.invite.header('To')};tag=far\nTo: {own_party}\nCall-ID: {uas.invite.header('Call-ID')}\n"
        "CSeq: 1 BYE\nContent-Length: 0\n\n",
        sip.port,
    )
    await sip.wire.response(200, "BYE")
    assert await sip.signal() == port.LegHungUp(call_id=uas.call_id, leg="advisor-1")
    assert sip.gateway.holds(uas.call_id)


async def test_our_bye_is_sent_again_until_it_is_answered(sip: SipRig) -> None:
    """Timer E repeats our BYE until it is answered."""
    uas = await up(sip)
    await sip.gateway.send(port.Hangup(id="hangup", call_id=uas.call_id, leg="advisor-1"))
    first, second = await sip.wire.request("BYE"), await sip.wire.request("BYE")
    assert first == second
    uas.say(200, second)


SHA_FIRST = ("SHA-512-256", "SHA-256", "MD5")
"""Challenges that a far end may send today; the gateway does not know the algorithm of the first."""


def md5(*parts: str) -> str:
    """Return the hash of RFC 2617."""
    return hashlib.md5(":".join(parts).encode()).hexdigest()


@pytest.mark.parametrize(
    ("code", "asks", "gives"),
    [(401, "WWW-Authenticate", "Authorization"), (407, "Proxy-Authenticate", "Proxy-Authorization")],
)
async def test_answer_to_digest_has_same_call_id_and_from_next_number(code: int, asks: str, gives: str) -> None:
    """The answer to Digest has the same Call-ID and From, the next number, a new branch and the INVITE's URI."""
    async with start_sip_rig(username="atencion", password="secreto") as sip:
        uas = await phone(sip)
        uas.say(code, more=f'{asks}: Digest realm="r", nonce="n", qop="auth", algorithm=MD5\n')
        await sip.wire.request("ACK")
        again = await sip.wire.request("INVITE")
        authorization = again.header(gives)
        fields = dict(re.findall(r'(\w+)="?([^",]+)', authorization))
        secret, request_digest = (
            md5("atencion", "r", "secreto"),
            md5("INVITE", f"sip:advisor@127.0.0.1:{sip.wire.port}"),
        )
        assert fields["response"] == md5(secret, "n", "00000001", fields["cnonce"], "auth", request_digest)
        assert again.header("Call-ID") == uas.invite.header("Call-ID")
        assert again.header("From") == uas.invite.header("From")
        assert int(again.header("CSeq").split()[0]) == int(uas.invite.header("CSeq").split()[0]) + 1
        assert again.header("Via") != uas.invite.header("Via")
        assert "secreto" not in again
        uas.invite = again
        uas.say(200, body=SDP_OFFER)
        await sip.wire.request("ACK")
        assert await sip.signal() == port.LegAnswered(call_id=uas.call_id, leg="advisor-1")


async def test_a_far_end_that_asks_for_sha_256_gets_it() -> None:
    """RFC 8760 §2.4: the topmost challenge that we know is answered, here SHA-256 before MD5."""
    async with start_sip_rig(username="atencion", password="secreto") as sip:
        uas = await phone(sip)
        challenges = (
            f'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm={name}\n' for name in SHA_FIRST
        )
        uas.say(401, more="".join(challenges))
        await sip.wire.request("ACK")
        again = await sip.wire.request("INVITE")
        fields = dict(re.findall(r'(\w+)="?([^",]+)', again.header("Authorization")))
        secret, asked_for = (
            hashlib.sha256(text.encode()).hexdigest()
            for text in ("atencion:r:secreto", f"INVITE:sip:advisor@127.0.0.1:{sip.wire.port}")
        )
        answer = f"{secret}:n:00000001:{fields['cnonce']}:auth:{asked_for}"
        assert (fields["algorithm"], fields["response"]) == ("SHA-256", hashlib.sha256(answer.encode()).hexdigest())
        assert again.header("Authorization").count("response=") == 1


async def test_wrong_credentials_are_tried_once(sip: SipRig) -> None:
    """With a password the second 401 fails the leg; without one the first does."""
    uas = await phone(sip)
    uas.say(401, more='WWW-Authenticate: Digest realm="r", nonce="n"\n')
    await sip.wire.request("ACK")
    assert await sip.signal() == uas.failed("failed")
    async with start_sip_rig(password="falso") as other:
        uas = await phone(other)
        uas.say(401, more='WWW-Authenticate: Digest realm="r", nonce="n"\n')
        uas.invite = await other.wire.request("INVITE")
        uas.say(401, more='WWW-Authenticate: Digest realm="r", nonce="m"\n')
        assert await other.signal() == uas.failed("failed")


async def test_an_address_that_is_none_is_unreachable(sip: SipRig) -> None:
    """A bare number without a trunk and a scheme other than SIP are unreachable."""
    call_id = await caller(sip)
    for leg, address in (("advisor-1", "6015550100"), ("advisor-2", "tel:+576015550100")):
        await sip.gateway.send(port.Dial(id=leg, call_id=call_id, leg=leg, address=address))
        assert await sip.signal() == port.LegFailed(call_id=call_id, leg=leg, cause="unreachable")


async def test_a_bare_number_goes_to_the_trunk() -> None:
    """The number becomes the user part of a URI at the trunk."""
    trunk = await SipSocket().open()
    async with start_sip_rig(trunk=f"127.0.0.1:{trunk.port}") as sip:
        call_id = await caller(sip)
        await sip.gateway.send(port.Dial(id="dial", call_id=call_id, leg="fallback", address="6015550177"))
        invite = await trunk.request("INVITE")
        assert invite.startswith(f"INVITE sip:6015550177@127.0.0.1:{trunk.port} SIP/2.0")
    trunk.close()


async def test_call_ids_and_tags_do_not_come_again() -> None:
    """Call-IDs and tags do not repeat after a restart either, although pyVoIP counts its Call-IDs from 1."""
    identifiers: set[str] = set()
    for _ in range(3):
        async with start_sip_rig() as sip:
            uas = await phone(sip)
            identifiers |= {uas.invite.header("Call-ID"), uas.invite.header("From"), uas.invite.header("Via")}
    assert len(identifiers) == 9
