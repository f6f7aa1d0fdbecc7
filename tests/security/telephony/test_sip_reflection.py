"""Forged senders and addresses: no host gets more than three times the bytes of a stranger (RFC 9000 §8.1)."""

import asyncio
from collections.abc import Callable

import pytest

from telephony import port
from tests.support.sip.sip_stranger import (
    Stranger,
    StrangerCall,
    answering_gateway,
    call_and_acknowledge,
    rtp_port,
    silence_packet,
    status,
    to_tag,
)

pytestmark = pytest.mark.integration

FACTOR = 3
DEADLINE_S = 60.0
"""Longer than the time after which an answer without an ACK is given up (64 · T1, RFC 3261 §13.3.1.4)."""


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not is_so():  # noqa: ASYNC110 - the gateway's own pace
            await asyncio.sleep(0.02)


async def test_no_exchange_without_an_ack_sends_more_than_three_times_what_came() -> None:
    """Over a whole exchange the limit holds, for an INVITE with a victim's media address and any other request."""
    attacker, victim = await Stranger().open("127.0.0.5"), await Stranger().open("127.0.0.9")
    async with answering_gateway() as line:
        to = line.gateway.sip_port
        reflected = StrangerCall(attacker, media=(victim.host, victim.port))
        own = StrangerCall(attacker, media=(attacker.host, attacker.port))
        packet = reflected.invite
        packet = reflected.text("INVITE", body=reflected.sdp, more=f"X: {'x' * (408 - len(packet) - 5)}\r\n")
        assert len(packet) == 408
        others = {
            name: StrangerCall(attacker) for name in ("OPTIONS", "BYE", "REGISTER", "SUBSCRIBE", "CANCEL", "INFO")
        }
        attacker.send(packet, to)
        attacker.send(own.invite, to)
        for method, call in others.items():
            attacker.send(call.text(method, to_tag="x" if method in ("BYE", "INFO") else ""), to)
        attacker.send(StrangerCall(attacker).text("INVITE", body="v=1\r\n"), to)
        attacker.send(StrangerCall(attacker).text("INVITE").replace("CSeq: 1 INVITE", "CSeq: x"), to)
        await _until(lambda: any(isinstance(signal, port.LegHungUp) for signal in line.signals))
        sent = {name: attacker.bytes_out[name] for name in attacker.bytes_in}
        ratios = {name: sent[name] / attacker.bytes_in[name] for name in sent}
        total = victim.bytes_out["rtp"] + attacker.bytes_out["rtp"]
        print(f"408 bytes brought {sent[reflected.id]} to their sender and {victim.bytes_out['rtp']} to the victim")
        assert victim.packets == 0
        assert total == 0
        assert max(ratios.values()) <= FACTOR, ratios
        assert any(status(text) == 200 for text in attacker.received)  # the call was still answered
        ends = [type(signal).__name__ for signal in line.signals if signal.call_id == line.offered[0].call_id]
        assert ends == ["CallOffered", "NotAcknowledged", "LegHungUp"]
    attacker.close()
    victim.close()


async def test_a_victim_that_sdp_names_hears_nothing_after_an_ack_either() -> None:
    """The ACK proves the caller's address, but the media host gets nothing until it sends voice."""
    caller, victim = await Stranger().open("127.0.0.5"), await Stranger().open("127.0.0.9")
    async with answering_gateway() as line:
        to = line.gateway.sip_port
        call = StrangerCall(caller, media=(victim.host, victim.port))
        caller.send(call.invite, to)
        answer = await caller.final(call)
        caller.send(call.text("ACK", to_tag(answer)), to)
        await asyncio.sleep(1.0)
        assert victim.packets == 0
        for number in range(3):
            victim.send(silence_packet(number), rtp_port(answer))
        await _until(lambda: victim.packets > 10)  # it sends voice, so it is no victim
    caller.close()
    victim.close()


@pytest.mark.parametrize("thief_at", ["127.0.0.9", "127.0.0.2"])
async def test_a_third_address_never_takes_a_silent_callers_sound(thief_at: str) -> None:
    """No number of packets gives the sound to another host, or to another port of the caller's host."""
    person, sound, thief = [await Stranger().open(host) for host in ("127.0.0.2", "127.0.0.2", thief_at)]
    async with answering_gateway() as line:
        call = StrangerCall(person, media=(sound.host, sound.port))
        person.send(call.invite, line.gateway.sip_port)
        answer = await person.final(call)
        person.send(call.text("ACK", to_tag(answer)), line.gateway.sip_port)
        await asyncio.sleep(0.3)
        for number in range(50):
            thief.send(silence_packet(number), rtp_port(answer))
            await asyncio.sleep(0.02)
        await _until(lambda: sound.packets > 40)
        assert thief.packets == 0
    for socket in (person, sound, thief):
        socket.close()


async def test_a_person_hears_the_greeting_from_its_beginning_after_the_ack() -> None:
    """Sound waits for the ACK, so that a slow caller hears it from the beginning."""
    person, sound = await Stranger().open("127.0.0.2"), await Stranger().open("127.0.0.2")
    async with answering_gateway() as line:
        call = StrangerCall(person, media=(sound.host, sound.port))
        person.send(call.invite, line.gateway.sip_port)
        answer = await person.final(call)
        await asyncio.sleep(0.5)
        assert sound.packets == 0
        acknowledged_at = asyncio.get_running_loop().time()
        person.send(call.text("ACK", to_tag(answer)), line.gateway.sip_port)
        await _until(lambda: sound.packets >= 40)
        assert sound.packets <= 5 + 50 * (asyncio.get_running_loop().time() - acknowledged_at)
        assert not [signal for signal in line.signals if isinstance(signal, port.PlaybackEnded)]
    person.close()
    sound.close()


async def test_a_repeated_invite_that_earned_too_little_is_answered_when_it_comes_again() -> None:
    """A short INVITE may cause at most three times its bytes, and its repetition allows the full answer."""
    person = await Stranger().open("127.0.0.2")
    async with answering_gateway() as line:
        call = StrangerCall(person)
        short = call.text("INVITE").replace("Contact", "m").replace("Content-Length: 0\r\n", "")
        person.send(short, line.gateway.sip_port)
        await asyncio.sleep(0.5)
        person.send(short, line.gateway.sip_port)
        assert status(await person.final(call)) == 200
        assert person.bytes_out[call.id] <= FACTOR * person.bytes_in[call.id]
    person.close()


async def test_talk_of_stranger_is_normal_call() -> None:
    """A stranger's call has its answer, ACK and BYE."""
    person = await Stranger().open("127.0.0.2")
    async with answering_gateway() as line:
        call, answer = await call_and_acknowledge(person, line.gateway.sip_port)
        assert status(answer) == 200
        person.send(call.text("BYE", to_tag(answer)), line.gateway.sip_port)
        assert status(await person.final(call, "BYE")) == 200
    person.close()
