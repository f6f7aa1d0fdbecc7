"""Unlisted callers: sockets of other addresses of this machine that send any text and count what they receive.

Owns the sockets and the texts of a few messages. It must not know the gateway beyond its port: tests assert.
"""

import asyncio
import itertools
import re
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from telephony import port
from telephony.port import AnySignal
from telephony.pyvoip.gateway import PyVoipGateway
from tests.support.sip.raw_sip import ToneSounds
from tests.support.virtual_time import LoopPacer, virtual_time

HOST = "127.0.0.1"
DEADLINE_S = 30.0
_numbers = itertools.count(1)


class Stranger(asyncio.DatagramProtocol):
    """A UDP socket: its received messages, and the bytes of each exchange in both directions."""

    def __init__(self) -> None:
        self.host, self.port = "", 0
        self.received: list[str] = []
        self.packets = 0
        self.bytes_in: Counter[str] = Counter()
        self.bytes_out: Counter[str] = Counter()
        self._news = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, host: str) -> "Stranger":
        """Open a free port of an address of this machine."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        self.host, self.port = self._transport.get_extra_info("sockname")
        return self

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Count the datagram; store it if it is SIP."""
        self.packets += 1
        if data[:1] == b"\x80":  # RTP
            self.bytes_out["rtp"] += len(data)
            return
        text = data.decode()
        self.received.append(text)
        self.bytes_out[header(text, "Call-ID")] += len(data)
        self._news.set()

    def send(self, data: str | bytes, to: int) -> None:
        """Send a datagram to a port of the gateway."""
        sent = data.encode() if isinstance(data, str) else data
        if isinstance(data, str):
            self.bytes_in[header(data, "Call-ID")] += len(sent)
        cast(asyncio.DatagramTransport, self._transport).sendto(sent, (HOST, to))

    async def until(self, fits: Callable[[str], bool], within_s: float = DEADLINE_S) -> str:
        """Return the first message that fits."""
        async with asyncio.timeout(within_s):
            while True:
                message = next((text for text in self.received if fits(text)), None)
                if message is not None:
                    return message
                self._news.clear()
                await self._news.wait()

    async def final(self, call: "StrangerCall", method: str = "INVITE", within_s: float = DEADLINE_S) -> str:
        """Return the first final response to a request of a call."""
        return await self.until(
            lambda text: header(text, "Call-ID") == call.id and method in header(text, "CSeq") and status(text) >= 200,
            within_s,
        )


class StrangerCall:
    """The messages of one call that a stranger begins."""

    def __init__(self, of: Stranger, user: str = "bogota", media: tuple[str, int] | None = None) -> None:
        self.of, self.user, self.id = of, user, f"{next(_numbers)}x{of.port}"
        host, at = media or (of.host, 4000)
        self.sdp = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {at} RTP/AVP 0\r\n"

    def text(self, method: str, to_tag: str = "", body: str = "", more: str = "") -> str:
        """Return a request, as short as a caller who forges one would write it."""
        seq = {"BYE": 2}.get(method, 1)
        branch = f"z9hG4bK{self.id}{'' if method == 'CANCEL' else method}"
        if method == "CANCEL":
            branch = f"z9hG4bK{self.id}INVITE"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        tag = f";tag={to_tag}" if to_tag else ""
        return (
            f"{method} sip:{self.user}@{HOST} SIP/2.0\r\nVia: SIP/2.0/UDP {self.of.host}:{self.of.port};branch={branch}"
            f"\r\nFrom: <sip:300@{self.of.host}>;tag={self.id}\r\nTo: <sip:{self.user}@{HOST}>{tag}\r\n"
            f"Call-ID: {self.id}\r\nCSeq: {seq} {method}\r\nContact: <sip:300@{self.of.host}:{self.of.port}>\r\n"
            f"{more}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    @property
    def invite(self) -> str:
        """The INVITE, with an offer."""
        return self.text("INVITE", body=self.sdp)


def header(text: str, name: str) -> str:
    """Return the first value of a header, or an empty string."""
    match = re.search(rf"^{name}: (.*?)\r$", text, re.M)
    return match[1] if match else ""


def status(text: str) -> int:
    """Return the status of a response, 0 of a request."""
    return int(text.split(" ")[1]) if text.startswith("SIP/2.0 ") else 0


def to_tag(text: str) -> str:
    """Return the tag of To."""
    return header(text, "To").partition(";tag=")[2]


def rtp_port(text: str) -> int:
    """Return the port at which the gateway receives a call's voice."""
    match = re.search(r"m=audio (\d+)", text)
    assert match, text
    return int(match[1])


def silence_packet(sequence: int) -> bytes:
    """Return a packet of silence."""
    return struct.pack("!BBHII", 128, 0, sequence, sequence * 160, 77) + b"\xff" * 160


class LongTone:
    """A tone of two seconds under every key, created once: a flood must not cost the test more than the gateway."""

    def __init__(self) -> None:
        self._ulaw = ToneSounds().ulaw("tone")

    def ulaw(self, key: str) -> bytes:
        """Return the sound."""
        return self._ulaw

    alaw = ulaw


class AnsweringGateway:
    """A gateway that answers every call and plays a long tone, as the greeting of a line."""

    def __init__(self, **settings: object) -> None:
        own: dict[str, object] = {"sip_port": 0, "lines": {"bogota": "bogota"}.get, "sounds": LongTone()}
        self.gateway = PyVoipGateway(**{**own, **settings})  # type: ignore[arg-type]
        self.signals: list[AnySignal] = []

    async def take(self, signal: AnySignal) -> None:
        """Answer an offered call."""
        self.signals.append(signal)
        if isinstance(signal, port.CallOffered) and signal.refused is None:
            await self.gateway.send(port.Answer(id="answer", call_id=signal.call_id))
            play = port.Play(id="play", call_id=signal.call_id, leg=port.CALLER, sounds=("tone",) * 20)
            await self.gateway.send(play)

    @property
    def offered(self) -> list[port.CallOffered]:
        """The offered calls, including the refused ones."""
        return [signal for signal in self.signals if isinstance(signal, port.CallOffered)]

    @property
    def kept(self) -> int:
        """The number of transactions that the gateway keeps."""
        return self.gateway._agent.sip.endpoint.transaction_count


@asynccontextmanager
async def answering_gateway(**settings: object) -> AsyncIterator[AnsweringGateway]:
    """Run an answering gateway in virtual time."""
    with virtual_time():
        async with real_time_answering_gateway(pacer=LoopPacer, **settings) as made:
            yield made


@asynccontextmanager
async def real_time_answering_gateway(**settings: object) -> AsyncIterator[AnsweringGateway]:
    """Run an answering gateway for a test of its speed, or one that also waits for another process."""
    made = AnsweringGateway(**settings)
    await made.gateway.start(made.take)
    try:
        yield made
    finally:
        await made.gateway.stop()


async def call_and_acknowledge(
    caller: Stranger, sip_port: int, within_s: float = DEADLINE_S
) -> tuple[StrangerCall, str]:
    """Call, repeat the INVITE after 0.5 s as a phone does (RFC 3261 §17.1.1.2), and acknowledge the answer.

    Returns:
        The call and its 200.
    """
    call = StrangerCall(caller)
    caller.send(call.invite, sip_port)
    again = asyncio.get_running_loop().call_later(0.5, caller.send, call.invite, sip_port)
    try:
        answer = await caller.final(call, within_s=within_s)
    finally:
        again.cancel()
    caller.send(call.text("ACK", to_tag(answer)), sip_port)
    return call, answer
