"""The zygote: it loads the roles that it is told of, and each time it is asked it forks one, which then runs.

Owns what makes a fork of it a process like any other: parent, session, files, environment and name. It holds no
connection and runs no thread, so that nothing is shared that two cannot have. The requests come from
`atencion.processes.zygote`, at the other end of its standard input.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
import time
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
    """Load, and fork whenever asked, until nobody can ask any more."""
    gc.disable()  # what is loaded stays: to look for garbage in it takes a tenth of the time
    for role in roles:
        import_module(module_of(role))
    gc.freeze()  # nor is it touched in the forks, who share its memory as long as nobody writes there
    order = _next_request(socket.socket(fileno=os.dup(0)))
    if order is not None:
        run(run_role(settings_or_fail(), order.role, os.environ.get(SITE_VERSION, "")))


def _next_request(link: socket.socket) -> ForkRequest | None:
    """The order that this process is the fork for; None in the zygote itself, when it is over."""
    while message := link.recv(_MOST_BYTES):
        order = msgspec.json.decode(message, type=ForkRequest)
        middle = os.fork()
        if middle == 0:
            if os.fork() != 0:
                os._exit(0)  # so that the other is an orphan, for its supervisor to adopt
            with link:
                try:
                    _become(order)
                except BaseException:
                    link.send(_FAILED)  # whoever asked need not wait for nothing; the log says why
                    raise
                link.send(str(os.getpid()).encode())
            return order
        os.waitpid(middle, 0)
    return None


def _become(request: ForkRequest) -> None:
    """Be a process of the supervisor's, as if it had started us."""
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
    """Return when it has adopted us; where another has, nobody knows of us, and we end."""
    until = time.monotonic() + _ADOPTION_TIMEOUT_S
    while os.getppid() != supervisor:
        if time.monotonic() > until:
            os._exit(1)
        time.sleep(_POLL_INTERVAL_S)


def _rename(option: str, name: str, role: str) -> None:
    """Show in the list of processes what we are: the last words of our command line, written over where they lie."""
    fields = Path("/proc/self/stat").read_bytes().rpartition(b") ")[2].split()
    start, end = map(int, fields[_ARGUMENTS])
    line = ctypes.string_at(start, end - start) if start else b""  # it is hidden from whom the kernel does not trust
    prefix, _, _ = line.partition(f"\0{option}\0".encode())
    command_line = b"\0".join((prefix, name.encode(), role.encode(), b""))  # no longer: the role is among those told
    ctypes.memmove(start, command_line[: len(line)].ljust(len(line), b"\0"), len(line))


if __name__ == "__main__":
    try:
        main(sys.argv[2:])
    except typer.Exit as end:
        sys.exit(end.exit_code)
