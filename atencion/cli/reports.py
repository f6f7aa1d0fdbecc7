"""`atencion report …`: the reports for the contract's auditor.

Owns arguments and messages; the work is in `atencion.commands.seals` and `atencion.commands.reports`.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import fail as _fail
from atencion.runtime.terminal import report_errors as _told
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings
from config.timezone import COLOMBIA
from metrics.indicators.periods import MONTH_PATTERN
from metrics.reports.document import ReportKind
from metrics.reports.periods import FIRST_YEAR, LAST_YEAR

report = typer.Typer(cls=SpanishGroup, help="Informes: lo que se entrega a la interventoría.")


_OutputFolder = Annotated[Path, typer.Option("--out", metavar="CARPETA", help="Dónde quedan los archivos.")]


@report.command("presidency", cls=SpanishCommand)
def presidency(
    *,
    day: Annotated[str, typer.Option("--day", metavar="DÍA", help="Como 2026-11-25; si falta, hoy.")] = "",
    out: _OutputFolder = Path("."),
) -> None:
    """Hace el informe de presidencia de un día y deja aquí su PDF, su hoja de cálculo y su CSV."""
    try:
        first = date.fromisoformat(day) if day else datetime.now(UTC).astimezone(COLOMBIA).date()
    except ValueError:
        _fail(f"«{day}» no es un día: escríbalo como 2026-11-25.")
    _make_report("presidency", first, out)


@report.command("management", cls=SpanishCommand)
def management(
    *,
    month: Annotated[str, typer.Option("--month", metavar="MES", help="Como 2026-11; si falta, el pasado.")] = "",
    out: _OutputFolder = Path("."),
) -> None:
    """Hace el informe de gestión de un mes y deja aquí su PDF, su hoja de cálculo y su CSV."""
    if month and not re.fullmatch(MONTH_PATTERN, month):
        _fail(f"«{month}» no es un mes: escríbalo como 2026-11.")
    today = datetime.now(UTC).astimezone(COLOMBIA).date()
    first = date.fromisoformat(f"{month}-01") if month else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    _make_report("management", first, out)


def _make_report(kind: ReportKind, first: date, out: Path) -> None:
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        _fail(f"El año {first.year} está fuera de lo razonable.")
    from atencion.commands.reports import run_report

    print(_run(run_report(_settings(), kind, first, out)))


@report.command("seal", cls=SpanishCommand)
def seal_month(
    *,
    month: Annotated[str, typer.Option("--month", metavar="MES", help="Un mes cerrado, como 2026-11.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ARCHIVO", help="Dónde queda; si falta, en esta carpeta.")
    ] = None,
) -> None:
    """Sella un mes cerrado, si no lo está, y guarda su archivo: hechos, definiciones, cifras y firma."""
    if not re.fullmatch(MONTH_PATTERN, month):
        _fail(f"«{month}» no es un mes: escríbalo como 2026-11.")
    from atencion.commands.seals import run_seal

    print(_run(run_seal(_settings(), month, out)))


@report.command("key", cls=SpanishCommand)
def print_public_key() -> None:
    """Muestra la llave pública de los sellos, para entregarla a la interventoría por otro camino que los archivos."""
    settings = _settings()
    from storage.encryption.seal_key import load_seal_key

    with _told():
        print(load_seal_key(settings).public_key().public_bytes_raw().hex())
