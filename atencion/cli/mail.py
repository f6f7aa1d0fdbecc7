"""`atencion mail …`: test delivery, list pending mail, resend uncertain messages, record bounces.

Owns arguments and messages; the work is in `atencion.commands.mail`.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings

mail = typer.Typer(cls=SpanishGroup, help="Correo: lo que sale, lo que espera y lo que rebota.")


@mail.command("test", cls=SpanishCommand)
def queue_test_message(address: Annotated[str, typer.Argument(metavar="CORREO", help="A quién se escribe.")]) -> None:
    """Pone en la fila un mensaje de prueba para una dirección."""
    from atencion.commands.mail import run_test

    print(_run(run_test(_settings(), address)))


@mail.command("list", cls=SpanishCommand)
def list_messages() -> None:
    """Muestra los correos que esperan, que no salieron, que rebotaron o de los que no se sabe si salieron."""
    from atencion.commands.mail import run_list

    print(_run(run_list(_settings())))


@mail.command("send", cls=SpanishCommand)
def resend_message(
    id_: Annotated[str, typer.Argument(metavar="ID", help="El del correo, como lo muestra «list».")],
) -> None:
    """Envía otra vez, con el mismo identificador, un correo que falló o del que no se sabe si salió."""
    from atencion.commands.mail import run_send

    print(_run(run_send(_settings(), id_)))


@mail.command("bounce", cls=SpanishCommand)
def record_bounces(
    files: Annotated[list[Path], typer.Argument(metavar="ARCHIVO", help="Un informe de entrega fallida (RFC 3464).")],
) -> None:
    """Anota los correos que rebotaron, según los informes que llegaron al buzón de la entidad."""
    from atencion.commands.mail import run_bounce

    summary, are_all_ours = _run(run_bounce(_settings(), files))
    print(summary)
    if not are_all_ours:
        raise typer.Exit(1)
