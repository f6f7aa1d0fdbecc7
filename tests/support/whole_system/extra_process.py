"""More processes for a running system: a second gateway, a second router, as another node of it would run them.

Owns their start. They are the test's own children, so they are not restarted when they die.
"""

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from atencion.asterisk.config_files import routes_of
from config.site.loader import load_site
from tests.support.programs import Program, free_ports
from tests.support.servers.asterisk import PASSWORD, AsteriskNode
from tests.support.whole_system.system import System, wait_until

_START_TIMEOUT_S = 90.0


class ExtraProcess(NamedTuple):
    """An additional process.

    Attributes:
        program: the process.
        sip_port: of a gateway.
        gateway: its name in the log, of a gateway.
        http_port: of an API.
    """

    program: Program
    sip_port: int
    gateway: str
    http_port: int = 0

    @property
    def log_text(self) -> str:
        """Its complete log."""
        return self.program.log.read_text(errors="replace")


@asynccontextmanager
async def start_extra_process(
    system: System,
    role: str,
    folder: Path,
    *,
    rtp_ports: str = "28000-29999",
    drain_s: int = 60,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[ExtraProcess]:
    """Start a process beside those of the system; a gateway on Asterisk gets its own node.

    Args:
        system: the running system.
        role: ``gateway``, ``router`` or ``api``.
        folder: of its log.
        rtp_ports: used by no other process.
        drain_s: how long its calls may continue after a request to stop.
        more: settings in addition to those of the system.
    """
    async with system.router() as router:
        before = set(await router.gateways())
        site_version = (await router.head()).site_version
    sip_port, http_port = free_ports(2)
    asterisk = None
    if role == "gateway" and "ATENCION_NODE" not in (more or {}) and _engine_of(system) == "asterisk":
        asterisk = AsteriskNode("nodo2", routes_of(load_site(Path(system.environment["ATENCION_SITE"])))).start()
        sip_port, more = asterisk.sip_port, {**_asterisk_settings(asterisk), **(more or {})}
    environment = {
        **system.environment,
        "ATENCION_DATABASE_URL": system.addresses()["database_url"],
        "ATENCION_REDIS_URL": system.addresses()["redis_url"],
        "ATENCION_SIP_PORT": str(sip_port),
        "ATENCION_HTTP_PORT": str(http_port),
        "ATENCION_RTP_PORTS": rtp_ports,
        "ATENCION_DRAIN_S": str(drain_s),
        "ATENCION_SITE_VERSION": site_version,
        **(more or {}),
    }
    command = [sys.executable, "-m", "atencion", "serve", "--only", role]
    tool = await Program.start(command, folder, f"one-more-{role}", environment)
    try:
        node = ExtraProcess(tool, sip_port, await _new_gateway(system, before) if role == "gateway" else "", http_port)
        if node.gateway:
            await wait_until(lambda: _is_up(node), _START_TIMEOUT_S)
        yield node
    finally:
        await tool.kill()
        if asterisk is not None:
            asterisk.remove()


async def _is_up(node: ExtraProcess) -> bool:
    """Return whether a gateway accepts calls; before, its Asterisk would play the apology to callers."""
    return any("gateway_up" in line and node.gateway in line for line in node.log_text.splitlines())


def _engine_of(system: System) -> str:
    return system.environment.get("ATENCION_GATEWAY") or os.environ.get("ATENCION_GATEWAY", "")


def _asterisk_settings(node: AsteriskNode) -> dict[str, str]:
    return {
        "ATENCION_NODE": node.node.name,
        "ATENCION_ARI": f"127.0.0.1:{node.ari_port}",
        "ATENCION_ARI_PASSWORD": PASSWORD,
        "ATENCION_ASTERISK_FOLDER": str(node.folder),
    }


async def _new_gateway(system: System, before: set[str]) -> str:
    gateways: set[str] = set()

    async def up() -> bool:
        async with system.router() as router:
            gateways.update(set(await router.gateways()) - before)
        return bool(gateways)

    await wait_until(up, _START_TIMEOUT_S)
    return gateways.pop()
