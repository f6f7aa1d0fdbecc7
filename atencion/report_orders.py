"""`atencion report …`: what is given to who oversees the contract.

Owns arguments and words; the work is `atencion.seal_commands`'.
"""

import re
from pathlib import Path
from typing import Annotated

import typer

from atencion.spanish import SpanishCommand, SpanishGroup
from atencion.terminal import fail as _fail
from atencion.terminal import run as _run
from atencion.terminal import settings_or_fail as _settings
from atencion.terminal import told as _told
from config.months import PATTERN

report = typer.Typer(cls=SpanishGroup, help="Informes: lo que se entrega a la interventoría.")


@report.command("seal", cls=SpanishCommand)
def seal(
    *,
    month: Annotated[str, typer.Option("--month", metavar="MES", help="Un mes cerrado, como 2026-11.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Dónde queda; si falta, en esta carpeta.")
    ] = None,
) -> None:
    """Sella un mes cerrado, si no lo está, y guarda su archivo: hechos, definiciones, cifras y firma."""
    if not re.fullmatch(PATTERN, month):
        _fail(f"«{month}» no es un mes: escríbalo como 2026-11.")
    from atencion.seal_commands import run_seal

    print(_run(run_seal(_settings(), month, out)))


@report.command("key", cls=SpanishCommand)
def key() -> None:
    """Muestra la llave pública de los sellos, para entregarla a la interventoría por otro camino que los archivos."""
    settings = _settings()
    from storage.seal_key import seal_key_of

    with _told():
        print(seal_key_of(settings).public_key().public_bytes_raw().hex())
