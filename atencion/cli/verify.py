"""`atencion verify`: check this system's log, or a sealed period of any system.

Owns arguments and the exit code. Checking a file loads nothing of the database.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.runtime.terminal import fail as _fail
from atencion.runtime.terminal import report_errors as _told
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

_FILE = typer.Argument(metavar="[ARCHIVO]", help="Un período sellado; si falta, la bitácora de este sistema.")
_ANCHOR = typer.Option(
    "--anchor", metavar="CABEZA", help="Una que usted guardó, NÚMERO:HUELLA, o un archivo que las tenga."
)
_ANCHORS = typer.Option(
    "--anchors",
    metavar="ARCHIVO",
    help="Anclas de cada hora que alguien guardó afuera: el archivo, o los correos. Solo con la bitácora.",
)
_KEY = typer.Option("--key", metavar="LLAVE", help="La llave pública que recibió, o un archivo que la tenga.")
_PUBLIC_KEY = typer.Option("--public-key", help="Muestra la llave pública de las anclas y los sellos, y nada más.")


def verify(
    file: Annotated[Path | None, _FILE] = None,
    *,
    anchor: Annotated[list[str] | None, _ANCHOR] = None,
    key: Annotated[str | None, _KEY] = None,
    anchors: Annotated[Path | None, _ANCHORS] = None,
    public_key: Annotated[bool, _PUBLIC_KEY] = False,
) -> None:
    """Recorre la cadena de hechos y dice si está íntegra: la de este sistema, o la de un período sellado."""
    if public_key:
        _print_public_key()
        return
    if file is not None and anchors is not None:
        _fail("--anchors es de la bitácora de este sistema: no nombre un período sellado.")
    if file is not None:
        _verify_file(file, anchor or [], key)
        return
    if anchor or (key and anchors is None):
        _fail("--anchor y --key son de un período sellado: nombre el archivo. Con la bitácora, --anchors y --key.")
    settings = _settings()
    from atencion.verification.journal import run_verify

    if not _run(run_verify(settings, anchors, key)):
        raise typer.Exit(1)


def _print_public_key() -> None:
    from storage.encryption.seal_key import load_seal_key

    with _told():
        print(load_seal_key(_settings()).public_key().public_bytes_raw().hex())


def _verify_file(file: Path, anchors: list[str], key: str | None) -> None:
    from atencion.verification.sealed_period import check_file, report_text

    with _told():
        report = check_file(file, anchors, key)
    print(report_text(report))
    if not report.sound:
        raise typer.Exit(1)
