"""A SIP phone for tests: calls and is called over UDP, plays one tone, presses keys, and detects tones.

Owns the parts of RFC 3261, 3264, 3551 and 4733 that one call of a correct phone needs, written separately from the
gateway's own SIP, so that the two do not share a mistake. It must not assert: tests do.
"""

import asyncio
import itertools
import random
import re
from collections.abc import Iterable
from contextlib import suppress

from tests.support.sip.call_audio import CallMedia

DEADLINE_S = 40.0
_numbers = itertools.count(1)


class Message:
    """A parsed SIP request or response."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers = [(name.strip().lower(), value.strip()) for name, _, value in (x.partition(":") for x in lines)]
        self.status = int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0
        self.method = "" if self.status else self.first.split()[0]

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        """Return the first value of a header, or an empty text."""
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


class SipPhone:
    """One phone at one address, for one call at a time.

    Args:
        hertz: its tone during a call.
        codecs: the `m=` payload types that it offers.

    Attributes:
        over: set when the far end has ended the call, or refused it.
        status: the last final status that it received, or 0.
        invite: the INVITE that it received, if any.
    """

    def __init__(self, hertz: int = 1000, codecs: str = "0 8 101") -> None:
        self.media = CallMedia(hertz)
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

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> "SipPhone":
        """Bind the two sockets; the one of SIP to an address of this machine, and to a port if one is given."""
        loop = asyncio.get_running_loop()
        self._host = host
        self._sip, _ = await loop.create_datagram_endpoint(lambda: _Socket(self, "sip"), (host, port))
        self.media.transport, _ = await loop.create_datagram_endpoint(lambda: _Socket(self, "rtp"), ("127.0.0.1", 0))
        self.port: int = self._sip.get_extra_info("sockname")[1]
        self.rtp_port: int = self.media.transport.get_extra_info("sockname")[1]
        return self

    def close(self) -> None:
        """Close the sockets."""
        self._stop_repeating()
        self.media.stop()
        self._sip.close()
        if self.media.transport is not None:
            self.media.transport.close()

    @property
    def address(self) -> str:
        """The SIP URI at which it can be called."""
        return f"sip:{self.user}@{self._host}:{self.port}"

    # Actions of the phone's user.

    def dial(self, port: int, number: str) -> None:
        """Call a number at a SIP port of this machine."""
        self._far = ("127.0.0.1", port)
        self._target = f"sip:{number}@127.0.0.1:{port}"
        self._from = f"<{self.address}>;tag={self._tag}"
        self._to = f"<{self._target}>"
        self._branch = self._new_branch()
        self._repeat(self._request("INVITE", self._branch, self._sdp()))

    async def answered(self) -> None:
        """Wait until the far end has answered."""
        await self._wait(self.up)

    async def ring(self) -> None:
        """Wait for a call, and ring."""
        await self._wait(self.called)
        self._reply(180)

    async def answer(self) -> None:
        """Wait for a call, and answer it."""
        await self._wait(self.called)
        assert self.invite is not None
        self._repeat(self._response(self.invite, 200, self._sdp()))
        self.media.connect(self.invite.body)
        await self._wait(self.up)

    async def refuse(self, status: int) -> None:
        """Wait for a call, and refuse it."""
        await self._wait(self.called)
        self._reply(status)

    async def hang_up(self) -> None:
        """Send BYE, or CANCEL for an unanswered call, and wait for the confirmation."""
        self.media.stop()
        self._is_leaving = True
        if self.up.is_set():
            self._say_bye()
        else:
            self._repeat(self._request("CANCEL", self._branch))
        await self._wait(self.over)

    async def press(self, keys: str) -> None:
        """Press keys by RFC 4733, and wait until the last is released."""
        for key in keys:
            self.media.press(key)
        await self._wait(self.media.key_released)

    async def wait_to_hear(self, expected: Iterable[int], among: Iterable[int]) -> None:
        """Wait until it hears the expected frequencies and no other; with none, until it is silent for some time."""
        expected, among = set(expected), set(among)
        heard: set[int] = set()
        in_a_row = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                while in_a_row < (1 if expected else 3):
                    await asyncio.sleep(0.06)
                    heard = {hertz for hertz in among if self.media.hears(hertz)}
                    in_a_row = in_a_row + 1 if heard == expected else 0
        assert heard == expected, f"{self.user} hears {sorted(heard)} Hz, not {sorted(expected)} Hz"

    async def wait_for_tone(self, hertz: int, among: Iterable[int]) -> None:
        """Wait until it has heard a tone; a busy machine, which reads the sound late, does not miss a short one."""
        among = tuple(among)
        async with asyncio.timeout(DEADLINE_S):
            while (heard := self.media.read_tone(among)) != hertz:
                if heard is None:
                    await asyncio.sleep(0.06)

    async def wait_for_keys(self, keys: str) -> None:
        """Wait until exactly these keys have come from the far end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                while self.media.keys_heard != keys:
                    await self.media.key_received.wait()
                    self.media.key_received.clear()
        assert self.media.keys_heard == keys

    async def wait_for_end(self) -> None:
        """Wait until the far end has ended the call, or refused it."""
        await self._wait(self.over)

    @staticmethod
    async def _wait(event: asyncio.Event) -> None:
        async with asyncio.timeout(DEADLINE_S):
            await event.wait()

    # Automatic actions of its SIP.

    def receive(self, message: Message, source: tuple[str, int]) -> None:
        """Process a message."""
        if message.status:
            self._take_response(message)
        else:
            self._far = source
            self._take_request(message)

    def _take_response(self, response: Message) -> None:
        method = response.get("cseq").split()[-1]
        if response.status < 200:
            if method == "INVITE" and not self._is_leaving:  # then the CANCEL is repeated instead
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
        if self._is_leaving:  # the answer crossed the CANCEL (RFC 3261 §9.1): the call is up, and must be ended
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

    # The format of its messages.

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
            f"Via: SIP/2.0/UDP {self._host}:{self.port};branch={branch};rport",
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
