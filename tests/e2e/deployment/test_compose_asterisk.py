"""The services of docker-compose.yml in the profile `asterisk`, started by hand: both nodes, with the same commands."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from storage.valkey import connect
from tests.e2e.deployment.test_compose import let_in_users
from tests.support.memory_folder import memory_folder
from tests.support.programs import Program, free_ports
from tests.support.repository import ROOT
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.recorded_audio import LEFT, RIGHT, RecordedAudio
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import CAMPAIGN, GREETING, GREETING_HZ, SITE, wait_until, write_tone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
RULES = "days: 30\n"
CALLER_HZ, ADVISOR_HZ = 1020, 1370
PAUSE_S = 3.0


class Node:
    """A node of Asterisk and its gateway.

    Args:
        number: of the node, 1 or 2.
        folder: for compose's secrets and volumes.
        memory: for unencrypted recordings.
    """

    def __init__(self, number: int, folder: Path, memory: Path) -> None:
        self.number, self._folder, self.memory = number, folder, memory
        self._data = folder / f"asterisk-{number}"
        self._data.mkdir()
        (self._data / "sounds").symlink_to(folder / "sounds")
        self.sip_port, ari, ami, rtp = free_ports(4)
        first = min(rtp, 65000) // 2 * 2
        self._own = {
            "ATENCION_SITE": str(folder / "site"),
            "ATENCION_DATA_DIR": str(self._data),
            "ATENCION_RECORDINGS_DIR": str(folder / "recordings"),
            "ATENCION_RECORDINGS_INTAKE": str(memory),
            "ATENCION_SIP_PORT": str(self.sip_port),
            "ATENCION_RTP_PORTS": f"{first}-{first + 99}",
            "ATENCION_ARI": f"127.0.0.1:{ari}",
            "ATENCION_AMI_PORT": str(ami),
        }
        self.tools: list[Program] = []

    async def start(self) -> None:
        """Start Asterisk, then its gateway."""
        for kind in ("asterisk", "gateway"):
            await self._start(f"{kind}-{self.number}")

    async def _start(self, name: str) -> None:
        """Start a service and wait until its health check succeeds."""
        await self._run(name, SERVICES[name]["command"])
        check = SERVICES[name]["healthcheck"]["test"][2:]

        async def is_well() -> bool:
            await asyncio.sleep(PAUSE_S)  # on a busy machine the check itself takes some seconds
            return await (await self._run(name, check, f"health-{name}")).wait(60.0) == 0

        await wait_until(is_well, 120.0)

    async def _run(self, name: str, words: list[str], log: str = "") -> Program:
        declared = {key: str(value) for key, value in SERVICES[name]["environment"].items()}
        files = {
            key: str(self._folder / "secrets" / Path(value).name)
            for key, value in declared.items()
            if value.startswith("/run/secrets/")
        }
        plain = {key: value for key, value in declared.items() if "$" not in value}
        words = [str(self._data / "asterisk") if word.startswith("/") else word for word in words]
        tool = await Program.start(
            [sys.executable, "-m", "atencion", *words],
            self._folder,
            log or name,
            {**plain, "ATENCION_BIND": "127.0.0.1", "ATENCION_SIP_HOST": "", **files, **self._own},
        )
        self.tools.append(tool)
        return tool


@pytest_asyncio.fixture
async def nodes(
    empty_postgres_url: str, valkey_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> AsyncIterator[list[Node]]:
    """Prepare two nodes without starting them."""
    require_asterisk()
    shutil.copytree(SITE, tmp_path / "site")
    (tmp_path / "site" / "recordings.yaml").write_text(RULES)
    for name, (hertz, seconds) in GREETING.items():
        write_tone(tmp_path / "site" / f"{name}.wav", hertz, seconds)
    (tmp_path / "sounds").symlink_to(pytestconfig.cache.mkdir("sounds"))
    (tmp_path / "secrets").mkdir()
    for name, value in (("database_url", empty_postgres_url), ("redis_url", valkey_url)):
        (tmp_path / "secrets" / name).write_text(value)
    made = await asyncio.create_subprocess_exec(ROOT / "scripts/make-secrets", tmp_path, env={"PATH": "/usr/bin:/bin"})
    assert await made.wait() == 0
    await let_in_users(valkey_url, (tmp_path / "secrets" / "valkey_users").read_text())
    with memory_folder() as one, memory_folder() as other:
        nodes = [Node(number, tmp_path, memory) for number, memory in enumerate((one, other), start=1)]
        yield nodes
        for tool in [tool for node in reversed(nodes) for tool in reversed(node.tools)]:
            await tool.kill()


async def test_both_nodes_of_compose_have_one_queue_and_record(nodes: list[Node], valkey_url: str) -> None:
    """Each service passes compose's own check; one advisor is reached from either node, and the talk is recorded."""
    await asyncio.gather(*(node.start() for node in nodes))  # as compose does
    redis = connect(valkey_url)
    try:
        router = CallRouter(redis, CAMPAIGN)
        assert len(await router.gateways()) == 2
        for node in nodes:
            await _talk(node, router)
            await wait_until(partial(_is_recorded, node), 40.0)
    finally:
        await redis.aclose()


async def _talk(node: Node, router: CallRouter) -> None:
    caller, advisor = await SipPhone(CALLER_HZ).open(), await SipPhone(ADVISOR_HZ).open()
    try:
        await router.ready(AdvisorPhone(id=f"asesor{node.number}", address=advisor.address, queues={"voz": 5}))
        caller.dial(node.sip_port, "bogota")
        await caller.wait_to_hear({GREETING_HZ}, {GREETING_HZ, CALLER_HZ})
        await asyncio.sleep(3.0)  # the menu is playing
        await caller.press("8")
        await advisor.ring()
        await advisor.answer()
        await caller.wait_to_hear({ADVISOR_HZ}, {ADVISOR_HZ, CALLER_HZ})
        await advisor.wait_to_hear({CALLER_HZ}, {ADVISOR_HZ, CALLER_HZ})
        await asyncio.sleep(1.5)
        await caller.hang_up()
        await advisor.wait_for_end()
    finally:
        caller.close()
        advisor.close()


async def _is_recorded(node: Node) -> bool:
    """Return whether the finished recording waits for the recorder, which does not run here, with both voices apart."""
    files = await asyncio.to_thread(lambda: list(node.memory.glob("*.wav")))
    if not files:
        return False
    (sound,) = (RecordedAudio(file.read_bytes()) for file in files)
    for channel, hertz in ((LEFT, CALLER_HZ), (RIGHT, ADVISOR_HZ)):
        assert sound.tones(channel, 0.3, sound.seconds - 0.3, {CALLER_HZ, ADVISOR_HZ}) == {hertz}
    return True
