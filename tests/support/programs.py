"""Programs that nobody here wrote, run for a test: they stay in the foreground, and die with the test process.

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
    """The path of a program; without it the test is skipped on a laptop, and fails where CI is set."""
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
    """Ports for servers, each once before any comes again.

    They lie below those that the kernel gives to outgoing connections and to servers that ask for any port
    (net.ipv4.ip_local_port_range), and no two test processes of a run share one: what was free when it was looked at
    is still free when its server takes it.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = _SERVER_PORTS[own % workers :: workers]
    return cycle(random.sample(ports, len(ports)))


_PORTS = _ports_of_this_process()


def free_ports(count: int) -> Iterator[int]:
    """So many ports of 127.0.0.1 that nobody has just now, neither by UDP nor by TCP, all different."""
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
    """A program that runs.

    Attributes:
        log: the file that receives what it says.
    """

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @classmethod
    async def start(
        cls, command: Sequence[str], folder: Path, name: str, environment: Mapping[str, str] | None = None
    ) -> "Program":
        """Start it in a folder of its own.

        Args:
            command: program and arguments.
            folder: where it runs, and writes.
            name: of its log.
            environment: variables beside those of the test process.
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
        """Whether it runs no more."""
        return self._process.returncode is not None

    async def wait(self, deadline_s: float) -> int:
        """Its exit code.

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
        """Send it a signal, and wait for its end."""
        with suppress(ProcessLookupError):
            self._process.send_signal(request)
        return await self.wait(deadline_s)

    async def kill(self) -> None:
        """End it by force, if it has not ended."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def log_tail(self) -> str:
        """The last of what it said."""
        return self.log.read_text(errors="replace")[-2000:]


def die_with_parent(parent: int) -> Callable[[], None]:
    """Let a child die with the process that started it (prctl(2))."""

    def preexec() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the setting held
            os._exit(1)

    return preexec
