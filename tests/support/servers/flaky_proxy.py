"""A TCP proxy on its own port, between one of our processes and a server, that can be disconnected."""

import asyncio
from contextlib import suppress
from typing import Final

_REDIAL_TIMEOUT_S: Final = 10.0


class FlakyProxy:
    """A proxy to a port of this machine, until it is disconnected.

    Attributes:
        delay_s: of each message, in both directions.
        port: where clients connect.
    """

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self.delay_s = 0.0
        self._is_whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._has_refused = asyncio.Event()
        self.port = 0

    async def open(self) -> "FlakyProxy":
        """Start the proxy."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def disconnect(self) -> None:
        """End every connection at once, and refuse new ones until `restore`."""
        self._is_whole = False
        self._has_refused.clear()
        for writer in self._writers:
            writer.transport.abort()

    async def wait_until_refused(self) -> None:
        """Wait until a connection is refused: the client has then noticed the loss of the one before."""
        async with asyncio.timeout(_REDIAL_TIMEOUT_S):
            await self._has_refused.wait()

    def restore(self) -> None:
        """Accept connections again."""
        self._is_whole = True

    def close(self) -> None:
        """Stop the proxy."""
        self.disconnect()
        self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_whole:
            self._has_refused.set()
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:  # the server does not listen, and the client must notice
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._writers -= {writer, far_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(65536):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                writer.write(chunk)
                await writer.drain()
        writer.close()
