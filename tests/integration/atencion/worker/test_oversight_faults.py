"""The watch and each way in which servers fail: real sockets, real Asterisk."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import pytest_asyncio

from agent_api.incidents.domain.samples import SampleRun
from atencion.runtime.context import Context, Database
from atencion.worker.watch.probes import watcher_of
from call_router.service import CallRouter
from calls.driver.sites import Sites
from config.settings import Settings
from config.site.oversight.systems import System
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.programs import free_ports
from tests.support.servers.asterisk import PASSWORD, shared_node
from tests.support.servers.faulty_tcp import HOST, Fault, FaultyServer, faulty_server
from tests.support.servers.smtp import SmtpSink, self_signed_certificate, serve_sink
from tests.support.site_folders import sample_site
from tests.support.twilio import ACCOUNT, TOKEN, TwilioEmulator

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]
PROBE_TIMEOUT_S: Final = 0.3
PATIENT_TIMEOUT_S: Final = 10.0
"""For an answer of a whole program, which may take its time on a busy machine."""
HTTP_500: Final = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}"
HTTP_401: Final = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"
HTTP_PAGE: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>Hola</html>"
HTTP_DRIP: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
HTTP_ENDLESS: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000
NOISE: Final = b"\x00\xff\x16\x03\x01\n\r\n\x80" * 40
PROBES: Final = ("api", "ari", "smtp", "twilio")


class FaultyWatcherRig:
    """A node that watches only servers of the test, and keeps its samples because it can store none."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self.timeout_s = PROBE_TIMEOUT_S
        self._stack = stack
        self._engine = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
        self._redis = connect("unix:///nowhere/valkey.sock")
        stack.push_async_callback(self._engine.dispose)
        stack.push_async_callback(self._redis.aclose)

    def house(self, *systems: System, **settings: Any) -> Context:
        """Return a context with these settings."""
        watched = {each.id: each for each in systems}
        site = msgspec.structs.replace(sample_site(), systems=watched)
        return Context(
            settings=Settings(**settings),
            database=Database("", "a"),
            redis=self._redis,
            sites=Sites(site, _no_other),
            router=CallRouter(self._redis, site.campaign),
        )

    async def kept(self, *systems: System, looks: int, **settings: Any) -> tuple[SampleRun, ...]:
        """Return the samples of some systems after some probes."""
        watcher = watcher_of(self.house(*systems, **settings), self._engine, timeout_s=self.timeout_s)
        for _ in range(looks):
            await watcher.poll()
        return watcher.pending

    async def seen(self, probe: str, port: int, looks: int = 1, of: str = "", **settings: Any) -> tuple[SampleRun, ...]:
        """Return the samples of a system on a port."""
        address = of or (f"http://{HOST}:{port}" if probe == "api" else "")
        system = System(id=probe, name=probe, probe=probe, of=address, every_s=1)  # type: ignore[arg-type]
        return await self.kept(system, looks=looks, **{**places(probe, port), **settings})

    async def code(self, probe: str, port: int, **settings: Any) -> str | None:
        """Return the reason why a system fails; empty if it works, None if nothing is known."""
        spells = await self.seen(probe, port, **settings)
        return spells[0].code if spells else None


async def _no_other(version: str) -> Any:
    raise AssertionError(version)


def places(probe: str, port: int) -> dict[str, Any]:
    """Return the settings that place a system on a port."""
    return {
        "api": {},
        "ari": {"gateway": "asterisk", "ari": f"{HOST}:{port}", "ari_password": PASSWORD},
        "smtp": {"smtp_url": f"smtp://{HOST}:{port}?starttls=no"},
        "twilio": {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_api": f"http://{HOST}:{port}",
            "twilio_url": "https://voz.example",
            "twilio_number": "+576015550100",
        },
    }[probe]


@pytest_asyncio.fixture
async def watcher_rig() -> AsyncIterator[FaultyWatcherRig]:
    async with AsyncExitStack() as stack:
        yield FaultyWatcherRig(stack)


HTTP: Final = ("api", "ari", "twilio")
ANYWHERE: Final = [
    *((probe, FaultyServer("hangs"), "timeout") for probe in PROBES),
    *((probe, FaultyServer("hangs_up"), "hung_up") for probe in PROBES),
    *((probe, FaultyServer("greets", NOISE), "garbled") for probe in PROBES),
    *((probe, FaultyServer("drips", b"HTTP/1.1 200 OK\r\nX-Drip: "), "timeout") for probe in HTTP),
    *((probe, FaultyServer("drips", HTTP_DRIP), "timeout") for probe in ("ari", "twilio")),
    ("smtp", FaultyServer("drips", b"220-poco a poco"), "timeout"),
    *((probe, FaultyServer("answers", HTTP_500), "failing") for probe in HTTP),
    *((probe, FaultyServer("answers", HTTP_401), "denied") for probe in HTTP),
    *((probe, FaultyServer("answers", HTTP_PAGE), "garbled") for probe in ("ari", "twilio")),
    *((probe, FaultyServer("answers", HTTP_ENDLESS), "garbled") for probe in ("ari", "twilio")),
    ("smtp", FaultyServer("greets", b"554 5.7.1 No aqui\r\n"), "refused"),
    ("smtp", FaultyServer("greets", b"421 4.3.2 Vuelva luego\r\n"), "refused"),
    ("smtp", FaultyServer("greets", HTTP_PAGE), "garbled"),
]


@pytest.mark.parametrize(("probe", "server", "code"), ANYWHERE)
async def test_each_way_to_fail_has_its_name(
    watcher_rig: FaultyWatcherRig, probe: str, server: FaultyServer, code: str
) -> None:
    """A failure is a sample with its reason, and not an unknown state."""
    async with faulty_server(server):
        assert await watcher_rig.code(probe, server.port) == code


@pytest.mark.parametrize("probe", PROBES)
async def test_port_without_listener_and_unknown_host_name_are_failures(
    watcher_rig: FaultyWatcherRig, probe: str
) -> None:
    """A port without a listener and an unknown host name are failures."""
    (port,) = free_ports(1)
    assert await watcher_rig.code(probe, port) == "unreachable"


@pytest.mark.parametrize("probe", ["api", "smtp", "twilio"])
async def test_untrusted_certificate_is_failure(watcher_rig: FaultyWatcherRig, probe: str, tmp_path: Path) -> None:
    """Our client and Twilio's library would refuse the certificate, and a server without TLS is not understood."""
    tls, _ = self_signed_certificate(tmp_path)
    async with faulty_server(FaultyServer("answers", HTTP_PAGE), tls=tls) as server:
        assert await watcher_rig.code(probe, server.port, **secure(probe, server.port)) == "untrusted"
    async with faulty_server(FaultyServer("greets", b"220 hola\r\n" if probe == "smtp" else HTTP_PAGE)) as server:
        assert await watcher_rig.code(probe, server.port, **secure(probe, server.port)) == "garbled"


def secure(probe: str, port: int) -> dict[str, Any]:
    """Return the settings with which a system uses TLS."""
    return {
        "api": {"of": f"https://{HOST}:{port}"},
        "smtp": {"smtp_url": f"smtps://{HOST}:{port}"},
        "twilio": {"twilio_api": f"https://{HOST}:{port}"},
    }[probe]


async def test_mail_that_cannot_be_sent_encrypted_is_no_mail(watcher_rig: FaultyWatcherRig, tmp_path: Path) -> None:
    """The server works, with TLS, without it, or with a certificate that we do not trust."""
    tls, trusted = self_signed_certificate(tmp_path)
    other = tmp_path / "otro"
    other.mkdir()
    _, stranger = self_signed_certificate(other)
    async with (
        serve_sink(SmtpSink()) as plain,
        serve_sink(SmtpSink(), tls=tls) as begins,
        serve_sink(SmtpSink(), tls=tls, implicit=True) as is_tls,
    ):
        assert await watcher_rig.code("smtp", plain.port) == ""
        assert await watcher_rig.code("smtp", begins.port, smtp_url=f"smtp://{HOST}:{begins.port}?ca={trusted}") == ""
        assert await watcher_rig.code("smtp", is_tls.port, smtp_url=f"smtps://{HOST}:{is_tls.port}?ca={trusted}") == ""
        wrong = await watcher_rig.code("smtp", begins.port, smtp_url=f"smtp://{HOST}:{begins.port}?ca={stranger}")
        assert wrong == "untrusted"
        assert await watcher_rig.code("smtp", plain.port, smtp_url=f"smtp://{HOST}:{plain.port}") == "unencrypted"


async def test_a_twilio_that_answers(watcher_rig: FaultyWatcherRig) -> None:
    """Twilio works, also when it limits our rate; an unknown account or a wrong token is reported as that."""
    async with TwilioEmulator() as twilio:
        port = int(twilio.base.rpartition(":")[2])
        assert await watcher_rig.code("twilio", port) == ""
        twilio.api.too_many = 1
        assert await watcher_rig.code("twilio", port) == ""
        assert await watcher_rig.code("twilio", port, twilio_auth_token="0" * 32) == "denied"
        twilio.api.delay_s = 60.0
        assert await watcher_rig.code("twilio", port) == "timeout"


async def test_a_real_asterisk(watcher_rig: FaultyWatcherRig) -> None:
    """Asterisk works, has another password, freezes, and goes on."""
    node = shared_node("apology")
    watcher_rig.timeout_s = PATIENT_TIMEOUT_S
    assert await watcher_rig.code("ari", node.ari_port) == ""
    assert await watcher_rig.code("ari", node.ari_port, ari_password="otra-clave-9") == "denied"
    os.kill(node.pid, signal.SIGSTOP)
    try:
        watcher_rig.timeout_s = PROBE_TIMEOUT_S
        assert await watcher_rig.code("ari", node.ari_port) == "timeout"
    finally:
        os.kill(node.pid, signal.SIGCONT)
    watcher_rig.timeout_s = PATIENT_TIMEOUT_S
    assert await watcher_rig.code("ari", node.ari_port) == ""


@pytest.mark.parametrize("fault", ["hangs", "drips"])
async def test_probe_leaves_no_connection_or_thread(watcher_rig: FaultyWatcherRig, fault: Fault) -> None:
    """After any number of probes a connection ends with its probe, and no thread waits for an answer."""
    for probe in PROBES:
        async with faulty_server(FaultyServer(fault, b"220-x" if probe == "smtp" else HTTP_DRIP)) as server:
            threads = threading.active_count()
            await watcher_rig.seen(probe, server.port, looks=4)
            await _until(lambda server=server: server.open == 0)
            assert server.connections == 4
            assert threading.active_count() <= threads + 1


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_hanging_system_delays_probes_up_to_its_timeout(watcher_rig: FaultyWatcherRig) -> None:
    """All are probed at once, and the results of the others are stored beside it."""
    async with (
        faulty_server(FaultyServer("hangs")) as hanging,
        TwilioEmulator() as twilio,
        serve_sink(SmtpSink()) as sink,
    ):
        systems = [System(id=probe, name=probe, probe=probe, every_s=1) for probe in ("ari", "smtp", "twilio")]  # type: ignore[arg-type]
        settings = {
            **places("ari", hanging.port),
            **places("smtp", sink.port),
            **places("twilio", int(twilio.base.rpartition(":")[2])),
        }
        spells = await watcher_rig.kept(*systems, looks=4, **settings)
    assert {each.system: (each.code, each.samples) for each in spells} == {
        "ari": ("timeout", 4),
        "smtp": ("", 4),
        "twilio": ("", 4),
    }
