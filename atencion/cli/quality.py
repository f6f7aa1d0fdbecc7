"""`atencion quality …`: the weekly samples of quality.

Owns arguments and messages; the work is in `atencion.commands.quality`.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import run, settings_or_fail

quality = typer.Typer(cls=SpanishGroup, help="Calidad: las muestras semanales.")


@quality.callback()
def choose_command() -> None:
    """Keep the name of the one command; without a callback it would be the group itself."""


@quality.command("sample", cls=SpanishCommand)
def sample(
    week: Annotated[str, typer.Argument(metavar="SEMANA", help="Como 2026-W47.")],
    channel: Annotated[str, typer.Argument(metavar="CANAL", help="phone o written.")],
    *,
    verify: Annotated[
        bool, typer.Option("--verify", help="Repite el sorteo con los hechos y dice cada diferencia.")
    ] = False,
    sealed: Annotated[
        list[Path] | None,
        typer.Option("--sealed", metavar="ARCHIVO", help="Un mes sellado, en lugar de la bitácora; uno o varios."),
    ] = None,
) -> None:
    """Muestra lo que se sorteó de una semana y un canal; con --verify, termina con 1 si los hechos no lo dan."""
    from atencion.commands.quality import run_sample, run_sealed_sample

    if sealed:
        from atencion.runtime.terminal import report_errors

        with report_errors():
            is_sound = run_sealed_sample(week, channel, sealed, verify=verify)
    else:
        is_sound = run(run_sample(settings_or_fail(), week, channel, verify=verify))
    if not is_sound:
        raise typer.Exit(1)
