"""A server as our child process: it ends with us, is restarted if it dies, and is stopped cleanly.

Owns the life of one process and its watch. It must not know which server it is. The watch survives any failure around
it, a full disk included; `OnUnwatched` is called if it ends nevertheless.
"""

import asyncio
import ctypes
import os
import re
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

import structlog

from storage.embedded.workdir import UnixUser
from storage.errors import ServerFailed

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)
_POLL_INTERVAL_S = 0.05
_CANCEL_RETRY_INTERVAL_S = 0.2
_MIN_RESTART_DELAY_S, MAX_RESTART_DELAY_S = 0.1, 2.0  # pause before a restart
_STABLE_AFTER_S = 10.0  # a child that lived this long had no problem at its start
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_log = structlog.get_logger(__name__)


class Process(Protocol):
    """A child process: the part of `subprocess.Popen` that we use."""

    @property
    def pid(self) -> int:
        """Process id."""

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""

    def send_signal(self, sig: int) -> None:
        """Send a signal, if it runs."""

    def kill(self) -> None:
        """Kill it, if it runs."""


Spawn = Callable[[Path | None, signal.Signals], Awaitable[Process]]
"""Start the process, given its log file (None: our own output) and the signal that it gets when we die."""

OnUnwatched = Callable[[str, BaseException | None], None]
"""Called with a child's name and the error that ended its supervision: it will not be restarted."""


@dataclass(frozen=True)
class Program:
    """Starts a program.

    The kernel ends the program when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG): start it from a
    thread that lives as long.

    Attributes:
        user: to run it as; None for our own user.
        lock: inherited file descriptor, see `workdir.lock_folder`.
        environment: variables in addition to our own.
        inherits: further inherited file descriptors.
    """

    command: Sequence[str]
    user: UnixUser | None
    lock: int
    environment: Mapping[str, str] = field(default_factory=dict)
    stdin: int = subprocess.DEVNULL
    inherits: Sequence[int] = ()

    async def __call__(self, log: Path | None, stop_signal: signal.Signals) -> Process:
        """Start it."""
        return self.start(log, stop_signal)

    def start(self, log: Path | None, stop_signal: signal.Signals) -> subprocess.Popen[bytes]:
        """Start it in its own session."""
        with nullcontext() if log is None else open_log(log) as out:
            return subprocess.Popen(
                list(self.command),
                stdin=self.stdin,
                stdout=out,
                stderr=out,
                cwd="/",
                env={**os.environ, **self.environment},
                pass_fds=(self.lock, *self.inherits),
                start_new_session=True,  # Ctrl-C reaches only us, and we stop it cleanly
                user=None if self.user is None else self.user.uid,
                group=None if self.user is None else self.user.gid,
                extra_groups=None if self.user is None else [],
                # Safe with threads: it calls the kernel and takes no lock.
                preexec_fn=die_with_parent(os.getpid(), stop_signal),  # noqa: PLW1509
            )


class ChildProcess:
    """One server process with its watch."""

    def __init__(
        self,
        name: str,
        spawn: Spawn,
        *,
        log: Path | None,
        stop_signal: signal.Signals,
        is_ready: Callable[[], Awaitable[bool]],
        before_start: Callable[[], None] = lambda: None,
        on_unwatched: OnUnwatched = lambda _, __: None,
    ) -> None:
        """Configure the process without starting it.

        Args:
            name: for messages.
            spawn: creates the process.
            log: file for its output; None uses our own output.
            stop_signal: makes it end cleanly.
            is_ready: returns whether it serves requests.
            before_start: removes the remains of a killed process, before every start.
            on_unwatched: called if the watch ends before `stop`.
        """
        self._name = name
        self._spawn = spawn
        self._log_path = log
        self._stop_signal = stop_signal
        self._is_ready = is_ready
        self._before_start = before_start
        self._on_unwatched = on_unwatched
        self._stopping = False
        self._process: Process | None = None
        self._last_reported = 0
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """Current process id; 0 if it does not run."""
        return 0 if self._process is None or self._process.poll() is not None else self._process.pid

    async def is_serving(self) -> bool:
        """Return whether it runs and answers."""
        return self.pid != 0 and await self._is_ready()

    async def start(self, timeout_s: float = 60.0) -> None:
        """Start the process, wait until it serves, and watch it from then on.

        Raises:
            ServerFailed: it ended, or was not ready in time.
        """
        try:
            await self._launch(timeout_s)
        except BaseException:
            await self._end()
            raise
        self._watch = asyncio.create_task(self._keep_alive(), name=f"watch {self._name}")
        self._watch.add_done_callback(self._watch_ended)

    async def stop(self, timeout_s: float = 20.0, at_once: asyncio.Event | None = None) -> None:
        """Stop the process cleanly; kill it after the timeout.

        Setting `at_once` sends the stop signal a second time, which makes some programs exit sooner.
        """
        self._stopping = True
        while self._watch is not None and not self._watch.done():
            self._watch.cancel()
            await asyncio.wait({self._watch}, timeout=_CANCEL_RETRY_INTERVAL_S)  # redis-py may swallow a cancellation
        asking = asyncio.create_task(self._signal_again(at_once)) if at_once is not None else None
        await self._end(timeout_s)
        if asking is not None:
            asking.cancel()

    def kill(self) -> None:
        """Kill the process, if it runs; the watch restarts it."""
        if self._process is not None:
            self._process.kill()

    async def _signal_again(self, at_once: asyncio.Event) -> None:
        await at_once.wait()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self._stop_signal)

    async def _launch(self, timeout_s: float) -> None:
        self._before_start()
        self._last_reported = self._log_path.stat().st_size if self._log_path and self._log_path.exists() else 0
        self._process = await self._spawn(self._log_path, self._stop_signal)
        try:
            async with asyncio.timeout(timeout_s):
                while not await self._is_ready():
                    if self._process.poll() is not None:
                        raise ServerFailed(f"{self._name} no pudo iniciar: {self._last_output()}")
                    await asyncio.sleep(_POLL_INTERVAL_S)
        except TimeoutError:
            raise ServerFailed(f"{self._name} no estuvo listo en {timeout_s:.0f} s: {self._last_output()}") from None

    async def _keep_alive(self) -> None:
        pause_s = 0.0
        while not self._stopping:
            started_at = time.monotonic()
            try:
                await self._wait_until_down()
            except Exception:
                _log_warning("child_watch_failed", child=self._name, exc_info=True)
            pause_s = next_restart_delay(pause_s, time.monotonic() - started_at)
            await asyncio.sleep(pause_s)
            await self._launch_again()

    async def _wait_until_down(self) -> None:
        """Return when a restart is needed."""
        await self._wait_for_exit()
        code = None if self._process is None else self._process.poll()
        _log_warning("child_died", child=self._name, ended=describe_exit(code), words=self._last_output())

    async def _launch_again(self) -> None:
        """Try one start; after a failure the watch tries again."""
        try:
            await self._launch(60.0)
        except Exception as error:
            _log_warning("child_failed", child=self._name, error=str(error))
            with suppress(Exception):
                await self._end()

    def _watch_ended(self, watch: asyncio.Task[None]) -> None:
        if self._stopping:
            return
        cause = None if watch.cancelled() else watch.exception()
        _log_warning("child_unwatched", child=self._name, error=repr(cause))
        self._on_unwatched(self._name, cause)

    async def _wait_for_exit(self) -> None:
        # Polling instead of a child watcher: it works on every event loop and in every thread.
        while self._process is not None and self._process.poll() is None:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_INTERVAL_S)

    async def _end(self, timeout_s: float = 20.0) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(self._stop_signal)
        try:
            async with asyncio.timeout(timeout_s):
                await self._wait_for_exit()
        except TimeoutError:
            self._process.kill()
            await self._wait_for_exit()

    def _last_output(self) -> str:
        """Return the last lines of its output since this start."""
        if self._log_path is None:
            return "vea la salida de este programa"
        with suppress(OSError), self._log_path.open("rb") as file:
            file.seek(
                self._last_reported if self._last_reported <= self._log_path.stat().st_size else 0
            )  # the log was rotated
            lines = _COLOUR.sub("", file.read().decode(errors="replace")).strip().splitlines()
            return " / ".join(lines[-3:]) or "no dijo nada"
        return "no dejó registro"


def next_restart_delay(pause_s: float, lived_s: float) -> float:
    """Return the delay before the next start: it grows up to a bound while starts fail.

    Args:
        pause_s: the delay before the last start; 0 before the first.
        lived_s: how long the child lived after it.
    """
    if lived_s > _STABLE_AFTER_S:
        return _MIN_RESTART_DELAY_S
    return min(max(pause_s * 2, _MIN_RESTART_DELAY_S), MAX_RESTART_DELAY_S)


def open_log(log: Path) -> BinaryIO:
    """Open a log for a process; if that fails (a full disk), the process starts without one."""
    try:
        return log.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def _log_warning(event: str, **fields: object) -> None:
    """Log a warning; a log failure must not end the watch."""
    with suppress(Exception):
        _log.warning(event, **fields)


def describe_exit(code: int | None) -> str:
    """Describe a `subprocess` exit code for the log: the signal or the code; None is unknown."""
    if code is None:
        return "unknown"
    try:
        return signal.Signals(-code).name if code < 0 else str(code)
    except ValueError:  # a real-time signal has no name
        return f"signal {-code}"


def die_with_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    """Return a function for the child that makes it end with its parent (prctl(2)).

    Args:
        parent: the expected parent's pid; if it is another, the child exits at once.
        stop_signal: sent to the child when the parent ends.
    """

    def preexec() -> None:
        # Runs after the change of user, which would clear the setting (prctl(2)).
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the call
            os._exit(1)

    return preexec
