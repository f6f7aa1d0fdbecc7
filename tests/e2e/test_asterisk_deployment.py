"""What docker-compose.yml starts in the profile `asterisk`, started by hand: a node, with the same commands."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from tests.asterisk import needs_asterisk
from tests.e2e.system import GREETING, GREETING_HZ, SITE, until, write_tone
from tests.e2e.tools import Tool, free_ports
from tests.memory import memory_folder
from tests.sip_phone import SipPhone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
RULES = "days: 30\n"


class Node:
    """A node of Asterisk and its gateway.

    Args:
        folder: for all that compose has as volumes and secrets.
        memory: for recordings that are plain.
    """

    def __init__(self, folder: Path, memory: Path) -> None:
        self._folder, self._memory = folder, memory
        self.sip_port, ari, ami, rtp = free_ports(4)
        first = min(rtp, 65000) // 2 * 2
        self._own = {
            "ATENCION_SITE": str(folder / "site"),
            "ATENCION_DATA_DIR": str(folder / "data"),
            "ATENCION_RECORDINGS_INTAKE": str(memory),
            "ATENCION_SIP_PORT": str(self.sip_port),
            "ATENCION_RTP_PORTS": f"{first}-{first + 99}",
            "ATENCION_ARI": f"127.0.0.1:{ari}",
            "ATENCION_AMI_PORT": str(ami),
        }
        self.tools: list[Tool] = []

    async def start(self, name: str) -> Tool:
        """Start a service, until its health check holds."""
        await self._run(name, SERVICES[name]["command"])
        check = SERVICES[name]["healthcheck"]["test"][2:]

        async def is_well() -> bool:
            return await (await self._run(name, check, f"health-{name}")).wait(30.0) == 0

        await until(is_well, 60.0)
        return self.tools[-1]

    async def _run(self, name: str, words: list[str], log: str = "") -> Tool:
        given = {key: str(value) for key, value in SERVICES[name]["environment"].items()}
        files = {
            key: str(self._folder / "secrets" / Path(value).name)
            for key, value in given.items()
            if value.startswith("/run/secrets/")
        }
        plain = {key: value for key, value in given.items() if "$" not in value}
        words = [str(self._folder / "data" / "asterisk") if word.startswith("/") else word for word in words]
        tool = await Tool.start(
            [sys.executable, "-m", "atencion", *words],
            self._folder,
            log or name,
            {**plain, "ATENCION_BIND": "127.0.0.1", "ATENCION_SIP_HOST": "", **files, **self._own},
        )
        self.tools.append(tool)
        return tool


@pytest_asyncio.fixture
async def node(postgres_url: str, valkey_url: str, tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[Node]:
    """A node that is laid out, and not started."""
    needs_asterisk()
    shutil.copytree(SITE, tmp_path / "site")
    (tmp_path / "site" / "recordings.yaml").write_text(RULES)
    for name, (hertz, seconds) in GREETING.items():
        write_tone(tmp_path / "site" / f"{name}.wav", hertz, seconds)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sounds").symlink_to(pytestconfig.cache.mkdir("sounds"))
    (tmp_path / "secrets").mkdir()
    for name, value in (("database_url", postgres_url), ("redis_url", valkey_url)):
        (tmp_path / "secrets" / name).write_text(value)
    made = await asyncio.create_subprocess_exec(ROOT / "scripts/make-secrets", tmp_path, env={"PATH": "/usr/bin:/bin"})
    assert await made.wait() == 0
    with memory_folder() as memory:
        node = Node(tmp_path, memory)
        yield node
        for tool in reversed(node.tools):
            await tool.kill()


async def test_a_node_of_compose_serves_calls(node: Node) -> None:
    """Each service says that it is well by compose's own check, and who dials hears the greeting."""
    await node.start("asterisk-1")
    await node.start("gateway-1")
    caller = await SipPhone(1020).open()
    try:
        caller.dial(node.sip_port, "bogota")
        await caller.hears_just({GREETING_HZ}, {GREETING_HZ, 1020})
        await caller.hang_up()
    finally:
        caller.close()
