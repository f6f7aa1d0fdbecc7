"""The synthesiser that is a command of the operator: the text on standard input, a WAV on standard output.

The command is a setting of the machine, ``ATENCION_SYNTHESISER_COMMAND``, and no part of the site: who edits a site
cannot run programs. It gets neither a shell nor our environment, and limits of time, memory and output.
"""

import ctypes
import hashlib
import os
import resource
import shlex
import signal
import subprocess
import tempfile
from contextlib import suppress
from typing import IO, Final

from config.os_errors import describe_os_error
from ivr.errors import RenderingFailed

VARIABLE: Final = "ATENCION_SYNTHESISER_COMMAND"
TIMEOUT_S: Final = 60.0
"""Time for one text; neural voices need a second or two on a small machine."""
MAX_OUTPUT_BYTES: Final = 64 * 1024 * 1024
"""Ten minutes of speech at 48,000 Hz."""
MAX_MEMORY_BYTES: Final = 4 * 1024**3
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)


class CommandSynthesiser:
    """A program of the operator's choice; it gets the voice's variant, if any, as ``ATENCION_VOICE``."""

    def __init__(self) -> None:
        """Read the command.

        Raises:
            RenderingFailed: it is not set, or is no command.
        """
        self._command = _read_command()

    @classmethod
    def revision(cls) -> str:
        """Return a digest of the command, so that another voice is other sounds.

        Raises:
            RenderingFailed: it is not set, or is no command.
        """
        return hashlib.sha256("\0".join(_read_command()).encode()).hexdigest()[:16]

    def synthesise(self, text: str, voice: str = "") -> bytes:
        """Return what the command wrote.

        Raises:
            RenderingFailed: it could not start, failed, wrote nothing, or exceeded a limit.
        """
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"ATENCION_VOICE": voice}
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
            try:
                child = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.PIPE,
                    cwd=folder,
                    env=environment,
                    start_new_session=True,
                    preexec_fn=_limit,  # noqa: PLW1509 -- a rendering process has one thread
                )
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
                raise RenderingFailed(f"no se pudo iniciar el sintetizador «{self._command[0]}»: {reason}") from error
            self._wait_for(child, text)
            return self._read_output(output)

    def _wait_for(self, child: "subprocess.Popen[bytes]", text: str) -> None:
        """Give it the text and wait; processes that it started end with it."""
        try:
            _, words = child.communicate(text.encode() + b"\n", timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            raise RenderingFailed(f"el sintetizador «{self._command[0]}» tardó más de {TIMEOUT_S:.0f} s") from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if child.returncode:
            last = words.decode(errors="replace").strip().splitlines()[-1:] or ["sin decir por qué"]
            ending = f"terminó con código {child.returncode}"
            raise RenderingFailed(f"el sintetizador «{self._command[0]}» {ending}: {last[0][:200]}")

    def _read_output(self, output: IO[bytes]) -> bytes:
        output.seek(0)
        content = output.read(MAX_OUTPUT_BYTES)
        if not content:
            raise RenderingFailed(f"el sintetizador «{self._command[0]}» no entregó ningún sonido")
        return content


def _read_command() -> list[str]:
    try:
        command = shlex.split(os.environ.get(VARIABLE, ""))
    except ValueError as error:
        raise RenderingFailed(f"el valor de {VARIABLE} no se entiende: {error}") from error
    if not command:
        raise RenderingFailed(f"falta {VARIABLE}: la orden que recibe un texto y entrega un WAV")
    return command


def _limit() -> None:
    """Bound the command, and end it with the process that started it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    for kind, limit in (
        (resource.RLIMIT_CPU, int(TIMEOUT_S) * 4),
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
