"""The zygote: it loads the roles named in its arguments, and forks one on each request; the fork then runs it.

Owns what makes a fork a process like any other: parent, session, files, environment and name. It holds no connection
and runs no thread, because a fork would share them. Requests come from `atencion.processes.zygote`, at the other end of
its standard input.
"""

import atexit
import ctypes
import gc
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import msgspec
import typer

from atencion.processes import SITE_VERSION, module_of, run_role
from atencion.processes.zygote import ForkRequest
from atencion.runtime.terminal import run, settings_or_fail
from storage.embedded.child_process import die_with_parent, open_log

_FAILED = b"failed"
_ADOPTION_TIMEOUT_S = 10.0
_POLL_INTERVAL_S = 0.001
_MOST_BYTES = 262_144
_ARGUMENTS = slice(45, 47)  # arg_start and arg_end among the fields behind the name in /proc/PID/stat, proc(5)


def main(roles: list[str]) -> None:
    """Load the roles, and fork on request until the supervisor closes the connection."""
    gc.disable()  # collecting while modules load costs a tenth of the time
    for role in roles:
        import_module(module_of(role))
    gc.freeze()  # keeps the collector off the loaded objects, so that forks share their memory
    order = _next_request(socket.socket(fileno=os.dup(0)))
    if order is not None:
        run(run_role(settings_or_fail(), order.role, os.environ.get(SITE_VERSION, "")))
    atexit.register(_end_without_teardown)


def _end_without_teardown() -> None:
    """End the process, whose threads have ended, before the interpreter clears its modules.

    Clearing them copies the memory that the forks share, a quarter of a second for each.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(0)


def _next_request(link: socket.socket) -> ForkRequest | None:
    """Return the request in the fork that serves it; None in the zygote itself, at its end."""
    while message := link.recv(_MOST_BYTES):
        order = msgspec.json.decode(message, type=ForkRequest)
        middle = os.fork()
        if middle == 0:
            if os.fork() != 0:
                os._exit(0)  # orphans the grandchild, so that the supervisor adopts it
            with link:
                try:
                    _become(order)
                except BaseException:
                    link.send(_FAILED)  # the supervisor need not wait; the log has the reason
                    raise
                link.send(str(os.getpid()).encode())
            return order
        os.waitpid(middle, 0)
    return None


def _become(request: ForkRequest) -> None:
    """Take the supervisor as parent and set up the process as if the supervisor had started it."""
    _await_parent(request.supervisor)
    die_with_parent(request.supervisor, signal.Signals(request.stop_signal))()
    os.setsid()
    os.environ.update(request.environment)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    if request.log:
        with open_log(Path(request.log)) as log:
            for standard in (1, 2):
                os.dup2(log.fileno(), standard)
    _rename("--load", "--only", request.role)


def _await_parent(supervisor: int) -> None:
    """Wait until the supervisor has adopted us; exit if it does not, because it would not know of us."""
    until = time.monotonic() + _ADOPTION_TIMEOUT_S
    while os.getppid() != supervisor:
        if time.monotonic() > until:
            os._exit(1)
        time.sleep(_POLL_INTERVAL_S)


def _rename(option: str, name: str, role: str) -> None:
    """Show the role in the process list, by overwriting the last words of our command line in place."""
    fields = Path("/proc/self/stat").read_bytes().rpartition(b") ")[2].split()
    start, end = map(int, fields[_ARGUMENTS])
    line = ctypes.string_at(start, end - start) if start else b""  # start is 0 if the kernel hides it
    prefix, _, _ = line.partition(f"\0{option}\0".encode())
    command_line = b"\0".join((prefix, name.encode(), role.encode(), b""))  # never longer than the original
    ctypes.memmove(start, command_line[: len(line)].ljust(len(line), b"\0"), len(line))


if __name__ == "__main__":
    try:
        main(sys.argv[2:])
    except typer.Exit as end:
        sys.exit(end.exit_code)
