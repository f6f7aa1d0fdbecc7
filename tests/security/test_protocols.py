"""Attacks below the routes: requests that are invalid HTTP, too slow, or from another page."""

import asyncio
import time
from itertools import count

import pytest
from fastapi import FastAPI, Request
from starlette.requests import URL, HTTPConnection

from agent_api.access.guard import COOKIE, authenticate_websocket
from atencion.processes import http_protocol
from atencion.processes.http_protocol import TimeLimitedHttp
from tests.integration.agent_api.access.test_socket_guard import socket
from tests.support.api.api_rig import ApiRig
from tests.support.api.raw_http import RawClient, served_app

HELD = 300
"""Number of concurrent incomplete requests."""


@pytest.fixture
def echo() -> FastAPI:
    """Return an application that answers with the path and the length of the body."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def describe_request(path: str, request: Request) -> dict[str, object]:
        return {"path": path, "length": len(await request.body())}

    return app


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> float:
    """Set limits short enough for a test, and return the one of headers, in seconds."""
    monkeypatch.setattr(http_protocol, "HEADERS_TIMEOUT_S", 0.5)
    monkeypatch.setattr(http_protocol, "BODY_TIMEOUT_S", 0.5)
    return 0.5


async def test_half_sent_headers_are_closed_in_time(echo: FastAPI, hurried: float) -> None:
    """Hundreds of unfinished requests get 408 and are closed, and others are served meanwhile."""
    async with served_app(echo) as port:
        clients = []
        for _ in range(HELD):  # each sends at once: a silent connection is closed without an answer
            clients.append(client := await RawClient.connect(port))
            await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\nX-More:")
        began = time.monotonic()
        other = await RawClient.connect(port)
        await other.send(b"GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b'"quick"' in await other.read_to_end()
        answers = await asyncio.gather(*(client.read_to_end() for client in clients))
        assert time.monotonic() - began < hurried + 5
        assert [each for each in answers if not each.startswith(b"HTTP/1.1 408 ")] == []
        assert b'"code": "request_timeout"' in answers[0]


async def test_a_drip_of_headers_does_not_renew_the_limit(echo: FastAPI, hurried: float) -> None:
    """The limit applies to all headers, so that single bytes do not extend it."""
    async with served_app(echo) as port:
        client = await RawClient.connect(port)
        await client.send(b"GET / HTTP/1.1\r\n")

        async def drip() -> None:
            for _ in range(100):
                await client.send(b"X-A: b\r\n")
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        began = time.monotonic()
        assert (await client.read_to_end()).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < hurried + 4  # the drip lasts 5 s
        dripping.cancel()


async def test_a_slow_body_is_closed_in_time(echo: FastAPI, hurried: float) -> None:
    """A very slow body gets 408, and one that keeps coming is read however long it takes."""
    async with served_app(echo) as port:
        slow = await RawClient.connect(port)
        await slow.send(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
        answer = await slow.read_to_end()
        assert answer.startswith(b"HTTP/1.1 408 ")
        steady = await RawClient.connect(port)
        await steady.send(b"POST /steady HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 16384\r\n\r\n")
        for _ in range(8):
            await asyncio.sleep(0.2)  # three times the limit of a small body in total
            await steady.send(b"a" * 2048)
        assert b'"length":16384' in await steady.read_to_end()


async def test_a_connection_that_says_nothing_is_closed(echo: FastAPI, hurried: float) -> None:
    """A connection without a byte is closed without an answer, because browsers connect in advance."""
    async with served_app(echo) as port:
        silent = await RawClient.connect(port)
        assert await silent.read_to_end() == b""


async def test_a_request_kept_alive_has_the_limit_too(echo: FastAPI, hurried: float) -> None:
    """An unfinished second request on a connection is also limited."""
    async with served_app(echo) as port:
        client = await RawClient.connect(port)
        await client.send(b"GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b'"first"' in await client.read()
        await client.send(b"GET /second HTT")
        assert (await client.read_to_end()).startswith(b"HTTP/1.1 408 ")


async def test_a_slow_answer_is_not_a_slow_request(hurried: float) -> None:
    """A client that waits for our answer longer than any limit of a request gets it."""
    app = FastAPI()

    @app.post("/")
    async def answer(request: Request) -> int:
        await asyncio.sleep(3 * hurried)
        return len(await request.body())

    async with served_app(app) as port:
        client = await RawClient.connect(port)
        size = 400_000  # more than is read ahead, so reading pauses meanwhile
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size)
        await client.send(b"a" * size)
        assert (await client.read_to_end()).endswith(b"%d" % size)


async def test_a_body_that_waited_for_us_has_its_whole_time(hurried: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body whose reading was paused is not too slow if the limit ends at the moment at which reading goes on."""
    app, checks = FastAPI(), count(1)
    check = TimeLimitedHttp._check

    def resume_and_check(protocol: TimeLimitedHttp) -> None:
        if next(checks) == 2:
            protocol.flow.resume_reading()
        check(protocol)

    @app.post("/")
    async def answer(request: Request) -> int:
        await asyncio.sleep(3 * hurried)
        return len(await request.body())

    monkeypatch.setattr(TimeLimitedHttp, "_check", resume_and_check)
    async with served_app(app) as port:
        client = await RawClient.connect(port)
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n")
        sending = asyncio.create_task(client.send(b"a" * 9_000_000))
        assert (await client.read_to_end()).endswith(b"9000000")
        await sending
    assert next(checks) > 2


async def test_two_lengths_are_refused_and_smuggle_nothing(echo: FastAPI) -> None:
    """Content-Length with Transfer-Encoding gets 400, the connection closes, and the following bytes are no request."""
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    both = (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"transfer-encoding: chunked\r\ncontent-length: 50")
    async with served_app(echo) as port:
        for lengths in both:
            client = await RawClient.connect(port)
            await client.send(b"POST /both HTTP/1.1\r\nHost: x\r\n" + lengths + b"\r\n\r\n0\r\n\r\n" + smuggled)
            answer = await client.read_to_end()
            assert answer.startswith(b"HTTP/1.1 400 "), answer
            assert b'"code": "malformed_request"' in answer
            assert b"smuggled" not in answer
            assert answer.count(b"HTTP/1.1") == 1
        chunked = await RawClient.connect(port)  # one length alone is valid
        await chunked.send(b"POST /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        await chunked.send(b"3\r\nabc\r\n0\r\n\r\n")
        assert b'"length":3' in await chunked.read_to_end()


def _url_by_host(connection: HTTPConnection) -> URL:
    """Build the address as Starlette before 1.0.1 did, from the Host header (CVE-2026-48710)."""
    scope = connection.scope
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"api").decode("latin-1")
    query = scope.get("query_string", b"").decode()
    return URL(f"{scope.get('scheme', 'http')}://{host}{scope['path']}" + (f"?{query}" if query else ""))


@pytest.mark.integration
@pytest.mark.parametrize("host", ["x/?", "x/#", "x/estado?", "x/healthz#"])
async def test_a_host_header_opens_no_route(
    rig: ApiRig,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    """A guarded route stays guarded for any Host header, even as that Starlette would interpret it."""
    monkeypatch.setattr(HTTPConnection, "url", property(_url_by_host))
    await rig.hire("ana", "asesor")
    for path in ("/api/v1/users", "/api/v1/calls", "/api/v1/customers"):
        request = rig.client.build_request("GET", path, headers={"Authorization": ""})
        request.headers["Host"] = host
        answer = await rig.client.send(request)
        assert (answer.status_code, answer.json()["code"]) == (401, "session_required"), (host, path)


@pytest.mark.integration
async def test_a_page_of_another_scheme_is_not_ours(rig: ApiRig) -> None:
    """The cookie of https does not count for a WebSocket opened by a page over http, nor the reverse."""
    cookie = f"{COOKIE}={await rig.hire('ana', 'asesor')}"
    host = "mesa.example:8443"
    accepted = {}
    for scheme in ("wss", "ws"):
        for page in ("https", "http", "ftp"):
            handshake = socket(rig, {"host": host, "cookie": cookie, "origin": f"{page}://{host}"})
            handshake.scope["scheme"] = scheme
            accepted[scheme, page] = await authenticate_websocket(handshake) is not None
    assert {pair for pair, is_known in accepted.items() if is_known} == {("wss", "https"), ("ws", "http")}
