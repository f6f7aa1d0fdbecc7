"""`atencion notices …`: the report of unresolved escalations, on demand.

Owns arguments and messages; the work is in `atencion.commands.notices`.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

notices = typer.Typer(cls=SpanishGroup, help="Avisos: los escalamientos sin resolver, por área.")


@notices.callback()
def _group() -> None:
    """Keep the group, although it has a single command."""


@notices.command("report", cls=SpanishCommand)
def report_unresolved(
    area: Annotated[str, typer.Option("--area", metavar="ÁREA", help="Solo esa; si no se dice, todas.")] = "",
    csv: Annotated[Path | None, typer.Option("--csv", metavar="ARCHIVO", help="Escribe también un CSV.")] = None,
) -> None:
    """Muestra los escalamientos sin resolver, como van en el informe a los líderes de proceso."""
    from atencion.commands.notices import run_report

    print(_run(run_report(_settings(), area, csv)))
