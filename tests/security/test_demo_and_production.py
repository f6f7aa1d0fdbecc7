"""The demo and a real system share neither folder nor server, tested by the real command line."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis.asyncio as redis

from atencion.backup.archive import create_archive
from atencion.backup.create import write_backup
from atencion.backup.restore import run_restore
from atencion.errors import RestoreRefused
from atencion.runtime.data_folder import mark_demo
from config.settings import Settings
from storage.postgres.engine import make_engine
from tests.support.facts.call_logs import CAMPAIGN, SEALER
from tests.support.programs import free_ports
from tests.support.repository import ROOT

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]
BEGAN = "Atención está arrancando…"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment with its own folder and ports, and without servers unless given."""
    sip, http = free_ports(2)
    own = {name: value for name, value in os.environ.items() if not name.startswith("ATENCION_")}
    ports = {"ATENCION_SIP_PORT": str(sip), "ATENCION_HTTP_PORT": str(http)}
    return {**own, "ATENCION_DATA_DIR": str(folder), **ports, **more}


def refused(command: str, folder: Path, **more: str) -> str:
    """Return the one sentence with which the command line quickly refuses to run."""
    result = subprocess.run(
        [sys.executable, "-m", "atencion", command],
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1, result.stdout + result.stderr
    output = (result.stdout + result.stderr).replace(BEGAN, "").strip()
    assert "Traceback" not in output
    assert len(output.splitlines()) == 1, output
    return output


@contextmanager
def running(command: str, folder: Path, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the command, and stop it as Ctrl-C does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "atencion", command],
        cwd=ROOT,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def folder_with_key(folder: Path) -> Settings:
    """Create a data folder that holds the key of the tests and nothing else."""
    folder.mkdir()
    (folder / "data.key").write_text(base64.b64encode(bytes(range(32))).decode())
    return Settings(data_dir=folder)


def until(process: "subprocess.Popen[str]", words: str) -> str:
    """Read its output until some words appear."""
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        if words in line:
            return output
    raise AssertionError(output)


def appears(path: Path) -> None:
    """Wait until another process has created a file or folder."""
    late_at = time.monotonic() + 90
    while not path.exists():
        assert time.monotonic() < late_at, f"{path} never came"
        time.sleep(0.1)


@pytest.fixture
def new_folder(servers_folder: Path, tmp_path: Path, pytestconfig: pytest.Config) -> Path:
    """Return a data folder with only the sounds, which another start has rendered: a stop waits for the rendering."""
    folder = servers_folder / tmp_path.name
    folder.mkdir()
    (folder / "sounds").symlink_to(pytestconfig.cache.mkdir("sounds"))
    return folder


def test_a_demo_and_then_a_real_system(new_folder: Path) -> None:
    """A demo's folder is refused by a real system, with or without a custom password, and the demo can start again."""
    folder = new_folder
    with running("demo", folder, ATENCION_DEMO_PASSWORD="guadua-laguna-ruana-17", ATENCION_DEMO_TRAFFIC="0"):
        appears(folder / "postgres")
    output = refused("serve", folder)
    assert f"La carpeta {folder} es de la demostración" in output
    assert "ATENCION_DATA_DIR" in output
    with running("demo", folder, ATENCION_DEMO_TRAFFIC="0") as demo:
        assert "lista" in until(demo, "Atención está lista")


def test_a_real_system_and_then_a_demo(new_folder: Path) -> None:
    """A real system reports the missing antivirus at its start, and a demo refuses its folder."""
    folder = new_folder
    with running("serve", folder) as serve:
        output = until(serve, "antivirus")
        assert "Aviso: antivirus: no hay (falta ATENCION_CLAMD)" in output
        appears(folder / "postgres")
    output = refused("demo", folder)
    assert f"La carpeta {folder} es de un sistema en operación" in output
    assert not (folder / "demo.password").exists()


@pytest.mark.parametrize(
    ("servers", "named"),
    [
        ({"ATENCION_DATABASE_URL": "postgresql://u:secreto@127.0.0.1:1/a"}, "ATENCION_DATABASE_URL"),
        ({"ATENCION_REDIS_URL": "redis://:secreto@127.0.0.1:1"}, "ATENCION_REDIS_URL"),
        (
            {
                "ATENCION_DATABASE_URL": "postgresql://u:secreto@127.0.0.1:1/a",
                "ATENCION_REDIS_URL": "redis://:secreto@127.0.0.1:1",
            },
            "ATENCION_DATABASE_URL y ATENCION_REDIS_URL",
        ),
    ],
)
def test_a_demo_takes_no_server_that_is_given(servers: dict[str, str], named: str, tmp_path: Path) -> None:
    """The demo refuses given servers, whose users would get its password, and does not show the address."""
    output = refused("demo", tmp_path / "data", **servers)
    assert f"quite {named}," in output
    assert "secreto" not in output
    assert not list((tmp_path / "data").glob("demo.*"))


def test_the_folder_of_an_earlier_demo_is_known_by_its_password(tmp_path: Path) -> None:
    """A folder with a demo's password is refused, even if the demo is older than the mark."""
    (tmp_path / "demo.password").write_text("arepa-cafeto-colibri-11\n")
    assert "es de la demostración" in refused("serve", tmp_path)


async def test_a_demos_backup_comes_back_in_a_demos_folder_alone(
    postgres_url: str, valkey: redis.Redis, tmp_path: Path
) -> None:
    """Given servers, a real system's folder, or a demo's folder for a real system's backup: nothing is written."""
    engine = make_engine(postgres_url)
    for name, demo in (("demo", True), ("real", False)):
        with create_archive(tmp_path / name, SEALER) as backup:
            await write_backup(backup, engine, valkey, CAMPAIGN, SEALER, demo=demo)
    await engine.dispose()
    with_database = folder_with_key(tmp_path / "given").model_copy(update={"database_url": postgres_url})
    of_a_system, of_a_demo = folder_with_key(tmp_path / "system"), folder_with_key(tmp_path / "demos")
    (of_a_system.data_dir / "postgres").mkdir()
    mark_demo(of_a_demo)
    for settings, name in ((with_database, "demo"), (of_a_system, "demo"), (of_a_demo, "real")):
        with pytest.raises(RestoreRefused, match=r"de la demostración.*No se escribió nada"):
            await run_restore(settings, tmp_path / name)
    assert not list(with_database.data_dir.glob("demo.*"))
