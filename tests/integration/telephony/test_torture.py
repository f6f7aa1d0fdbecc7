"""Messages of RFC 4475 and worse: the gateway answers as it must, and goes on."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony import port
from tests.support.sip.raw_sip import SDP_OFFER, ReceivedMessage, SipRig, start_sip_rig
from tests.support.sip.torture_messages import ALL, message

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("name", "code", "text"), ALL, ids=[name for name, _, _ in ALL])
async def test_a_torture_message_gets_its_answer(sip: SipRig, name: str, code: int, text: str) -> None:
    """The gateway gives the answer that the RFC asks for, or none, and still serves afterwards."""
    sip.wire.send(message(name, text, sip.wire.port), sip.port)
    if code:
        assert (await sip.wire.next()).code == code
    assert await sip.alive()
    if code == 100:
        assert isinstance(await sip.signal(), port.CallOffered)
    else:
        assert sip.gateway.calls == 0
        assert [reply.code for reply in sip.wire.received[:1]] == ([code] if code else [])


async def test_the_gateway_survives_them_all(sip: SipRig) -> None:
    """The gateway gets all messages twice, one after another; then it answers OPTIONS and takes a call."""
    for _ in range(2):
        for name, _, text in ALL:
            sip.wire.send(message(name, text, sip.wire.port), sip.port)
            await asyncio.sleep(0)
    assert await sip.alive()
    sip.uac().send("INVITE", SDP_OFFER)
    await sip.wire.next(lambda reply: reply.code == 100 and reply.header("Call-ID").startswith("call-"))


async def test_junk_and_empty_datagram_are_counted(sip: SipRig) -> None:
    """Junk and an empty datagram are counted; a keep-alive is not junk."""
    for junk in (b"hello", b"\xff" * 1200, b"", b"\r\n\r\n", b"\0\0\0\0"):
        sip.wire.send(junk, sip.port)
    assert await sip.alive()
    assert sip.gateway.malformed_datagrams == 2
    assert sip.wire.received == []


SEEDS = [message(name, text, 9) for name, _, text in ALL]
CALLS = (
    b"INVITE sip:bogota@h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKf%d\r\nFrom: <sip:a@b>;tag=%d\r\n"
    b"To: <sip:bogota@h>\r\nCall-ID: f%d\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:9>\r\n"
    b"Content-Type: application/sdp\r\n\r\nv=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n"
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a message with pieces cut out, inserted, or taken from another message; or plain junk."""
    seeds = [*SEEDS, *(CALLS.replace(b"%d", str(draw(st.integers(0, 9))).encode()) for _ in range(2))]
    raw = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(raw)))
        piece = draw(st.binary(max_size=20) | st.sampled_from(seeds).map(lambda seed: seed[:200]))
        raw[at : at + draw(st.integers(0, 40))] = piece
    return bytes(raw)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(damaged() | st.binary(max_size=200), min_size=20, max_size=60))
def test_no_datagrams_stop_the_gateway(datagrams: list[bytes]) -> None:
    """After each of them the gateway answers OPTIONS correctly, and after its calls it holds no state."""
    asyncio.run(_survives(datagrams))


async def _survives(datagrams: list[bytes]) -> None:
    async with start_sip_rig() as sip:
        for datagram in datagrams:
            sip.wire.send(datagram, sip.port)
        assert await sip.alive()
        assert all(_is_well_formed(answer) for answer in sip.wire.received)
        while not sip.signals.empty():
            signal = sip.signals.get_nowait()
            if isinstance(signal, port.CallOffered) and sip.gateway.holds(signal.call_id):
                await sip.gateway.send(port.Hangup(id="hangup", call_id=signal.call_id))
        assert (sip.gateway.calls, sip.gateway._agent.calls) == (0, {})


def _is_well_formed(answer: ReceivedMessage) -> bool:
    return answer.code >= 100 and all(answer.header(name) for name in ("Via", "From", "To", "Call-ID", "CSeq"))
