"""The WebSocket to Asterisk: what comes is given on as it is read, and what is said together leaves together.

Owns one connection. It must not know what is said. A call is some twenty short texts, so what each costs on its way
through queues and system calls is most of what a call costs us. The handshake, pings, the end, and whatever is not a
whole text in one frame are left to websockets.

Source: RFC 6455, section 5.2.
"""

from collections.abc import Callable, Iterable

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

_TEXT = 0x81
"""The first octet of a whole text: FIN, opcode 1."""
_LENGTH_IN_2, _MASKED, _MASK_OCTETS = 126, 0x80, 4


class Wire(Connection):
    """One connection, whoever made it."""

    _on_text: Callable[[bytes], None] | None = None

    def listen(self, on_text: Callable[[bytes], None]) -> None:
        """Let somebody take each text as it comes. One that Asterisk cuts in pieces is received as ever."""
        self._on_text = on_text

    async def say(self, texts: Iterable[bytes]) -> None:
        """Send texts with one write.

        Raises:
            ConnectionClosed: there is no connection any more.
        """
        async with self.send_context():
            for text in texts:
                self.protocol.send_text(text)
            self.transport.write(b"".join(self.protocol.data_to_send()))

    def process_event(self, event: Event) -> None:
        """Take what websockets has read."""
        if self._on_text is not None and isinstance(event, Frame) and event.opcode is Opcode.TEXT and event.fin:
            self._on_text(bytes(event.data))
        else:
            super().process_event(event)


class DialledWire(Wire, ClientConnection):
    """One that we made; ``websockets.asyncio.client.connect`` makes it as its ``create_connection``."""

    _cut = b""

    def data_received(self, data: bytes) -> None:
        """Take what has come; see asyncio."""
        if self._on_text is None:
            super().data_received(data)
            return
        frames, self._cut = frames_of(self._cut + data if self._cut else data)
        for frame, text in frames:
            if text is None:
                super().data_received(frame)
            else:
                self._on_text(text)


class TakenWire(Wire, ServerConnection):
    """One that Asterisk made; ``websockets.asyncio.server.serve`` makes it. Its texts are masked (RFC 6455, 5.3)."""


def frames_of(data: bytes) -> tuple[list[tuple[bytes, bytes | None]], bytes]:
    """The whole frames that came, each with its text if it is a plain one, and what is left: a frame that is cut."""
    frames: list[tuple[bytes, bytes | None]] = []
    begin = 0
    while len(data) >= begin + 2:
        length, body = data[begin + 1] & ~_MASKED, begin + 2
        is_masked = data[begin + 1] & _MASKED
        if length >= _LENGTH_IN_2:
            body += 2 if length == _LENGTH_IN_2 else 8
            length = int.from_bytes(data[begin + 2 : body])
        end = body + length + (_MASK_OCTETS if is_masked else 0)
        if len(data) < end:
            break
        is_text = data[begin] == _TEXT and not is_masked
        frames.append((b"", data[body:end]) if is_text else (data[begin:end], None))
        begin = end
    return frames, data[begin:]
