"""`atencion site try`: runs the saved tries of a site folder.

Owns arguments and messages; the tries are run by `calls.simulation.tries`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atencion.runtime.terminal import report_errors, settings_or_fail

if TYPE_CHECKING:
    from calls.simulation.tries import TryResult


def run_site_tries(
    site: Annotated[
        Path | None,
        typer.Option("--site", metavar="CARPETA", help="La del sitio; si falta, ATENCION_SITE."),
    ] = None,
) -> None:
    """Hace las llamadas de prueba de tries.yaml, sin teléfonos, y dice cuáles no salen como se esperaba."""
    from calls.simulation.tries import run_tries
    from config.site.loader import load_site

    with report_errors():
        loaded = load_site(site or settings_or_fail().site)
        results = run_tries(loaded)
    for result in results:
        typer.echo(describe_result(result))
    failed = sum(not result.passed for result in results)
    typer.echo(_summary(len(results), failed))
    if failed:
        raise typer.Exit(1)


def describe_result(result: "TryResult") -> str:
    """Return one line for a try, and one more for each difference."""
    mark = typer.style("bien ", fg="green") if result.passed else typer.style("falla", fg="red")
    return "\n".join([f"{mark}  {result.name}", *(f"       {fault}" for fault in result.faults)])


def _summary(count: int, failed: int) -> str:
    if not count:
        return "El sitio no tiene pruebas: escríbalas en tries.yaml o guárdelas desde el simulador."
    if not failed:
        return "La prueba sale bien." if count == 1 else f"Las {count} pruebas salen bien."
    return f"{failed} de {count} {'falla' if failed == 1 else 'fallan'}."
