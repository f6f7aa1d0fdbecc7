"""Programs of third parties, run for a test: they stay in the foreground, and die with the test process.

Owns one process from its start to its end, by its own id. It must not know which program it is.
"""

import asyncio
import ctypes
import os
import random
import shutil
import signal
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path
from typing import NoReturn

import pytest

_PR_SET_PDEATHSIG = 1  # prctl(2)
_SOCKET_KINDS = (socket.SOCK_DGRAM, socket.SOCK_STREAM)
_SERVER_PORTS = range(16_400, 27_600)
_LIBC = ctypes.CDLL(None, use_errno=True)


def require_program(program: str) -> str:
    """Return the path of a program; without it, skip the test on a laptop, and fail it where CI is set."""
    path = shutil.which(program)
    if path is None:
        skip_or_fail(f"the program {program} is not installed")
    return path


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the test on a laptop, and fail it where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _ports_of_this_process() -> Iterator[int]:
    """Yield ports for servers, each once before any repeats.

    They lie below the ports that the kernel gives to outgoing connections and to servers that ask for any port
    (net.ipv4.ip_local_port_range), and no two test processes of a run share one: a port found free is still free when
    its server binds it.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = _SERVER_PORTS[own % workers :: workers]
    return cycle(random.sample(ports, len(ports)))


_PORTS = _ports_of_this_process()


def free_ports(count: int) -> Iterator[int]:
    """Return different ports of 127.0.0.1 that are free for UDP and TCP."""
    ports: list[int] = []
    with ExitStack() as stack:
        while len(ports) < count:
            port = next(_PORTS)
            with suppress(OSError):
                for kind in _SOCKET_KINDS:
                    stack.enter_context(socket.socket(socket.AF_INET, kind)).bind(("127.0.0.1", port))
                ports.append(port)
    return iter(ports)


class Program:
    """A running program.

    Attributes:
        log: the file with its output.
    """

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @classmethod
    async def start(
        cls, command: Sequence[str], folder: Path, name: str, environment: Mapping[str, str] | None = None
    ) -> "Program":
        """Start a program in its own folder.

        Args:
            command: program and arguments.
            folder: its working directory.
            name: of its log.
            environment: variables in addition to those of the test process.
        """
        log = folder / f"{name}.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                preexec_fn=die_with_parent(os.getpid()),
            )
        return cls(process, log)

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    async def wait(self, deadline_s: float) -> int:
        """Wait for the end and return the exit code.

        Args:
            deadline_s: seconds after which it is killed.

        Raises:
            TimeoutError: it did not end by itself.
        """
        try:
            async with asyncio.timeout(deadline_s):
                return await self._process.wait()
        except TimeoutError:
            await self.kill()
            raise TimeoutError(f"{self.log.stem} did not end within {deadline_s:.0f} s: {self.log_tail()}") from None

    async def send_and_wait(self, request: signal.Signals, deadline_s: float) -> int:
        """Send a signal and wait for the end."""
        with suppress(ProcessLookupError):
            self._process.send_signal(request)
        return await self.wait(deadline_s)

    async def kill(self) -> None:
        """Kill the process, if it has not ended."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def log_tail(self) -> str:
        """Return the end of its output."""
        return self.log.read_text(errors="replace")[-2000:]


def die_with_parent(parent: int) -> Callable[[], None]:
    """Return a `preexec_fn` that lets a child die with its parent (prctl(2))."""

    def preexec() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the setting took effect
            os._exit(1)

    return preexec
