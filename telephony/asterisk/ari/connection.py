"""The WebSocket to Asterisk: received texts go straight to a handler, and a batch of texts leaves in one write.

Owns one connection. It must not know what the texts mean. A call takes about twenty short texts, so the queues and
system calls per text dominate its cost. The handshake, pings, the close, and every frame that is not a whole text are
left to websockets.

Source: RFC 6455, section 5.2.
"""

import os
from collections.abc import Callable, Sequence

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State
from websockets.utils import apply_mask

from telephony.asterisk.ari.batching import ReadPacer

_TEXT = 0x81
"""The first octet of a whole text: FIN, opcode 1."""
_LENGTH_IN_2, _LENGTH_IN_8, _MASKED, _MASK_OCTETS = 126, 127, 0x80, 4


class AriConnection(Connection):
    """A connection, dialled by either side."""

    _on_text: Callable[[bytes], None] | None = None
    _pacer: ReadPacer

    def set_text_handler(self, on_text: Callable[[bytes], None]) -> None:
        """Set the handler of received texts. A text in several frames is still received through websockets."""
        self._on_text, self._pacer = on_text, ReadPacer()

    def data_received(self, data: bytes) -> None:
        """Process received data, and pause reading under load; see asyncio."""
        self._receive(data)
        if self._on_text is not None and not self.transport.is_closing():
            rest_s = self._pacer.pause_s(len(data), self.loop.time())
            if rest_s:
                self.transport.pause_reading()
                self.loop.call_later(rest_s, self._resume_reading)

    def _receive(self, data: bytes) -> None:
        super().data_received(data)

    def _resume_reading(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def send_texts(self, texts: Sequence[bytes]) -> None:
        """Send texts with one write. If the connection has ended they are dropped; its reader is about to notice."""
        if self.protocol.state is State.OPEN:
            self.transport.write(self._encode(texts))

    def _encode(self, texts: Sequence[bytes]) -> bytes:
        return encode_frames(texts)

    def process_event(self, event: Event) -> None:
        """Pass a whole text to the handler; leave any other event to websockets."""
        if self._on_text is not None and isinstance(event, Frame) and event.opcode is Opcode.TEXT and event.fin:
            self._on_text(bytes(event.data))
        else:
            super().process_event(event)


class AriClientConnection(AriConnection, ClientConnection):
    """A connection that we dialled; ``websockets.asyncio.client.connect`` creates it by ``create_connection``."""

    _buffer = b""

    def _encode(self, texts: Sequence[bytes]) -> bytes:
        return encode_frames(texts, os.urandom(_MASK_OCTETS * len(texts)))

    def _receive(self, data: bytes) -> None:
        if self._on_text is None:
            super()._receive(data)
            return
        frames, self._buffer = decode_frames(self._buffer + data if self._buffer else data)
        for frame, text in frames:
            if text is None:
                super()._receive(frame)
            else:
                self._on_text(text)


class AriServerConnection(AriConnection, ServerConnection):
    """A connection that Asterisk dialled, created by ``websockets.asyncio.server.serve``; masked (RFC 6455, 5.3)."""


def encode_frames(texts: Sequence[bytes], masks: bytes = b"") -> bytes:
    """Encode texts as consecutive whole frames.

    ``masks`` holds four random octets per text from the side that dialled, and is empty from the other side.
    """
    pieces: list[bytes] = []
    masked = _MASKED if masks else 0
    for index, text in enumerate(texts):
        length = len(text)
        if length < _LENGTH_IN_2:
            head = bytes((_TEXT, masked | length))
        elif length < 1 << 16:
            head = bytes((_TEXT, masked | _LENGTH_IN_2)) + length.to_bytes(2)
        else:
            head = bytes((_TEXT, masked | _LENGTH_IN_8)) + length.to_bytes(8)
        mask = masks[_MASK_OCTETS * index :][:_MASK_OCTETS]
        pieces += (head, mask, apply_mask(text, mask) if mask else text)
    return b"".join(pieces)


def decode_frames(data: bytes) -> tuple[list[tuple[bytes, bytes | None]], bytes]:
    """Split data into whole frames, each with its payload if it is a plain text, and the incomplete rest."""
    frames: list[tuple[bytes, bytes | None]] = []
    start = 0
    while len(data) >= start + 2:
        length, body = data[start + 1] & ~_MASKED, start + 2
        is_masked = data[start + 1] & _MASKED
        if length >= _LENGTH_IN_2:
            body += 2 if length == _LENGTH_IN_2 else 8
            length = int.from_bytes(data[start + 2 : body])
        end = body + length + (_MASK_OCTETS if is_masked else 0)
        if len(data) < end:
            break
        is_text = data[start] == _TEXT and not is_masked
        frames.append((b"", data[body:end]) if is_text else (data[start:end], None))
        start = end
    return frames, data[start:]
