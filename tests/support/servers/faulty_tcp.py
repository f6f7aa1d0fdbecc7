"""TCP servers that fail, each in one way, on free ports of 127.0.0.1.

Owns how a server behaves towards whoever connects, and how many connections it has. It must not know who asks.
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
        fault: what it does with each connection: says nothing and holds it; says a byte now and then, for ever; ends it
            at once; says the same to everybody, at once or when it was asked, and ends it.
        words: that it says or drips.
        port: where it listens.
        connections: connections that there were.
        open: connections that there are.
    """

    def __init__(self, fault: Fault, words: bytes = b"") -> None:
        self.fault, self.words = fault, words
        self.port = self.connections = self.open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until its far end is gone, or this one ends it."""
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
    """Let a server listen while the block lasts.

    Args:
        server: how it fails.
        port: where; 0 for any that is free.
        tls: its certificate, where it speaks TLS.
    """
    listening = await asyncio.start_server(server.serve, HOST, port, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
