"""TCP servers that fail, each in one way, on free ports of 127.0.0.1.

Owns a server's behaviour towards its clients, and its number of connections. It must not know the clients.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, Literal

HOST: Final = "127.0.0.1"
_DRIP_S: Final = 0.02
Fault = Literal["hangs", "drips", "hangs_up", "greets", "answers"]


class FaultyServer:
    """A server.

    Attributes:
        fault: its treatment of each connection: stays silent and open; sends a byte from time to time without end;
            disconnects at once; sends the same answer, at once or after a request, and disconnects.
        words: the bytes that it sends or drips.
        port: its port.
        connections: connections so far.
        open: open connections.
    """

    def __init__(self, fault: Fault, words: bytes = b"") -> None:
        self.fault, self.words = fault, words
        self.port = self.connections = self.open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either end closes it."""
        self.connections += 1
        self.open += 1
        failing = asyncio.create_task(self._fail(reader, writer))
        try:
            await asyncio.wait({failing})
        finally:
            failing.cancel()
            self.open -= 1
            writer.transport.abort()

    async def _fail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if self.fault == "answers":
                await reader.readuntil(b"\r\n\r\n")
            if self.fault in ("greets", "answers"):
                writer.write(self.words)
                await writer.drain()
                writer.close()
                await writer.wait_closed()
            elif self.fault == "drips":
                await self._drip(writer)
            elif self.fault == "hangs":
                while await reader.read(1024):
                    pass

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        sent = 0
        while not writer.is_closing():
            writer.write(self.words[sent : sent + 1] or b"x")
            sent += 1
            await writer.drain()
            await asyncio.sleep(_DRIP_S)


@asynccontextmanager
async def faulty_server(
    server: FaultyServer, *, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[FaultyServer]:
    """Run a server while the block lasts.

    Args:
        server: its way of failing.
        port: 0 for a free one.
        tls: its certificate, for a server with TLS.
    """
    listening = await asyncio.start_server(server.serve, HOST, port, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
