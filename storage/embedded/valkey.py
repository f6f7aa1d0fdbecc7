"""Valkey as our child, on a Unix socket, with the durability that the log needs.

Owns its options. See DESIGN §3: each write reaches the disk before it is answered, and nothing is ever evicted.
"""

import signal
from contextlib import AsyncExitStack
from pathlib import Path

import redis.asyncio as redis

from storage.embedded.binaries import valkey_server
from storage.embedded.child_process import ChildProcess, OnUnwatched, Program
from storage.embedded.workdir import lock_folder, prepare_folder, socket_folder

_SOCKET = "valkey.sock"
_ACL = "users.acl"
_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "aof-load-truncated": "yes",  # a write that a full disk cut short was never answered
    "save": "",
    "maxmemory": "640mb",
    "maxmemory-policy": "noeviction",
}
# The wheel's server allocates by the C library, which keeps freed pieces at hand only when they are few and small: a
# tenth of a function's time is saved by more. A server with jemalloc does not ask. glibc manual, "Memory Allocation
# Tunables".
_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=4000:glibc.malloc.tcache_max=65536"}


class EmbeddedValkey:
    """A Valkey of our own: ``async with EmbeddedValkey(folder) as url``.

    Data stay in the folder. A server that dies alone is started again at the same address.
    """

    def __init__(
        self,
        folder: Path,
        acl: str = "",
        login: tuple[str, str] | None = None,
        *,
        on_unwatched: OnUnwatched = lambda _, __: None,
    ) -> None:
        """Say where.

        Args:
            folder: holds the data; made if missing.
            acl: text of an ACL file; empty lets each client do everything.
            login: user and password of the address, one of that file's.
            on_unwatched: called if nothing starts the server again any more.
        """
        self._folder = folder
        self._acl, self._login, self._on_unwatched = acl, login, on_unwatched
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
        """Start it.

        Returns:
            The URL for redis-py, ``unix://…``.

        Raises:
            ServerMissing: there is no Valkey.
            FolderInUse: another process runs one here.
            FolderUnusable: the folder cannot be written.
            ServerFailed: it did not start.
        """
        async with AsyncExitStack() as stack:
            lock = await stack.enter_async_context(lock_folder(self._folder))
            data = prepare_folder(self._folder, "data", None)
            socket = stack.enter_context(socket_folder(data, _SOCKET, None)) / _SOCKET
            self._write_acl(data / _ACL)
            self._child = self._server(data, socket, lock)
            await self._child.start()
            stack.push_async_callback(self._child.stop)
            self._stack = stack.pop_all()
        return f"unix://{':'.join(self._login)}@{socket}" if self._login else f"unix://{socket}"

    async def __aexit__(self, *exc_info: object) -> None:
        """Stop it; what it was told is on the disk."""
        await self._stack.aclose()

    def _write_acl(self, file: Path) -> None:
        """Leave the users where the server reads them at each of its starts."""
        file.unlink(missing_ok=True)
        if self._acl:
            file.touch(mode=0o600)
            file.write_text(self._acl)

    def _server(self, data: Path, socket: Path, lock: int) -> ChildProcess:
        options = {**_OPTIONS, "dir": str(data), "unixsocket": str(socket)}
        if self._acl:
            options["aclfile"] = str(data / _ACL)
        command = [str(valkey_server()), *(word for name, value in options.items() for word in (f"--{name}", value))]
        return ChildProcess(
            "Valkey",
            Program(command, None, lock, _ENVIRONMENT),
            log=data / "valkey.log",
            stop_signal=signal.SIGTERM,
            is_ready=lambda: _is_ready(socket, self._login),
            before_start=lambda: socket.unlink(missing_ok=True),  # a killed server leaves its socket
            on_unwatched=self._on_unwatched,
        )


async def _is_ready(socket: Path, login: tuple[str, str] | None) -> bool:
    user, password = login or (None, None)
    client = redis.Redis(unix_socket_path=str(socket), username=user, password=password, single_connection_client=False)
    try:
        return bool(await client.ping())
    except redis.RedisError:  # not there yet, or loading its log
        return False
    finally:
        await client.aclose()
