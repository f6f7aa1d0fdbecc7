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
from config.site.reports import PeriodLength, first_of_period
from config.timezone import COLOMBIA
from metrics.indicators.periods import MONTH_PATTERN
from metrics.reports.document import ReportKind
from metrics.reports.periods import FIRST_YEAR, LAST_YEAR

report = typer.Typer(cls=SpanishGroup, help="Informes: lo que se entrega a la interventoría.")


_OutputFolder = Annotated[Path, typer.Option("--out", metavar="CARPETA", help="Dónde quedan los archivos.")]
_Month = Annotated[str, typer.Option("--month", metavar="MES", help="Como 2026-11; si falta, el pasado.")]
_Quarter = Annotated[str, typer.Option("--quarter", metavar="TRIMESTRE", help="Como 2026-T4; si falta, el pasado.")]


@report.command("presidency", cls=SpanishCommand)
def presidency(
    *,
    day: Annotated[str, typer.Option("--day", metavar="DÍA", help="Como 2026-11-25; si falta, hoy.")] = "",
    out: _OutputFolder = Path("."),
) -> None:
    """Hace el informe de presidencia de un día y deja aquí su PDF, su hoja de cálculo y su CSV."""
    try:
        first = date.fromisoformat(day) if day else _today()
    except ValueError:
        _fail(f"«{day}» no es un día: escríbalo como 2026-11-25.")
    _make_report("presidency", first, out)


@report.command("management", cls=SpanishCommand)
def management(*, month: _Month = "", out: _OutputFolder = Path(".")) -> None:
    """Hace el informe de gestión de un mes y deja aquí su PDF, su hoja de cálculo y su CSV."""
    _make_report("management", _first_of_month(month), out)


@report.command("accounts", cls=SpanishCommand)
def accounts(*, month: _Month = "", out: _OutputFolder = Path(".")) -> None:
    """Hace el informe de activaciones, cambios y retiros de usuarios de un mes, en PDF, hoja de cálculo y CSV."""
    _make_report("accounts", _first_of_month(month), out)


@report.command("training", cls=SpanishCommand)
def training(*, month: _Month = "", out: _OutputFolder = Path(".")) -> None:
    """Hace el informe de capacitación de un mes, en PDF, hoja de cálculo y CSV."""
    _make_report("training", _first_of_month(month), out)


@report.command("large-clients", cls=SpanishCommand)
def large_clients(*, month: _Month = "", out: _OutputFolder = Path(".")) -> None:
    """Hace el informe de grandes clientes de un mes, en PDF, hoja de cálculo y CSV."""
    _make_report("large_clients", _first_of_month(month), out)


@report.command("petitions", cls=SpanishCommand)
def petitions(*, quarter: _Quarter = "", out: _OutputFolder = Path(".")) -> None:
    """Hace el informe trimestral de PQRSD, en PDF, hoja de cálculo y CSV."""
    _make_report("petitions", _first_of_quarter(quarter), out)


@report.command("access", cls=SpanishCommand)
def access(
    *,
    month: _Month = "",
    quarter: Annotated[str, typer.Option("--quarter", metavar="TRIMESTRE", help="Como 2026-T4.")] = "",
    year: Annotated[str, typer.Option("--year", metavar="AÑO", help="Como 2026.")] = "",
    out: _OutputFolder = Path("."),
) -> None:
    """Hace el informe de solicitudes de acceso a la información de un mes, un trimestre o un año."""
    if sum(map(bool, (month, quarter, year))) > 1:
        _fail("Escoja un solo período: «--month», «--quarter» o «--year».")
    if year and not re.fullmatch(r"[0-9]{4}", year):
        _fail(f"«{year}» no es un año: escríbalo como 2026.")
    if year:
        _make_report("access", date(int(year) or 1, 1, 1), out, "year")
    elif quarter:
        _make_report("access", _first_of_quarter(quarter), out, "quarter")
    else:
        _make_report("access", _first_of_month(month), out, "month")


@report.command("log-review", cls=SpanishCommand)
def log_review(
    *,
    number: Annotated[str, typer.Option("--number", metavar="NÚMERO", help="El de la revisión, como 2026-0001.")],
    out: _OutputFolder = Path("."),
) -> None:
    """Deja aquí el PDF, la hoja de cálculo y el CSV de una revisión firmada de la bitácora de depuración."""
    from atencion.commands.reports import run_log_review

    print(_run(run_log_review(_settings(), number, out)))


def _today() -> date:
    return datetime.now(UTC).astimezone(COLOMBIA).date()


def _first_of_month(month: str) -> date:
    """Return the first day of a month; of the last complete one without any."""
    if month and not re.fullmatch(MONTH_PATTERN, month):
        _fail(f"«{month}» no es un mes: escríbalo como 2026-11.")
    return date.fromisoformat(f"{month}-01") if month else _before("month")


def _first_of_quarter(quarter: str) -> date:
    """Return the first day of a quarter; of the last complete one without any."""
    if quarter and not re.fullmatch(r"[0-9]{4}-T[1-4]", quarter):
        _fail(f"«{quarter}» no es un trimestre: escríbalo como 2026-T4.")
    return date(int(quarter[:4]) or 1, 3 * int(quarter[-1]) - 2, 1) if quarter else _before("quarter")


def _before(length: PeriodLength) -> date:
    """Return the first day of the period before the current one."""
    return first_of_period(length, first_of_period(length, _today()) - timedelta(days=1))


def _make_report(kind: ReportKind, first: date, out: Path, length: PeriodLength | None = None) -> None:
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        _fail(f"El año {first.year} está fuera de lo razonable.")
    from atencion.commands.reports import run_report

    print(_run(run_report(_settings(), kind, first, out, length)))


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
