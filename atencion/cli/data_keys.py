"""`atencion data-key …`: change the key of the personal data while the system runs.

Owns arguments and messages. The work is in `atencion.commands.data_keys`.
"""

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import report_errors
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

data_key = typer.Typer(cls=SpanishGroup, help="Datos personales: las llaves que los cifran.")


@data_key.command("new", cls=SpanishCommand)
def new_key() -> None:
    """Escribe el llavero con una llave nueva en primer lugar; guárdelo en el archivo de la llave."""
    from atencion.commands.data_keys import new_ring

    with report_errors():
        print(new_ring(_settings()), end="")


@data_key.command("rotate", cls=SpanishCommand)
def rotate_data() -> None:
    """Cifra de nuevo, con la primera llave del llavero, todos los datos personales; el servicio sigue."""
    from atencion.commands.data_keys import run_rotate

    if not _run(run_rotate(_settings())):
        raise typer.Exit(1)
