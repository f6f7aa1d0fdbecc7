"""The process that has loaded every role of this node, and of which each role's process is a fork.

Owns the supervisor's side: it starts the zygote, orders forks of it, and knows the processes that it was given. What
the zygote does itself is `atencion.processes.__main__`'s. It must not do any of the roles' work.
"""

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from storage.embedded.child_process import Process, Program, Spawn
from storage.errors import ServerFailed

_PR_SET_CHILD_SUBREAPER: Final = 36  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)
_MOST_BYTES: Final = 64
_NOT_INHERITED: Final = {"ATENCION_DATABASE_OWNER_URL": ""}  # a fork shows the environment of its parent
FORK_TIMEOUT_S: Final = 60.0


class ForkRequest(msgspec.Struct, frozen=True):
    """What the zygote is told.

    Attributes:
        role: whose process to fork.
        environment: variables over our own.
        log: file that receives what it says; empty keeps the zygote's output.
        supervisor: process id of who is to be its parent.
        stop_signal: what it gets when that parent dies.
    """

    role: str
    environment: Mapping[str, str]
    log: str
    supervisor: int
    stop_signal: int


class Zygote:
    """Starts at once, and loads while others do something else.

    A fork's parent is to be us: we end it, hear of its end, and it dies with us, whatever becomes of the zygote. So the
    zygote forks twice, and the orphan is ours (prctl(2), PR_SET_CHILD_SUBREAPER). That holds for the moment of the
    fork alone: other orphans are init's, as ever.

    Args:
        roles: that it loads.
        log: file that receives what it says until it is a role; None is our own output.
        lock: file descriptor that it and all roles inherit, see `storage.embedded.workdir.lock_folder`.
        inherits: further file descriptors that they inherit.
    """

    def __init__(self, roles: Sequence[str], log: Path | None, lock: int, inherits: Sequence[int] = ()) -> None:
        self._roles, self._log, self._lock, self._inherits = tuple(roles), log, lock, tuple(inherits)
        self._one_at_a_time = asyncio.Lock()
        self._link, self._process = self._start()

    async def __aenter__(self) -> "Zygote":
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """End it; the roles live on."""
        self._end()

    def spawn(self, role: str, environment: Mapping[str, str]) -> Spawn:
        """How a role's process is made."""

        async def forked(log: Path | None, stop_signal: signal.Signals) -> Process:
            at = str(await asyncio.to_thread(log.resolve)) if log else ""  # the zygote has another working folder
            order = ForkRequest(role, environment, at, os.getpid(), int(stop_signal))
            asking = asyncio.create_task(self._request(order))
            try:
                return await asyncio.shield(asking)
            except asyncio.CancelledError:
                (await asking).kill_and_reap()  # no other reference to it is left
                raise

        return forked

    async def _request(self, request: ForkRequest) -> "ForkedProcess":
        async with self._one_at_a_time:
            if self._process.poll() is not None:
                self._end()
                self._link, self._process = self._start()
            try:
                async with asyncio.timeout(FORK_TIMEOUT_S):
                    with _as_subreaper():
                        return ForkedProcess(int(await self._exchange(msgspec.json.encode(request))))
            except (OSError, ValueError):  # it ended, says nothing, or is too late: the next order starts another
                self._end()
                where = self._log or "la salida de este programa"
                raise ServerFailed(f"{request.role} no pudo iniciar: vea {where}") from None

    async def _exchange(self, request: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._link, request)
        return await loop.sock_recv(self._link, _MOST_BYTES)

    def _start(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        parent_end, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent_end.setblocking(False)
        command = [sys.executable, "-m", "atencion.processes", "--load", *self._roles]
        with child_end:
            stdin, inherited = child_end.fileno(), self._inherits
            program = Program(command, None, self._lock, stdin=stdin, environment=_NOT_INHERITED, inherits=inherited)
            return parent_end, program.start(self._log, signal.SIGKILL)

    def _end(self) -> None:
        self._link.close()
        self._process.kill()
        self._process.wait()


class ForkedProcess:
    """A child of ours that another process made: what is used of `subprocess.Popen`.

    Attributes:
        pid: its id.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        if self._code is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # who started us has the kernel bury our children (SIGCHLD ignored, wait(2))
                ended, status = self.pid, 0
            self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code

    def send_signal(self, sig: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """End it by force, if it runs."""
        self.send_signal(signal.SIGKILL)

    def kill_and_reap(self) -> None:
        """End it by force, and return when it is gone."""
        self.kill()
        with suppress(ChildProcessError):  # it was gone before, and the kernel has buried it
            os.waitpid(self.pid, 0)


@contextmanager
def _as_subreaper() -> Iterator[None]:
    """Whoever is orphaned beneath us meanwhile becomes our child."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
