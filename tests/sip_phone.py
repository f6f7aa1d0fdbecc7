"""A SIP phone for tests: places and takes calls over UDP, speaks one tone, presses keys, and tells tones apart by ear.

Owns just as much of RFC 3261, 3264, 3551 and 4733 as one call of a well-behaved phone needs, written apart from the
gateway's own SIP, so that the two do not share a mistake. It must not judge: tests do.
"""

import asyncio
import audioop
import itertools
import math
import random
import re
import struct
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

KEYS = "0123456789*#ABCD"
FRAME = 160  # samples of 20 ms
EVENT_PAYLOAD = 101
DEADLINE_S = 10.0
_WINDOW_S = 0.16
_LOUD = 900.0  # of 32,768; voices and sounds are at 8,000
_numbers = itertools.count(1)


def tone(hertz: int, seconds: float) -> bytes:
    """A sine at a quarter of full scale, as G.711 u-law at 8 kHz."""
    wave = (int(8000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(int(8000 * seconds)))
    return audioop.lin2ulaw(b"".join(struct.pack("<h", sample) for sample in wave), 2)


def ulaw_to_alaw(ulaw: bytes) -> bytes:
    """The same sound in the other law of G.711."""
    return audioop.lin2alaw(audioop.ulaw2lin(ulaw, 2), 2)


def loudness(ulaw: bytes, hertz: int) -> float:
    """The amplitude of one frequency in a piece of sound (Goertzel's algorithm)."""
    samples = struct.unpack(f"<{len(ulaw)}h", audioop.ulaw2lin(ulaw, 2))
    factor = 2 * math.cos(2 * math.pi * hertz / 8000)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + factor * last - before
    return 2 * math.sqrt(abs(before**2 + last**2 - factor * before * last)) / max(len(samples), 1)


class Message:
    """A SIP request or response, taken apart."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers = [(name.strip().lower(), value.strip()) for name, _, value in (x.partition(":") for x in lines)]
        self.status = int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0
        self.method = "" if self.status else self.first.split()[0]

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        """The first value of a header, or an empty text."""
        return next(iter(self.all(name)), "")


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, phone: "SipPhone", kind: str) -> None:
        self.phone = phone
        self.kind = kind

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.kind == "rtp":
            self.phone.media.receive(data)
        else:
            self.phone.receive(Message(data.decode()), addr)


class Media:
    """The sound of a phone: what it says, what it has heard of late, and the keys of either side."""

    def __init__(self, hertz: int) -> None:
        self.transport: asyncio.DatagramTransport | None = None
        self.keys_heard = ""
        self.let_go = asyncio.Event()
        self.key_came = asyncio.Event()
        self._frames = itertools.cycle(self._cut(tone(hertz, 1.0)))
        self._heard: deque[tuple[float, bytes]] = deque(maxlen=50)
        self._peer: tuple[str, int] | None = None
        self._event_payload = EVENT_PAYLOAD
        self._sequence = random.randrange(1000)
        self._timestamp = random.randrange(1000)
        self._events: deque[tuple[int, int, bool]] = deque()
        self._event_at = self._last_event = -1
        self._talk: asyncio.Task[None] | None = None
        self._source = random.getrandbits(32)

    @staticmethod
    def _cut(sound: bytes) -> list[bytes]:
        return [sound[at : at + FRAME] for at in range(0, len(sound), FRAME)]

    def connect(self, sdp: str) -> None:
        """Speak to whom a session description names."""
        address = re.search(r"c=IN IP4 (\S+)", sdp)
        port = re.search(r"m=audio (\d+)", sdp)
        event = re.search(r"a=rtpmap:(\d+) telephone-event", sdp)
        assert address, sdp
        assert port, sdp
        self._peer = (address[1], int(port[1]))
        self._event_payload = int(event[1]) if event else EVENT_PAYLOAD
        if self._talk is None:
            self._talk = asyncio.create_task(self._speak())

    def stop(self) -> None:
        """Say nothing more."""
        if self._talk is not None:
            self._talk.cancel()

    def press(self, key: str) -> None:
        """Send a key as a telephone event: 100 ms, its end three times, then 60 ms of voice."""
        code = KEYS.index(key)
        self._events.extend((code, 160 * (n + 1), False) for n in range(5))
        self._events.extend((code, 800, True) for _ in range(3))
        self._events.extend((-1, 0, False) for _ in range(3))
        self.let_go.clear()

    async def _speak(self) -> None:
        due = time.monotonic()
        while True:
            self._send_frame()
            due += 0.02
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _send_frame(self) -> None:
        voice = next(self._frames)
        code, length, ends = self._events.popleft() if self._events else (-1, 0, False)
        if not self._events:
            self.let_go.set()
        if code < 0:
            self._send(0, self._timestamp, voice)
        else:
            begins = length == FRAME and not ends
            self._event_at = self._timestamp if begins else self._event_at
            event = struct.pack("!BBH", code, (0x80 if ends else 0) | 10, length)
            self._send(self._event_payload | (0x80 if begins else 0), self._event_at, event)
        self._timestamp += FRAME

    def _send(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type, self._sequence, timestamp & 0xFFFFFFFF, self._source)
        if self.transport is not None and self._peer is not None:
            self.transport.sendto(head + payload, self._peer)

    def receive(self, packet: bytes) -> None:
        """Take an RTP packet."""
        payload_type, timestamp, payload = packet[1] & 0x7F, struct.unpack_from("!I", packet, 4)[0], packet[12:]
        if payload_type == 0:
            self._heard.append((time.monotonic(), payload))
        elif payload_type == 8:
            self._heard.append((time.monotonic(), audioop.lin2ulaw(audioop.alaw2lin(payload, 2), 2)))
        elif timestamp != self._last_event:
            self._last_event = timestamp
            self.keys_heard += KEYS[payload[0]]
            self.key_came.set()

    def hears(self, hertz: int) -> bool:
        """Whether this tone is in what has arrived in the last 160 ms."""
        since = time.monotonic() - _WINDOW_S
        lately = b"".join(sound for at, sound in self._heard if at >= since)
        return len(lately) >= 2 * FRAME and loudness(lately, hertz) > _LOUD


class SipPhone:
    """One phone at one address, for one call at a time.

    Args:
        hertz: the tone that it speaks for as long as it is up.
        codecs: the `m=` payload types that it offers.

    Attributes:
        over: set when the far end has ended the call, or refused it.
        status: the last final status that it was given, or 0.
        invite: the INVITE that calls it, once there is one.
    """

    def __init__(self, hertz: int = 1000, codecs: str = "0 8 101") -> None:
        self.media = Media(hertz)
        self.codecs = codecs
        self.called = asyncio.Event()
        self.up = asyncio.Event()
        self.over = asyncio.Event()
        self.status = 0
        self.invite: Message | None = None
        self.user = f"phone{next(_numbers)}"
        self._tag = f"{random.getrandbits(40):x}"
        self._call_id = f"{random.getrandbits(60):x}@127.0.0.1"
        self._sequence = 1
        self._far: tuple[str, int] = ("", 0)
        self._to = self._from = self._target = ""
        self._branch = ""
        self._retransmission: asyncio.Task[None] | None = None
        self._is_leaving = False

    async def open(self) -> "SipPhone":
        """Bind the two sockets."""
        loop = asyncio.get_running_loop()
        self._sip, _ = await loop.create_datagram_endpoint(lambda: _Socket(self, "sip"), ("127.0.0.1", 0))
        self.media.transport, _ = await loop.create_datagram_endpoint(lambda: _Socket(self, "rtp"), ("127.0.0.1", 0))
        self.port: int = self._sip.get_extra_info("sockname")[1]
        self.rtp_port: int = self.media.transport.get_extra_info("sockname")[1]
        return self

    def close(self) -> None:
        """Give the sockets back."""
        self._stop_repeating()
        self.media.stop()
        self._sip.close()
        if self.media.transport is not None:
            self.media.transport.close()

    @property
    def address(self) -> str:
        """Where it can be called."""
        return f"sip:{self.user}@127.0.0.1:{self.port}"

    # What a person does with it.

    def dial(self, port: int, number: str) -> None:
        """Call a number at a SIP port of this machine."""
        self._far = ("127.0.0.1", port)
        self._target = f"sip:{number}@127.0.0.1:{port}"
        self._from = f"<{self.address}>;tag={self._tag}"
        self._to = f"<{self._target}>"
        self._branch = self._new_branch()
        self._repeat(self._request("INVITE", self._branch, self._sdp()))

    async def ring(self) -> None:
        """Wait to be called, and ring."""
        await self._wait(self.called)
        self._reply(180)

    async def answer(self) -> None:
        """Wait to be called, and pick up."""
        await self._wait(self.called)
        assert self.invite is not None
        self._repeat(self._response(self.invite, 200, self._sdp()))
        self.media.connect(self.invite.body)
        await self._wait(self.up)

    async def refuse(self, status: int) -> None:
        """Wait to be called, and refuse."""
        await self._wait(self.called)
        self._reply(status)

    async def hang_up(self) -> None:
        """BYE, or CANCEL when the call has not been answered, and wait for it to be confirmed."""
        self.media.stop()
        self._is_leaving = True
        if self.up.is_set():
            self._say_bye()
        else:
            self._repeat(self._request("CANCEL", self._branch))
        await self._wait(self.over)

    async def press(self, keys: str) -> None:
        """Press keys by RFC 4733, and return when the last is let go."""
        for key in keys:
            self.media.press(key)
        await self._wait(self.media.let_go)

    async def hears_just(self, wanted: Iterable[int], among: Iterable[int]) -> None:
        """Return when of these frequencies it hears the wanted ones and no other; of none, for a while."""
        wanted, among = set(wanted), set(among)
        heard: set[int] = set()
        in_a_row = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                while in_a_row < (1 if wanted else 3):
                    await asyncio.sleep(0.06)
                    heard = {hertz for hertz in among if self.media.hears(hertz)}
                    in_a_row = in_a_row + 1 if heard == wanted else 0
        assert heard == wanted, f"{self.user} hears {sorted(heard)} Hz, not {sorted(wanted)} Hz"

    async def receives_keys(self, keys: str) -> None:
        """Return when just these keys have come from the far end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                while self.media.keys_heard != keys:
                    await self.media.key_came.wait()
                    self.media.key_came.clear()
        assert self.media.keys_heard == keys

    async def ended(self) -> None:
        """Return when the far end has ended the call, or refused it."""
        await self._wait(self.over)

    @staticmethod
    async def _wait(event: asyncio.Event) -> None:
        async with asyncio.timeout(DEADLINE_S):
            await event.wait()

    # What its SIP does by itself.

    def receive(self, message: Message, source: tuple[str, int]) -> None:
        """Take a message."""
        if message.status:
            self._take_response(message)
        else:
            self._far = source
            self._take_request(message)

    def _take_response(self, response: Message) -> None:
        method = response.get("cseq").split()[-1]
        if response.status < 200:
            if method == "INVITE":
                self._stop_repeating()
            return
        if method == "INVITE":
            self._end_invite(response)
        elif method == "CANCEL":
            self._stop_repeating()
        elif method == "BYE":
            self._finish()

    def _end_invite(self, response: Message) -> None:
        self._stop_repeating()
        self.status = response.status
        self._to = response.get("to")
        if response.status >= 300:
            self._send(self._request("ACK", self._branch))
            self._finish()
            return
        contact = re.search(r"<?(sip:[^>;]+)", response.get("contact"))
        self._target = contact[1] if contact else self._target
        self._send(self._request("ACK", self._new_branch()))
        if self._is_leaving:  # the answer crossed the CANCEL (RFC 3261 §9.1): the call is up, and has to be ended
            self._say_bye()
        elif not self.up.is_set():
            self.media.connect(response.body)
            self.up.set()

    def _say_bye(self) -> None:
        self._sequence += 1
        self._repeat(self._request("BYE", self._new_branch()))

    def _take_request(self, request: Message) -> None:
        match request.method:
            case "INVITE":
                self._take_invite(request)
            case "ACK":
                self._stop_repeating()
                if self.status < 300:
                    self.up.set()
            case "BYE":
                self._send(self._response(request, 200))
                self._finish()
            case "CANCEL":
                self._send(self._response(request, 200))
                self._reply(487)
                self._finish()
            case _:
                self._send(self._response(request, 200))

    def _take_invite(self, invite: Message) -> None:
        if self.invite is None:
            self.invite = invite
            self._call_id = invite.get("call-id")
            self._from = f"{invite.get('to')};tag={self._tag}"
            self._to = invite.get("from")
            contact = re.search(r"<?(sip:[^>;]+)", invite.get("contact"))
            self._target = contact[1] if contact else ""
            self.called.set()
        elif self.up.is_set() and invite.get("cseq") != self.invite.get("cseq"):
            self._send(self._response(invite, 200, self._sdp()))
            self.media.connect(invite.body)

    def _finish(self) -> None:
        self._stop_repeating()
        self.media.stop()
        self.over.set()

    def _reply(self, status: int) -> None:
        assert self.invite is not None
        self.status = status
        self._send(self._response(self.invite, status))

    def _repeat(self, text: str) -> None:
        self._stop_repeating()
        self._retransmission = asyncio.create_task(self._send_until_stopped(text))

    async def _send_until_stopped(self, text: str) -> None:
        pause = 0.5  # T1 (RFC 3261 §17.1.1.1)
        while True:
            self._send(text)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 4.0)

    def _stop_repeating(self) -> None:
        if self._retransmission is not None:
            self._retransmission.cancel()
            self._retransmission = None

    def _send(self, text: str) -> None:
        self._sip.sendto(text.encode(), self._far)

    # What its messages look like.

    def _new_branch(self) -> str:
        return f"z9hG4bK{random.getrandbits(50):x}"

    def _sdp(self) -> str:
        names = {"0": "PCMU/8000", "8": "PCMA/8000", "18": "G729/8000", "101": "telephone-event/8000"}
        maps = [f"a=rtpmap:{number} {names[number]}" for number in self.codecs.split()]
        head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
        return "\r\n".join([*head, f"m=audio {self.rtp_port} RTP/AVP {self.codecs}", *maps, "a=sendrecv", ""])

    def _request(self, method: str, branch: str, body: str = "") -> str:
        lines = [
            f"{method} {self._target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch};rport",
            "Max-Forwards: 70",
            f"From: {self._from}",
            f"To: {self._to}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {self._sequence} {method}",
        ]
        return self._finished(lines, body)

    def _response(self, request: Message, status: int, body: str = "") -> str:
        to = request.get("to")
        lines = [
            f"SIP/2.0 {status} {'OK' if status == 200 else 'As it is'}",
            *(f"Via: {via}" for via in request.all("via")),
            *(f"Record-Route: {route}" for route in request.all("record-route")),
            f"From: {request.get('from')}",
            f"To: {to}" if "tag=" in to else f"To: {to};tag={self._tag}",
            f"Call-ID: {request.get('call-id')}",
            f"CSeq: {request.get('cseq')}",
        ]
        return self._finished(lines, body)

    def _finished(self, lines: list[str], body: str) -> str:
        lines.append(f"Contact: <{self.address}>")
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body.encode())}")
        return "\r\n".join([*lines, "", body])
