"""`atencion attachments …`: the files of tickets and the antivirus.

Owns arguments and messages; the work is in `atencion.commands.attachments`.
"""

from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

attachments = typer.Typer(cls=SpanishGroup, help="Archivos de los tickets: que el antivirus los examine otra vez.")


@attachments.callback()
def _group() -> None:
    """Keep the group, although it has a single command."""


@attachments.command("examine", cls=SpanishCommand)
def examine_files(number: Annotated[str, typer.Argument(metavar="RADICADO", help="El de los archivos.")]) -> None:
    """Hace examinar otra vez los archivos de un ticket, por si el antivirus se equivocó con alguno."""
    from atencion.commands.attachments import run_examine

    print(_run(run_examine(_settings(), number)))
