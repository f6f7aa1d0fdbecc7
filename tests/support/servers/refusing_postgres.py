"""A server that speaks enough of PostgreSQL's protocol to refuse every connection.

Owns the messages of PostgreSQL's protocol 3.0 that it needs (PostgreSQL manual, "Message Formats").
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

_SSL_REQUEST, _GSS_REQUEST = 80877103, 80877104


@dataclass
class RefusingPostgres:
    """A server that refuses with a given state.

    Attributes:
        sqlstate: of the refusal, as 57P03; empty closes the connection without an answer.
        message: of the refusal.
        refused: number of refused connections.
        url: its address.
    """

    sqlstate: str = "57P03"
    message: str = "the database system is starting up"
    refused: int = 0
    url: str = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                length, code = struct.unpack("!ii", await reader.readexactly(8))
                await reader.readexactly(length - 8)
                if code not in (_SSL_REQUEST, _GSS_REQUEST):
                    break
                writer.write(b"N")
            self.refused += 1
            if self.sqlstate:
                writer.write(_error(self.sqlstate, self.message))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client disconnected first
        finally:
            writer.close()


@asynccontextmanager
async def refusing_postgres() -> AsyncIterator[RefusingPostgres]:
    """Serve on a free port of this machine while the block lasts."""
    refusing = RefusingPostgres()
    server = await asyncio.start_server(refusing._serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    refusing.url = f"postgresql://atencion:x@127.0.0.1:{port}/atencion"
    async with server:
        yield refusing


def _error(sqlstate: str, message: str) -> bytes:
    """Return an ErrorResponse."""
    fields = {"S": "FATAL", "V": "FATAL", "C": sqlstate, "M": message}
    body = b"".join(f"{name}{value}\0".encode() for name, value in fields.items()) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body
