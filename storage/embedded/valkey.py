"""Valkey as our child process, on a Unix socket, with the durability that the log needs.

Owns its options: each write is on the disk before the answer, and no key is ever evicted.
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
    "aof-load-truncated": "yes",  # a write cut short by a full disk was never acknowledged
    "save": "",
    "maxmemory": "640mb",
    "maxmemory-policy": "noeviction",
}
# The wheel's server uses the allocator of glibc, whose cache of freed blocks is small by default. A larger one saves a
# tenth of a function's time. No effect with jemalloc. glibc manual, "Memory Allocation Tunables".
_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=4000:glibc.malloc.tcache_max=65536"}


class EmbeddedValkey:
    """An embedded Valkey: ``async with EmbeddedValkey(folder) as url``.

    The data stay in the folder. A server that dies is restarted at the same address.
    """

    def __init__(
        self,
        folder: Path,
        acl: str = "",
        login: tuple[str, str] | None = None,
        *,
        on_unwatched: OnUnwatched = lambda _, __: None,
    ) -> None:
        """Configure the server without starting it.

        Args:
            folder: for the data; created if missing.
            acl: text of an ACL file; empty permits everything to each client.
            login: user and password in the URL, from that file.
            on_unwatched: called if the server is no longer restarted.
        """
        self._folder = folder
        self._acl, self._login, self._on_unwatched = acl, login, on_unwatched
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
        """Start the server and return its URL for redis-py, ``unix://…``.

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
        """Stop the server; acknowledged writes are on the disk."""
        await self._stack.aclose()

    def _write_acl(self, file: Path) -> None:
        """Write the ACL file, which the server reads at each start."""
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
    except redis.RedisError:  # not started yet, or loading its log
        return False
    finally:
        await client.aclose()
