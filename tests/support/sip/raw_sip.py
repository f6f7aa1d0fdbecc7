"""Plain SIP over UDP for tests: texts are sent and received without any code of ours in between.

Owns a socket that stores all it received, and the few messages with which most tests begin.
"""

import asyncio
import itertools
import math
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from telephony.port import AnySignal, UnknownSound
from telephony.pyvoip.gateway import PyVoipGateway
from tests.support.sip.listed_sources import loopback_callers
from tests.support.virtual_time import LoopPacer, virtual_time

DEADLINE_S = 40.0
"""Generous: it detects a missing message, not a slow one."""
_numbers = itertools.count(1)


class ReceivedMessage(str):
    """A received message, with its parts by name."""

    @property
    def code(self) -> int:
        """The status, 0 of a request."""
        return int(self.split(" ")[1]) if self.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """The method of a request, or of the request that a response answers."""
        return self.header("CSeq").split()[1]

    def header(self, name: str) -> str:
        """Return the first value of a header, or an empty string."""
        match = re.search(rf"^{name}: (.*?)\r$", self, re.M)
        return match[1] if match else ""

    @property
    def body(self) -> str:
        """The text after the headers."""
        return self.partition("\r\n\r\n")[2]

    @property
    def to_tag(self) -> str:
        """The tag of To."""
        return self.header("To").partition(";tag=")[2]


class SipSocket(asyncio.DatagramProtocol):
    """A UDP socket that stores received messages and which of them were read."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[ReceivedMessage] = []
        self._seen = 0
        self._news = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> "SipSocket":
        """Open a free port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Store the message."""
        self.received.append(ReceivedMessage(data.decode()))
        self._news.set()

    def send(self, message: str | bytes, port: int) -> None:
        """Send a datagram to a port of this machine, with the line ends of SIP."""
        data = message if isinstance(message, bytes) else message.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        cast(asyncio.DatagramTransport, self._transport).sendto(data, ("127.0.0.1", port))

    async def next(self, fits: Callable[[ReceivedMessage], bool] = lambda _: True) -> ReceivedMessage:
        """Return the next matching message after those that were read."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                while self._seen < len(self.received):
                    self._seen += 1
                    if fits(self.received[self._seen - 1]):
                        return self.received[self._seen - 1]
                self._news.clear()
                await self._news.wait()

    async def response(self, code: int, method: str = "") -> ReceivedMessage:
        """Return the next response of this status; fail at once on another final one."""
        response = await self.next(lambda message: message.code >= 200 or message.code == code)
        assert response.code == code, response
        assert not method or response.method == method, response
        return response

    async def request(self, method: str) -> ReceivedMessage:
        """Return the next request of this method."""
        return await self.next(lambda message: message.startswith(f"{method} "))


SDP_OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 4000 RTP/AVP 0 101
a=rtpmap:101 telephone-event/8000
"""


class UserAgentClient:
    """A caller with plain messages: one call, its identifiers, and its next request."""

    def __init__(self, wire: SipSocket, port: int, line: str = "bogota") -> None:
        number = next(_numbers)
        self.wire, self.port, self.uri = wire, port, f"sip:{line}@127.0.0.1:{port}"
        self.call_id, self.tag, self.seq = f"call-{wire.port}-{number}", f"from-{number}", 0
        self.branch, self.to_tag = "", ""

    def text(self, method: str, body: str = "", more: str = "", **changes: str) -> str:
        """Return a request; ``more`` are further header lines, changes replace parts by their names here."""
        if method not in ("ACK", "CANCEL"):
            self.seq += 1
            self.branch = f"z9hG4bK{next(_numbers)}"
        parts = {
            "uri": self.uri,
            "via": f"SIP/2.0/UDP 127.0.0.1:{self.wire.port};branch={self.branch};rport",
            "from_": f"<sip:3001234567@127.0.0.1>;tag={self.tag}",
            "to": f"<{self.uri}>" + (f";tag={self.to_tag}" if self.to_tag and method != "CANCEL" else ""),
            "cseq": f"{self.seq} {method}",
        } | changes
        kind = "Content-Type: application/sdp\n" if body and "Content-Type" not in more else ""
        return (
            f"{method} {parts['uri']} SIP/2.0\nVia: {parts['via']}\nMax-Forwards: 70\nFrom: {parts['from_']}\n"
            f"To: {parts['to']}\nCall-ID: {self.call_id}\nCSeq: {parts['cseq']}\n"
            f"Contact: <sip:3001234567@127.0.0.1:{self.wire.port}>\n{more}{kind}"
            f"Content-Length: {len(body.replace(chr(10), chr(13) + chr(10)))}\n\n{body}"
        )

    def send(self, method: str, body: str = "", more: str = "", **changes: str) -> str:
        """Send a request, and return its text, so that it can be sent again."""
        text = self.text(method, body, more, **changes)
        self.wire.send(text, self.port)
        return text

    async def establish(self, body: str = SDP_OFFER) -> ReceivedMessage:
        """Call, wait for the answer, and acknowledge it."""
        self.send("INVITE", body)
        answer = await self.wire.response(200)
        self.to_tag = answer.to_tag
        self.send("ACK")
        return answer


class ToneSounds:
    """Two seconds of a tone, by the key ``tone``."""

    def ulaw(self, key: str) -> bytes:
        """Return the sound."""
        if key != "tone":
            raise UnknownSound(key)
        return bytes(0x80 | int(60 + 50 * math.sin(at / 3)) for at in range(16000))

    alaw = ulaw


class SipRig:
    """A gateway on real sockets, a SIP socket, and the gateway's signals."""

    def __init__(self, gateway: PyVoipGateway, wire: SipSocket) -> None:
        self.gateway, self.wire = gateway, wire
        self.signals: asyncio.Queue[AnySignal] = asyncio.Queue()

    @property
    def port(self) -> int:
        """The gateway's SIP port."""
        return self.gateway.sip_port

    def uac(self, line: str = "bogota") -> UserAgentClient:
        """Return a caller."""
        return UserAgentClient(self.wire, self.port, line)

    async def signal(self) -> AnySignal:
        """Return the next signal."""
        return await asyncio.wait_for(self.signals.get(), DEADLINE_S)

    async def alive(self) -> bool:
        """Return whether the gateway still answers OPTIONS."""
        wire = await SipSocket().open()
        UserAgentClient(wire, self.port).send("OPTIONS")
        try:
            return (await wire.next(lambda message: message.method == "OPTIONS")).code == 200
        finally:
            wire.close()


@asynccontextmanager
async def start_sip_rig(**changes: object) -> AsyncIterator[SipRig]:
    """Start a gateway for the line ``bogota``, and a SIP socket, in virtual time."""
    with virtual_time():
        async with start_real_time_sip_rig(pacer=LoopPacer, **changes) as rig:
            yield rig


@asynccontextmanager
async def start_real_time_sip_rig(**changes: object) -> AsyncIterator[SipRig]:
    """Start the same for a test that also waits for another process, such as Valkey."""
    settings: dict[str, object] = {
        "sip_port": 0,
        "rtp_ports": range(10_000, 16_000),
        "lines": {"bogota": "bogota"}.get,
        "sounds": ToneSounds(),
        "trusted_sources": loopback_callers,
    }
    wire = await SipSocket().open()
    made = SipRig(PyVoipGateway(**{**settings, **changes}), wire)  # type: ignore[arg-type]
    await made.gateway.start(made.signals.put)
    try:
        yield made
    finally:
        await made.gateway.stop()
        wire.close()
