"""An application behind the API process's server, on its own port, and raw connections to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn

from atencion.processes.api import uvicorn_config

IO_TIMEOUT_S = 40


@asynccontextmanager
async def served_app(app: Any) -> AsyncIterator[int]:
    """Serve an application as the API process does; yield the port."""
    server = uvicorn.Server(uvicorn_config(app, "127.0.0.1", 0, "127.0.0.1"))
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(IO_TIMEOUT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


class RawClient:
    """A TCP connection that sends bytes that no HTTP library would send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> "RawClient":
        """Connect to a port of the loopback interface."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def read_to_end(self) -> bytes:
        """Read until the server closes, also if it closes while more bytes are on their way to it."""
        received = b""
        with suppress(ConnectionResetError):
            while part := await self.read():
                received += part
        return received

    async def read(self) -> bytes:
        """Read the next bytes."""
        async with asyncio.timeout(IO_TIMEOUT_S):
            return await self._reader.read(65536)

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()
