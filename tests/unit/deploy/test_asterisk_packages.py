"""The image installs exactly the recorded Asterisk packages; tests accept newer ones of the same major version."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT

SCRIPT = ROOT / "scripts/asterisk-packages"
LOCKS = sorted((ROOT / "deploy").glob("asterisk-*.lock"))
UNPACK = (ROOT / "scripts/unpack-asterisk").read_text()
VERSION = "1%3a22.10.1+dfsg-1"


def archive(folder: Path, name: str, version: str, content: str = "") -> None:
    """Write an archive into a folder under apt's file name."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}_{version}_amd64.deb").write_text(content or name)


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    return subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Record two packages."""
    folder = tmp_path / "recorded"
    archive(folder, "asterisk", VERSION)
    archive(folder, "libc6", "2.43-7")
    assert run("record", folder, tmp_path / "asterisk-amd64.lock").returncode == 0
    return tmp_path / "asterisk-amd64.lock"


def test_the_record_names_version_and_hash_of_each_package(lock: Path, tmp_path: Path) -> None:
    """The script records what was downloaded, and makes apt download the same again."""
    digest = hashlib.sha256(b"asterisk").hexdigest()
    assert f"asterisk 1:22.10.1+dfsg-1 {digest}\n" in lock.read_text()
    assert run("wanted", lock).stdout.split() == ["asterisk=1:22.10.1+dfsg-1", "libc6=2.43-7"]
    assert run("check", tmp_path / "recorded", lock).returncode == 0


@pytest.mark.parametrize(
    ("brought", "message"),
    [
        (("libc6", "2.43-7", "altered"), "libc6 2.43-7: el archivo no es el registrado"),
        (("libc6", "2.43-8"), "libc6: 2.43-7 en el registro, 2.43-8 ahora"),
        (("libssl3", "3.5"), "libssl3: sobra"),
    ],
)
def test_changed_archive_another_version_and_extra_package_are_each_refused(
    lock: Path, tmp_path: Path, brought: tuple[str, ...], message: str
) -> None:
    """A changed archive, another version and an extra package are each refused with one sentence."""
    folder = tmp_path / "today"
    archive(folder, "asterisk", VERSION)
    archive(folder, *brought)
    refused = run("check", folder, lock)
    assert refused.returncode == 1
    assert message in refused.stderr


def test_tests_use_newer_release_of_same_major_version_and_report_difference(lock: Path, tmp_path: Path) -> None:
    """Tests use a newer release of the same major version and report the difference."""
    archive(tmp_path / "today", "asterisk", "1%3a22.11.0+dfsg-1")
    archive(tmp_path / "today", "libc6", "2.43-7")
    result = run("compare", tmp_path / "today", lock)
    assert result.returncode == 0
    assert "1 paquetes distintos" in result.stderr
    assert "asterisk: 1:22.10.1+dfsg-1 en el registro, 1:22.11.0+dfsg-1 ahora" in result.stderr


def test_tests_refuse_another_major(lock: Path, tmp_path: Path) -> None:
    """Asterisk 23 is refused."""
    archive(tmp_path / "today", "asterisk", "1%3a23.0.0-1")
    refused = run("compare", tmp_path / "today", lock)
    assert refused.returncode == 1
    assert "no es la misma serie" in refused.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.name))
def test_committed_lock_names_packages_and_no_host(lock: Path) -> None:
    """Each line has a name, a version and a hash; Asterisk is 22, the supported series."""
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) > 100
    assert not [line for line in lines if not re.fullmatch(r"[a-z0-9.+-]+ [0-9][\w.:~+-]* [0-9a-f]{64}", line)]
    assert any(re.match(r"asterisk 1:22\.", line) for line in lines)


def test_the_image_is_made_from_the_record_and_no_architecture_is_written_down() -> None:
    """The stage installs the recorded packages, and dpkg provides the architecture."""
    assert LOCKS
    stage = (ROOT / "Containerfile").read_text().partition(" AS asterisk\n")[2].partition("\nFROM ")[0]
    assert "RUN scripts/unpack-asterisk --locked " in stage
    assert "COPY deploy/asterisk-*.lock deploy/" in stage
    assert "arch=$(dpkg --print-architecture)" in UNPACK
    assert re.findall(r"amd64|arm64|x86", UNPACK) == []
