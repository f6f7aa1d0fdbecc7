"""`atencion customers …`: the options and the help of its commands.

The work is in `atencion.commands.customer_import` and `atencion.commands.customer_erasure`, imported when a command
runs.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import run, settings_or_fail

customers = typer.Typer(cls=SpanishGroup, help="Clientes: traerlos de otro sistema y suprimirlos.")


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
    from atencion.commands.customer_import import run_import

    print(run(run_import(settings, file, report or file.with_suffix(".rechazadas.csv"), dry_run=dry_run)))


@customers.command("template", cls=SpanishCommand)
def print_template() -> None:
    """Escribe el encabezado que lleva el archivo."""
    from agent_api.customers.domain.import_rows import COLUMNS

    print(",".join(COLUMNS))


@customers.command("forget", cls=SpanishCommand)
def forget_customer(
    customer: Annotated[
        str, typer.Argument(metavar="CLIENTE", help="El identificador del cliente, como está en su dirección.")
    ] = "",
    *,
    request: Annotated[
        str, typer.Option(metavar="RADICADO", help="El de la solicitud del titular, de datos personales.")
    ],
    act: Annotated[str, typer.Option(metavar="ACTO", help="El que lo decide: «Resolución 123 de 2026».")] = "",
    phone: Annotated[
        str, typer.Option(metavar="NÚMERO", help="En vez del cliente: el número de quien llamó y no tiene registro.")
    ] = "",
    credit: Annotated[
        str | None,
        typer.Option(
            metavar="CRÉDITO", help="Lo que se sabe de sus créditos: none, settled (pagados) o in_force (vigente)."
        ),
    ] = None,
    by: Annotated[str, typer.Option(metavar="USUARIO", help="Quién lo decidió; si falta, el sistema.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXTO", help="Por qué procede; queda cifrado.")] = (
        "Solicitud del titular"
    ),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Solo dice qué se suprimiría y qué no.")] = False,
) -> None:
    """Suprime los datos de una persona que lo pidió (Ley 1581 de 2012); no se puede deshacer."""
    settings = settings_or_fail()
    from atencion.commands.customer_erasure import ErasureOptions, run_forget

    typed = ErasureOptions(
        customer=customer, phone=phone, request=request, act=act, credit=credit, by=by, reason=reason, dry_run=dry_run
    )
    print(run(run_forget(settings, typed)))


@customers.command("erasures", cls=SpanishCommand)
def list_erasures() -> None:
    """Lista las supresiones hechas, para repetirlas si se restaura una copia anterior."""
    settings = settings_or_fail()
    from atencion.commands.customer_erasure import run_erasure_list

    print(run(run_erasure_list(settings)))
