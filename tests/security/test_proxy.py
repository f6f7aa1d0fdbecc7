"""Attacks on the proxy: the real HAProxy with compose's file, before a node that answers every request."""

import asyncio
import http.client
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.programs import Program, free_ports, require_program
from tests.support.repository import ROOT

pytestmark = pytest.mark.e2e
STRANGERS, CONNECTIONS = 300, 1000
"""An address's limits: requests in ten seconds without a session, and connections."""


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request with 200."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            await writer.drain()
    writer.close()


@pytest_asyncio.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[int]:
    """Start HAProxy as compose does and yield the port of https."""
    program = require_program("haproxy")
    node = await asyncio.start_server(_answer, "127.0.0.1", 0)
    behind = f"127.0.0.1:{node.sockets[0].getsockname()[1]}"
    made = await asyncio.create_subprocess_exec(
        ROOT / "scripts/make-secrets", tmp_path, env={"PATH": "/usr/bin:/bin", "SELF_SIGNED": "localhost"}
    )
    assert await made.wait() == 0
    plain, https, figures = free_ports(3)
    environment = {
        "PROXY_BIND": "127.0.0.1",
        "PROXY_HTTP_PORT": str(plain),
        "PROXY_HTTPS_PORT": str(https),
        "PROXY_GRAFANA_PORT": str(figures),
        "PUBLIC_URL": f"https://localhost:{https}",
        **dict.fromkeys(("NODE_1", "NODE_2", "GRAFANA"), behind),
        "TLS_CERTIFICATE": str(tmp_path / "secrets/tls_certificate.pem"),
        "TLS_KEY": str(tmp_path / "secrets/tls_key.pem"),
        "ERROR_PAGE": str(ROOT / "deploy/haproxy/no-responde.http"),
    }
    command = [program, "-db", "-f", str(ROOT / "deploy/haproxy/haproxy.cfg")]
    tool = await Program.start(command, tmp_path, "haproxy", environment)
    for _ in range(400):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", https), timeout=1).close()
            break
        await asyncio.sleep(0.1)
    yield https
    await tool.kill()
    node.close()


def ask(port: int, times: int, headers: Mapping[str, str] = {}, source: str = "127.0.0.1") -> list[tuple[int, str]]:
    """Send requests on one connection; return each status and Retry-After."""
    trusting = ssl._create_unverified_context()
    link = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trusting, source_address=(source, 0))
    responses = []
    for _ in range(times):
        link.request("GET", "/api/openapi.json", headers=dict(headers))
        answer = link.getresponse()
        answer.read()
        responses.append((answer.status, answer.headers.get("Retry-After", "")))
    link.close()
    return responses


async def test_an_address_without_a_session_is_bounded(proxy: int) -> None:
    """Beyond 300 requests in ten seconds an address gets 429 with Retry-After; sessions and others are unaffected."""
    responses = await asyncio.to_thread(ask, proxy, STRANGERS + 100)
    assert [each[0] for each in responses[:STRANGERS]] == [200] * STRANGERS
    assert set(responses[STRANGERS:]) == {(429, "10")}
    for headers in ({"Cookie": "atencion_session=x"}, {"Authorization": "Bearer x"}):
        assert await asyncio.to_thread(ask, proxy, 3, headers) == [(200, "")] * 3
    assert await asyncio.to_thread(ask, proxy, 3, {}, "127.0.0.9") == [(200, "")] * 3


async def test_a_forged_session_does_not_lift_every_bound(proxy: int) -> None:
    """With any cookie, an address has a limit of 3,000 requests in ten seconds."""
    responses = await asyncio.to_thread(ask, proxy, 3200, {"Cookie": "atencion_session=x"})
    answered = [each[0] for each in responses].count(200)
    assert 3000 <= answered < 3200
    assert responses[-1] == (429, "10")


async def test_one_address_cannot_take_every_connection(proxy: int) -> None:
    """Beyond 1,000 connections further ones are closed at once, and another address is accepted."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    connections, closed = [], 0
    try:
        for _ in range(CONNECTIONS + 20):
            try:
                connections.append(socket.create_connection(("127.0.0.1", proxy), timeout=5))
            except ConnectionResetError:  # the proxy closed it before the handshake appeared complete
                closed += 1
        await asyncio.sleep(0.5)
        for each in connections:
            each.setblocking(False)
            try:
                closed += each.recv(1) == b""
            except BlockingIOError:
                continue
            except ConnectionResetError:
                closed += 1
        assert 15 <= closed <= 25  # the one that waited for the proxy's start may still be counted
        assert await asyncio.to_thread(ask, proxy, 1, {}, "127.0.0.9") == [(200, "")]
    finally:
        for each in connections:
            each.close()
