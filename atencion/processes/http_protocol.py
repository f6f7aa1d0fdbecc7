"""The HTTP/1.1 of our server: uvicorn's protocol with a time limit for each request and a single length for each body.

Owns how long a request may take to arrive, and the answers to malformed requests. It knows no route.
"""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

HEADERS_TIMEOUT_S: Final = 10.0
"""From the first byte of a request, or from the connection, to the end of its headers; HAProxy uses the same."""
BODY_TIMEOUT_S: Final = 20.0
"""Time for any body, however small; after it, the body must arrive at MIN_BYTES_PER_S."""
MIN_BYTES_PER_S: Final = 1024
TWO_LENGTHS: Final = (
    "La solicitud no es HTTP válido, o dice su longitud dos veces: envíe Content-Length o Transfer-Encoding, no ambos."
)
TOO_SLOW: Final = "La solicitud tardó demasiado en llegar completa: envíela otra vez."


def body_limit_s(received: int) -> float:
    """Return the seconds from its beginning after which a body is too slow, if that many bytes have arrived."""
    return BODY_TIMEOUT_S + received / MIN_BYTES_PER_S


def has_two_lengths(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether headers have both Content-Length and Transfer-Encoding (RFC 9112, section 6.1)."""
    return {b"content-length", b"transfer-encoding"} <= {name.lower() for name, _ in headers}


class StrictConnection(h11.Connection):
    """A connection that refuses two lengths: h11 uses Transfer-Encoding, but a proxy may have used Content-Length."""

    def next_event(self) -> Any:
        """Return the next event.

        Raises:
            h11.RemoteProtocolError: not valid HTTP, or a body with two lengths.
        """
        event = super().next_event()
        if isinstance(event, h11.Request) and has_two_lengths(event.headers):
            raise h11.RemoteProtocolError("Content-Length with Transfer-Encoding")
        return event


class TimeLimitedHttp(H11Protocol):
    """Closes a connection whose request does not arrive in time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = self.config.h11_max_incomplete_event_size
        self.conn = StrictConnection(h11.SERVER) if most is None else StrictConnection(h11.SERVER, most)
        self._awaited: type[Any] | None = None
        self._began = 0.0
        self._received = 0
        self._was_paused = False
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first request."""
        super().connection_made(transport)
        self._start_timer(h11.IDLE)

    def data_received(self, data: bytes) -> None:
        """Read the data, and update the timer for the missing part."""
        super().data_received(data)
        self._update_timer()
        self._received += len(data)

    def on_response_complete(self) -> None:
        """Start the next request; uvicorn's keep-alive limit applies between requests."""
        super().on_response_complete()
        self._update_timer()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stop the timer and hand the connection over: a WebSocket has its own limits."""
        self._start_timer(None)
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._start_timer(None)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse a malformed request."""
        self._refuse(400, "malformed_request", TWO_LENGTHS)

    def _update_timer(self) -> None:
        """Set the limit for the part of the request that has not arrived yet."""
        state = self.conn.their_state
        resting = state is h11.IDLE and self.timeout_keep_alive_task is not None
        is_closed = self.transport.is_closing() or self.transport.get_protocol() is not self
        self._start_timer(None if is_closed or resting or state not in (h11.IDLE, h11.SEND_BODY) else state)

    def _start_timer(self, part: type[Any] | None) -> None:
        """Start the timer of a part of the request, unless it already runs."""
        if part is self._awaited:
            return
        self._awaited = part
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
        if part is not None:
            self._began, self._received, self._was_paused = self.loop.time(), 0, False
            self._limit = self.loop.call_later(HEADERS_TIMEOUT_S if part is h11.IDLE else BODY_TIMEOUT_S, self._check)

    def _check(self) -> None:
        """Close the connection, unless the part is a body that arrives fast enough."""
        now = self.loop.time()
        if self._awaited is h11.SEND_BODY and (self._was_paused or self.flow.read_paused):  # the client waits for us
            self._began, self._received, self._was_paused = now, 0, self.flow.read_paused
        if self._awaited is h11.SEND_BODY and now < (due := self._began + body_limit_s(self._received)):
            self._limit = self.loop.call_at(due, self._check)
            return
        if self._awaited is h11.IDLE and not self._received:  # browsers open spare connections
            self.transport.close()
            return
        self._refuse(408, "request_timeout", TOO_SLOW)

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Send a problem response, unless a response has begun, and close."""
        self._start_timer(None)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            title = STATUS_PHRASES[status].decode()
            problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
            body = json.dumps(problem, ensure_ascii=False).encode()
            length = str(len(body)).encode()
            headers = [(b"content-type", b"application/problem+json"), (b"content-length", length)]
            response = h11.Response(status_code=status, headers=[*headers, (b"connection", b"close")])
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
