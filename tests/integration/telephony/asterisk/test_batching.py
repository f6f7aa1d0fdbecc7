"""Many messages at once over a connection on real sockets, at the dialling and at the listening end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from telephony.asterisk.ari.batching import MAX_PAUSE_S
from telephony.asterisk.ari.connection import AriClientConnection, AriConnection, AriServerConnection

_RUSH_S = 0.6
_SETTLED_S = 0.3
"""Time after which the connection has surely seen that many messages arrive."""


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[AriClientConnection, AriServerConnection]]:
    """Open both ends of a connection."""
    loop = asyncio.get_running_loop()
    accepted: asyncio.Future[AriServerConnection] = loop.create_future()

    async def hold(connection: ServerConnection) -> None:
        assert isinstance(connection, AriServerConnection)
        accepted.set_result(connection)
        await connection.wait_closed()

    async with serve(hold, "127.0.0.1", 0, create_connection=AriServerConnection, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        url = f"ws://127.0.0.1:{port}/"
        async with connect(url, create_connection=AriClientConnection, compression=None, proxy=None) as dialled:
            assert isinstance(dialled, AriClientConnection)
            yield dialled, await accepted


class Hearer:
    """Records the texts that arrive over a connection, and when it was read.

    Attributes:
        heard: the texts.
        looks: the times of the reads that found something.
        until: how many texts to wait for; None while that is not known.
        has_all: set once all of them have arrived.
    """

    def __init__(self, wire: AriConnection) -> None:
        self._loop = asyncio.get_running_loop()
        self.heard: list[bytes] = []
        self.looks: list[float] = []
        self.until: int | None = None
        self.has_all = asyncio.Event()
        self._is_looking = False
        wire.set_text_handler(self._hear)

    def _hear(self, text: bytes) -> None:
        if not self._is_looking:
            self._is_looking = True
            self.looks.append(self._loop.time())
            self._loop.call_soon(self._look_no_more)
        self.heard.append(text)
        if len(self.heard) == self.until:
            self.has_all.set()

    def _look_no_more(self) -> None:
        self._is_looking = False


@pytest.mark.parametrize("end", ["dialled", "taken"])
async def test_no_text_is_lost_or_out_of_order_reads_are_no_more_frequent_than_limit(end: str) -> None:
    """No text is lost or out of order, reads are no more frequent than the limit, and the end arrives all the same."""
    loop = asyncio.get_running_loop()
    async with connected() as ends:
        wire, sayer = ends if end == "dialled" else ends[::-1]
        hearer, begin, sent = Hearer(wire), loop.time(), 0
        while loop.time() < begin + _RUSH_S:
            sayer.send_texts([b"%d " % number + b"x" * 500 for number in range(sent, sent + 100)])
            sent += 100
            await asyncio.sleep(0.001)
        hearer.until = sent + 1
        sayer.send_texts([b"%d" % sent])
        async with asyncio.timeout(20):
            await hearer.has_all.wait()
            await sayer.close()
            await wire.wait_closed()
        assert [int(text.split()[0]) for text in hearer.heard] == list(range(sent + 1))
        late = [look for look in hearer.looks if look > begin + _SETTLED_S]
        assert len(late) <= (late[-1] - late[0]) / MAX_PAUSE_S + 1
