"""A SIP OPTIONS ping of the embedded gateway, sent by its supervisor over UDP (RFC 3261 §11).

Owns the request and the time of the last answer. Any response counts: a gateway that refuses is alive.
"""

import asyncio
import secrets
import time
from typing import Final, cast

_ANY_ADDRESS: Final = "0.0.0.0"
_REQUEST: Final = (
    "OPTIONS sip:atencion@{host}:{port} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP {own_host}:{own_port};branch=z9hG4bK{branch};rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: <sip:supervisor@{own_host}:{own_port}>;tag={call}\r\n"
    "To: <sip:atencion@{host}:{port}>\r\n"
    "Call-ID: {call}\r\n"
    "CSeq: {number} OPTIONS\r\n"
    "Accept: application/sdp\r\n"
    "Content-Length: 0\r\n\r\n"
)


class OptionsProbe(asyncio.DatagramProtocol):
    """Pings one SIP address.

    Args:
        bind: the address that the gateway listens on; a wildcard is pinged over loopback.
        port: UDP port of SIP.

    Attributes:
        answered_at: time of the last response, seconds of CLOCK_MONOTONIC; None before the first.
    """

    def __init__(self, bind: str, port: int) -> None:
        self._address = ("127.0.0.1" if bind == _ANY_ADDRESS else bind, port)
        self._call, self._number = secrets.token_hex(16), 0
        self._transport: asyncio.DatagramTransport | None = None
        self.answered_at: float | None = None

    async def open(self) -> None:
        """Open a socket of its own."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, remote_addr=self._address)

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Clear the answers of an ended process; its late answers do not count."""
        self._call, self.answered_at = secrets.token_hex(16), None

    def send(self) -> None:
        """Send one OPTIONS."""
        if self._transport is None:
            return
        self._number += 1
        (host, port), (own_host, own_port) = self._address, self._transport.get_extra_info("sockname")[:2]
        text = _REQUEST.format(
            host=host,
            port=port,
            own_host=own_host,
            own_port=own_port,
            branch=secrets.token_hex(8),
            call=self._call,
            number=self._number,
        )
        self._transport.sendto(text.encode())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio's callback)."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Record a response (asyncio's callback)."""
        if data.startswith(b"SIP/2.0 ") and self._call.encode() in data:
            self.answered_at = time.monotonic()

    def error_received(self, exc: Exception) -> None:
        """Ignore a closed port: the missing answer is enough (asyncio's callback)."""
