"""`atencion customers …` as people type it.

Owns arguments and words. What is done is `atencion.customer_import`'s, imported when the order is given.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.spanish import SpanishCommand, SpanishGroup
from atencion.terminal import run, settings_or_fail

customers = typer.Typer(cls=SpanishGroup, help="Clientes: traerlos de otro sistema.")


@customers.command("import", cls=SpanishCommand)
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="CSV en UTF-8, separado por coma o punto y coma.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo revisa el archivo: no guarda nada.")] = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="ARCHIVO", help="Dónde quedan las filas rechazadas; si falta, al lado del archivo."),
    ] = None,
) -> None:
    """Importa clientes de un archivo y deja las filas rechazadas en otro; se puede repetir."""
    settings = settings_or_fail()
    from atencion.customer_import import run_import

    print(run(run_import(settings, file, report or file.with_suffix(".rechazadas.csv"), dry_run=dry_run)))


@customers.command("template", cls=SpanishCommand)
def print_template() -> None:
    """Escribe el encabezado que lleva el archivo."""
    from agent_api.customers.rows import COLUMNS

    print(",".join(COLUMNS))
