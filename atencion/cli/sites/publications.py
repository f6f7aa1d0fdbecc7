"""`atencion site import`, `export` and `diff`: the options and the questions at the terminal.

The work is in `atencion.commands.sites`.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.sites.check import SiteFolder
from atencion.runtime.terminal import run, settings_or_fail


def import_site_folder(
    folder: SiteFolder = None,
    *,
    reason: Annotated[str, typer.Option(metavar="MOTIVO", help="Por qué; queda en el historial del sitio.")],
    yes: Annotated[bool, typer.Option("--yes", help="Publica sin preguntar.")] = False,
) -> None:
    """Publica ahora el sitio de una carpeta: muestra qué cambia, pregunta, y rige en todos los nodos sin reiniciar."""
    settings = settings_or_fail()
    from atencion.commands.sites import run_import

    def confirm(differences: str) -> bool:
        typer.echo(differences)
        return yes or typer.confirm("¿Publicar ahora?")

    typer.echo(run(run_import(settings, folder or settings.site, reason, confirm)))


def export_site_folder(
    folder: Annotated[Path, typer.Argument(metavar="CARPETA", help="Nueva o vacía.")],
    version: Annotated[
        str | None, typer.Option(metavar="VERSIÓN", help="Una publicada; si falta, la que rige.", show_default=False)
    ] = None,
) -> None:
    """Escribe el sitio publicado como carpeta, con sus sonidos."""
    settings = settings_or_fail()
    from atencion.commands.sites import run_export

    typer.echo(run(run_export(settings, folder, version)))


def compare_site_folder(folder: SiteFolder = None) -> None:
    """Dice en palabras qué cambiaría si se publicara una carpeta."""
    settings = settings_or_fail()
    from atencion.commands.sites import run_diff

    typer.echo(run(run_diff(settings, folder or settings.site)))
