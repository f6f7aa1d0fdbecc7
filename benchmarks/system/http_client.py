"""An HTTP/1.1 client that costs next to nothing, so that a benchmark measures the server.

Owns kept-alive connections, each with one request under way, and the two ways to load a server: at a steady rate
whatever it answers (open loop), and as fast as it answers (closed loop). It must not know what is asked.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from benchmarks.system.running_system import HOST

CONNECTION_LIMIT = 400


@dataclass
class LoadResult:
    """What came of a load.

    Attributes:
        waits_ms: of each answer, from the moment at which it was due to be asked.
        statuses: how often each.
        seconds: how long it took.
    """

    waits_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0


class Connection(asyncio.Protocol):
    """One connection, with one request under way at most."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[int] | None = None
        self._seen = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self._transport = cast(asyncio.Transport, transport)

    @property
    def is_open(self) -> bool:
        """Whether something can still be asked."""
        return not self._transport.is_closing()

    async def ask(self, request: bytes) -> int:
        """Send a request; the status of its answer, whose body has been read."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        """Read an answer to its end (asyncio's callback); all of ours say their length."""
        self._seen += data
        head, gap, body = self._seen.partition(b"\r\n\r\n")
        if not gap or self._answer is None:
            return
        _, _, length = head.lower().partition(b"content-length:")
        if len(body) >= int(length.split(b"\r\n", 1)[0]):
            status = int(head[9:12])
            self._seen.clear()
            if not self._answer.done():  # who asked may have given up
                self._answer.set_result(status)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits (asyncio's callback)."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def close(self) -> None:
        """Say nothing more."""
        self._transport.close()


def get(path: str, token: str = "") -> bytes:
    """A GET as it goes over the wire."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{authorization}Accept: application/json\r\n\r\n".encode()


def post(path: str, token: str, body: Mapping[str, Any], key: str) -> bytes:
    """A POST of a form as it goes over the wire, with the key by which it is done once."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nIdempotency-Key: {key}\r\n\r\n"
    )
    return head.encode() + content


async def connect(port: int) -> Connection:
    """Open a connection."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, HOST, port)
    return connection


async def open_loop(port: int, requests: Iterator[bytes], a_second: float, seconds: float) -> LoadResult:
    """Ask at a steady rate: a slow answer delays no other question, and waiting for a free connection counts.

    Args:
        port: of the server.
        requests: endless.
        a_second: how many.
        seconds: for how long.
    """
    loop = asyncio.get_running_loop()
    heard, free, places = LoadResult(), list[Connection](), asyncio.Semaphore(CONNECTION_LIMIT)

    async def one(request: bytes, due: float) -> None:
        async with places:
            while free and not free[-1].is_open:  # the server ends those that nobody used for a while
                free.pop()
            connection = free.pop() if free else await connect(port)
            heard.statuses[await connection.ask(request)] += 1
            heard.waits_ms.append((loop.time() - due) * 1000)
            free.append(connection)

    began = loop.time()
    async with asyncio.TaskGroup() as asking:
        for number in range(int(a_second * seconds)):
            due = began + number / a_second
            await asyncio.sleep(due - loop.time())
            asking.create_task(one(next(requests), due))
    heard.seconds = loop.time() - began
    for connection in free:
        connection.close()
    return heard


async def closed_loop(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> LoadResult:
    """Ask again as soon as there is an answer, on some connections at once.

    Args:
        port: of the server.
        requests: endless.
        connections: how many.
        seconds: for how long.
    """
    loop = asyncio.get_running_loop()
    heard = LoadResult()
    until = loop.time() + seconds

    async def one() -> None:
        connection = await connect(port)
        while (sent_at := loop.time()) < until:
            heard.statuses[await connection.ask(next(requests))] += 1
            heard.waits_ms.append((loop.time() - sent_at) * 1000)
        connection.close()

    began = loop.time()
    await asyncio.gather(*(one() for _ in range(connections)))
    heard.seconds = loop.time() - began
    return heard
