"""The wheel, installed as a user installs it: in its own environment, outside the repository."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from agent_api.screens.static_files import WEB_DIST
from tests.support.browser.page_probe import require_screens
from tests.support.programs import Program, free_ports
from tests.support.repository import ROOMS, ROOT, project, repository_files
from tests.support.sealed_november import SealedNovember, closed_month
from tests.support.whole_system.system import wait_until_ready

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

COMMAND_S = 120.0


def uv(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the locked version of uv, without the settings of this machine."""
    environment = {**os.environ, "UV_NO_CONFIG": "1", "VIRTUAL_ENV": sys.prefix}
    command = [f"{sys.prefix}/bin/uv", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that `make wheel` builds: from the source distribution, with the Hatchling of the lock."""
    require_screens()
    folder = tmp_path_factory.mktemp("dist")
    built = uv("build", "--no-build-isolation", "--out-dir", str(folder))
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


class Installation:
    """The wheel in a new environment, and a user's working folder.

    Args:
        wheel: installed with the versions of the lock.
        folder: the working folder, outside the repository.
        sounds: cache of rendered sounds between runs.
    """

    def __init__(self, wheel: Path, folder: Path, sounds: Path) -> None:
        self.folder, python = folder, folder / "environment/bin/python"
        pins = ("--constraint", str(ROOT / "requirements.lock"))
        for words in (
            ("venv", "--python", sys.executable, str(folder / "environment")),
            ("pip", "install", "--python", str(python), *pins, str(wheel)),
            ("pip", "check", "--python", str(python)),
        ):
            result = uv(*words)
            assert result.returncode == 0, result.stderr
        self._program = str(python.with_name("atencion"))
        sip, http, rtp = free_ports(3)
        self.web = f"http://127.0.0.1:{http}"
        self._environment = {
            "ATENCION_DEMO_TRAFFIC": "0",
            "ATENCION_HTTP_PORT": str(http),
            "ATENCION_RTP_PORTS": f"{rtp // 2 * 2}-{rtp // 2 * 2 + 99}",
            "ATENCION_SIP_PORT": str(sip),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPATH": "",
        }
        (folder / ".data").mkdir()
        (folder / ".data/sounds").symlink_to(sounds)

    async def start(self, *words: str) -> Program:
        """Start a command in the working folder."""
        return await Program.start([self._program, *words], self.folder, words[0].strip("-"), self._environment)

    async def run(self, *words: str) -> str:
        """Run a command to its end, and return what it printed."""
        program = await self.start(*words)
        assert await program.wait(COMMAND_S) == 0, program.log_tail()
        return program.log.read_text()

    async def is_ready(self) -> bool:
        """Return whether every part of the demo works."""
        try:
            await asyncio.to_thread(self.fetch, "/readyz")
        except OSError:
            return False
        return True

    def fetch(self, path: str) -> bytes:
        """Return what the demo serves at a path.

        Raises:
            OSError: it does not listen yet, or refuses.
        """
        with urlopen(self.web + path, timeout=30) as answer:
            return bytes(answer.read())


@pytest.fixture
def installation(wheel: Path, tmp_path: Path, pytestconfig: pytest.Config) -> Installation:
    """Install the wheel."""
    return Installation(wheel, tmp_path, pytestconfig.cache.mkdir("sounds"))


def test_it_holds_the_rooms_and_the_screens_alone(wheel: Path) -> None:
    """Every file of the rooms and of the screens is in it, and no other: no test, no secret, no ignored file."""
    screens = [str(path.relative_to(ROOT)) for path in WEB_DIST.rglob("*") if path.is_file() and path.name != ".built"]
    packaged = [name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert sorted(packaged) == sorted([*repository_files(*ROOMS), *screens])


def test_its_rooms_are_typed_and_its_version_is_the_project_s(wheel: Path) -> None:
    """Each top-level package has its marker of PEP 561, and the metadata have the version of pyproject.toml."""
    archive = ZipFile(wheel)
    assert {f"{room}/py.typed" for room in ROOMS} <= set(archive.namelist())
    (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    assert f"\nVersion: {project()['version']}\n" in archive.read(metadata).decode()


def test_a_tree_without_screens_is_not_packaged(tmp_path: Path) -> None:
    """The build fails with a sentence that says what to run."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    built = uv("build", "--no-build-isolation", "--wheel", str(tmp_path))
    assert built.returncode != 0
    assert "The screens are not built: run `make web` first" in built.stderr
    assert "Traceback" not in built.stderr


async def test_it_runs_away_from_the_repository(installation: Installation) -> None:
    """The installed wheel's help, node files, check of a sealed month, and demo work as in a checkout."""
    assert "serve" in await installation.run("--help")
    node = installation.folder / "nodo"
    assert str(node) in await installation.run("asterisk", "config", "--folder", str(node))
    assert (node / "etc/extensions.conf").read_text()
    assert list(node.rglob("data/sounds/**/*.ulaw"))
    (installation.folder / "sello.tar").write_bytes(SealedNovember(closed_month()).file)
    assert "Todo lo que se comprobó concuerda." in await installation.run("verify", "sello.tar")
    demo = await installation.start("demo")
    try:
        await wait_until_ready(demo, installation.is_ready)
        page = (await asyncio.to_thread(installation.fetch, "/ingreso")).decode()
        assets = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        assert {path.rpartition(".")[2] for path in assets} >= {"js", "css", "svg"}
        for path in assets:
            assert await asyncio.to_thread(installation.fetch, path)
        assert b"@font-face" in await asyncio.to_thread(installation.fetch, "/estado.css")
    finally:
        ended = await demo.send_and_wait(signal.SIGINT, COMMAND_S)
    assert ended == 0, demo.log_tail()
    assert demo.log_tail().endswith("Listo: todo quedó detenido.\n")
