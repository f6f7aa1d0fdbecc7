"""The supervisor's side of the zygote: a process that has loaded every role of this node and is forked for each role.

Owns its start, the requests for forks, and the forked processes. `atencion.processes.__main__` is the zygote itself. It
must not do any role's work.
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
_NOT_INHERITED: Final = {"ATENCION_DATABASE_OWNER_URL": ""}  # a fork's environment is visible in /proc
FORK_TIMEOUT_S: Final = 60.0


class ForkRequest(msgspec.Struct, frozen=True):
    """A request to the zygote.

    Attributes:
        role: the process to fork.
        environment: added to the zygote's.
        log: file for its output; empty keeps the zygote's output.
        supervisor: process id of its future parent.
        stop_signal: which it gets when that parent dies.
    """

    role: str
    environment: Mapping[str, str]
    log: str
    supervisor: int
    stop_signal: int


class Zygote:
    """A running zygote, which loads its modules while other work goes on.

    The supervisor must be the parent of a fork: it ends the fork and receives its exit status, and the fork dies with
    it, even if the zygote is dead. So the zygote forks twice, and the supervisor adopts the orphan (prctl(2),
    PR_SET_CHILD_SUBREAPER). It is a subreaper only during the fork: init adopts all other orphans, as usual.

    Args:
        roles: those that it loads.
        log: file for its output until it becomes a role; None keeps our own output.
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
        """End the zygote; the roles live on."""
        self._end()

    def spawn(self, role: str, environment: Mapping[str, str]) -> Spawn:
        """Return the function that starts a role's process."""

        async def forked(log: Path | None, stop_signal: signal.Signals) -> Process:
            at = str(await asyncio.to_thread(log.resolve)) if log else ""  # the zygote's working directory differs
            order = ForkRequest(role, environment, at, os.getpid(), int(stop_signal))
            asking = asyncio.create_task(self._request(order))
            try:
                return await asyncio.shield(asking)
            except asyncio.CancelledError:
                (await asking).kill_and_reap()  # the process is known nowhere else
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
            except (OSError, ValueError):  # dead, failed or late: the next request starts another
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
    """A child that another process forked, with the part of `subprocess.Popen` that is used."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        if self._code is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # the kernel reaped it: our parent left SIGCHLD ignored, wait(2)
                ended, status = self.pid, 0
            self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code

    def send_signal(self, sig: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """Kill it, if it runs."""
        self.send_signal(signal.SIGKILL)

    def kill_and_reap(self) -> None:
        """Kill it, and wait for its exit."""
        self.kill()
        with suppress(ChildProcessError):  # the kernel has already reaped it
            os.waitpid(self.pid, 0)


@contextmanager
def _as_subreaper() -> Iterator[None]:
    """Adopt the orphans of our descendants during the block."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
