"""An HTTP/1.1 client that uses very little CPU, so that a benchmark measures the server.

Owns keep-alive connections, each with one pending request, and the two ways to load a server: at a steady rate that
does not depend on the answers (open loop), and as fast as it answers (closed loop). It must not know what the requests
mean.
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
    """Results of a load.

    Attributes:
        waits_ms: for each answer, the time since its request was due.
        statuses: the number of answers by status.
        seconds: the duration of the load.
    """

    waits_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0


class Connection(asyncio.Protocol):
    """One connection, with at most one pending request."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[int] | None = None
        self._seen = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio's callback)."""
        self._transport = cast(asyncio.Transport, transport)

    @property
    def is_open(self) -> bool:
        """The state of the connection: whether it accepts requests."""
        return not self._transport.is_closing()

    async def ask(self, request: bytes) -> int:
        """Send a request, read the whole answer and return its status."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        """Read an answer to its end (asyncio's callback); all of our answers have a Content-Length."""
        self._seen += data
        head, gap, body = self._seen.partition(b"\r\n\r\n")
        if not gap or self._answer is None:
            return
        _, _, length = head.lower().partition(b"content-length:")
        if len(body) >= int(length.split(b"\r\n", 1)[0]):
            status = int(head[9:12])
            self._seen.clear()
            if not self._answer.done():  # the request may have timed out
                self._answer.set_result(status)

    def connection_lost(self, error: Exception | None) -> None:
        """Fail the pending request (asyncio's callback)."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


def get(path: str, token: str = "") -> bytes:
    """Return the bytes of a GET request."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{authorization}Accept: application/json\r\n\r\n".encode()


def post(path: str, token: str, body: Mapping[str, Any], key: str) -> bytes:
    """Return the bytes of a POST request with an idempotency key."""
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
    """Send requests at a steady rate; slow answers do not delay others, and waits for a connection count.

    ``requests`` must be endless; ``a_second`` is their rate.
    """
    loop = asyncio.get_running_loop()
    heard, free, places = LoadResult(), list[Connection](), asyncio.Semaphore(CONNECTION_LIMIT)

    async def one(request: bytes, due: float) -> None:
        async with places:
            while free and not free[-1].is_open:  # the server closes idle connections
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
    """Send the next request as soon as there is an answer, on some connections; ``requests`` must be endless."""
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
