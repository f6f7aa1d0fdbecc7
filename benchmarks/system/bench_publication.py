"""Measures the time from the publication of a site version to its effect on two nodes, on the whole system.

Owns the measurement: one node runs all roles, the other a gateway and an API of its own. A version has taken effect
when each process of both nodes has logged it. Half of the versions change a text that callers hear, so that each
gateway renders a sound first; the others change only names. Run it with ``python benchmarks/run.py publication``.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.site_admin.publications import service
from agent_api.site_admin.publications.domain.publication import PublicationOrder
from atencion.processes import ROLES, SITE_VERSION
from benchmarks.system.running_system import (
    HOST,
    START_TIMEOUT_S,
    Row,
    RunningSystem,
    free_port,
    load_average,
    percentile,
    row,
    running_system,
    wait_until_ready,
)
from config.settings import environment_of
from config.site.calls.prompts import Prompt
from config.site.loader import with_version
from config.site.model import Site
from storage.postgres.engine import make_engine

VERSIONS = 20
BAR = "≤ 2000"
OTHER_NODE = ("gateway", "api")
DEADLINE_S = 60.0
_EVENT = "site_version_in_force"


def run() -> list[Row]:
    """Publish versions one after another; return the times to their effect."""
    return uvloop.run(_measure())


async def _measure() -> list[Row]:
    async with running_system(ROLES, logs="files") as stage, AsyncExitStack() as stack:
        http_port = free_port()
        for role in OTHER_NODE:
            await stack.enter_async_context(_other_process(stage, role, http_port))
        await _wait_for_other_node(stage, http_port)
        engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
        stack.push_async_callback(engine.dispose)
        versions = [_version(stage.site, number) for number in range(VERSIONS)]
        times = [await _publish(stage, engine, each) for each in versions]
        kinds = {"con un sonido nuevo": times[::2], "solo con nombres": times[1::2]}
        return [
            row(f"publicación a efecto en dos nodos, {name}, {label}", percentile(taken, share), "ms", BAR)
            for name, taken in kinds.items()
            for label, share in (("p50", 0.5), ("p95", 0.95))
        ] + [row("carga de la máquina", load_average(), "")]


def _version(site: Site, number: int) -> Site:
    prompts = site.prompts
    if number % 2 == 0:
        prompts = prompts | {"despedida": Prompt(id="despedida", text=f"Hasta luego, y gracias por llamar {number}.")}
    return with_version(msgspec.structs.replace(site, entity=f"Entidad {number}", prompts=prompts))


async def _publish(stage: RunningSystem, engine: AsyncEngine, site: Site) -> float:
    """Publish a version and return the milliseconds until every process has it."""
    author = Author(actor="system", at=datetime.now(UTC), site_version=stage.site.version)
    order = PublicationOrder(origin="draft", reason="Medición.")
    await service.publish(engine, site, {}, order, author, campaign=site.campaign)
    began = time.monotonic()
    logs = [*_logs(stage, ROLES), *(_log_of(stage, role) for role in OTHER_NODE)]
    async with asyncio.timeout(DEADLINE_S):
        while logs:
            logs = [log for log in logs if not await asyncio.to_thread(_has, log, site.version)]
            await asyncio.sleep(0.01)
    return (time.monotonic() - began) * 1000


@asynccontextmanager
async def _other_process(stage: RunningSystem, role: str, http_port: int) -> AsyncIterator[None]:
    """Run a process of the second node."""
    rtp = "20000-20999" if stage.settings.rtp_ports.first > 21_000 else "40000-40999"
    environment = {
        **os.environ,
        **environment_of(stage.settings),
        "ATENCION_SIP_PORT": str(free_port()),
        "ATENCION_HTTP_PORT": str(http_port),
        "ATENCION_RTP_PORTS": rtp,
        "ATENCION_DRAIN_S": "0",
        SITE_VERSION: stage.site.version,
    }
    with _log_of(stage, role).open("wb") as log:
        command = (sys.executable, "-m", "atencion", "serve", "--only", role)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.kill()
            await process.wait()


async def _wait_for_other_node(stage: RunningSystem, http_port: int) -> None:
    """Wait until both processes of the other node work; before, they would take a version at their start."""
    async with asyncio.timeout(START_TIMEOUT_S):
        while len(await stage.router.gateways()) < 2:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    await wait_until_ready(f"http://{HOST}:{http_port}/healthz")


def _log_of(stage: RunningSystem, role: str) -> Path:
    return stage.settings.data_dir / f"second-{role}.log"


def _logs(stage: RunningSystem, roles: Sequence[str]) -> list[Path]:
    return [stage.settings.data_dir / "logs" / f"{role}.log" for role in roles]


def _has(log: Path, version: str) -> bool:
    text = log.read_text(errors="replace") if log.exists() else ""
    return any(_EVENT in line and version in line for line in text.splitlines())
