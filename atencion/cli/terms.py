"""`atencion term …`: the options and the help of the command.

The work is in `atencion.commands.terms`.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from atencion.runtime.terminal import report_errors, settings_or_fail


def term(
    received: Annotated[str, typer.Argument(metavar="FECHA", help="La del recibo, por ejemplo 2026-07-10.")],
    kind: Annotated[
        str, typer.Argument(metavar="CLASE", help="Qué es para la ley: general, information, consulta u otra.")
    ] = "general",
    *,
    at: Annotated[
        str | None, typer.Option(metavar="HORA", help="La del recibo, en Colombia; no cambia el término.")
    ] = None,
    answered: Annotated[
        str | None, typer.Option(metavar="FECHA", help="La de la respuesta, si ya se respondió.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Para programas, como GET /api/v1/terms.")] = False,
) -> None:
    """Dice hasta cuándo se puede responder una petición y con qué base legal, y lo cuenta día por día."""
    settings = settings_or_fail()
    from atencion.commands.terms import run_term, term_text

    with report_errors():
        terms = run_term(settings, received, kind, at=at, answered=answered, now=datetime.now(UTC))
    typer.echo(terms.model_dump_json(indent=2) if as_json else term_text(terms))
