"""The common part of all commands: read the settings, run, and print one sentence on failure.

Owns the exit codes and how our errors are printed.
"""

import errno
import gc
import shutil
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO, TypeVar

import typer
import uvloop

from atencion import INTERRUPTED
from atencion.errors import AtencionError
from call_router.errors import RouterError
from config.errors import ConfigError
from config.settings import Settings, load_settings
from eventlog.errors import EventlogError
from ivr.errors import IvrError
from storage.errors import StorageError
from telephony.port import TelephonyError

HANDLED_ERRORS = (ConfigError, StorageError, EventlogError, TelephonyError, RouterError, IvrError, AtencionError)
"""Errors of our rooms: a person at a terminal sees one sentence, never a traceback."""
Result = TypeVar("Result")
PROGRAM = "atencion"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def settings_or_fail() -> Settings:
    """Return the settings of the environment; exit if a value is not valid."""
    try:
        return load_settings()
    except ConfigError as error:
        fail(str(error))


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end; exit on our own errors. Before it, only modules are loaded."""
    if not gc.isenabled():
        gc.freeze()  # loaded modules stay, so the collector need not visit them
        gc.enable()
    with report_errors():
        return uvloop.run(work)


@contextmanager
def report_errors() -> Iterator[None]:
    """Exit with one sentence on our own errors in the block, and without one on Ctrl-C."""
    try:
        yield
    except AtencionError as error:
        fail(str(error), error.exit_code)
    except HANDLED_ERRORS as error:
        fail(str(error))
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        fail(f"No queda espacio en el disco ({error.filename or 'salida'}): haga espacio y repita la orden.")
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def echo(text: str, file: TextIO | None = None) -> None:
    """Print for the person at the terminal; ignore an output that cannot be written (a full disk)."""
    with suppress(OSError):
        print(text, file=file, flush=True)


def fail(sentence: str, exit_code: int = 1) -> NoReturn:
    """Print a sentence, and exit with a code."""
    echo(sentence, sys.stderr)
    raise typer.Exit(exit_code)


def command_name() -> str:
    """Return the command that runs `atencion` again: its plain name if PATH finds it."""
    program = sys.argv[0]
    return program if Path(program).name == PROGRAM and program != shutil.which(PROGRAM) else PROGRAM


def format_number(number: int) -> str:
    """Return a number with a point between thousands."""
    return f"{number:,}".replace(",", ".")
