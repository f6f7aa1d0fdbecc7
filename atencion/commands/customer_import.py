"""`atencion customers import`: a file taken over, with its progress, its report and its summary.

Owns the words for a person. What an import does is `agent_api.customers.bulk_import.importer`'s.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from agent_api.customers.bulk_import.csv_file import CustomerFile, FileWrong, Report
from agent_api.customers.bulk_import.importer import Count, Import
from agent_api.customers.domain.import_rows import Refusal, Row
from agent_api.customers.encrypted_rows import Seal
from agent_api.customers.update import By
from agent_api.kit.dates import day_of
from atencion.cli.spanish import grouped
from atencion.errors import ImportFailed
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.os_errors import reason
from config.settings import Settings
from config.site.loader import load_site
from storage.encryption.field_cipher import sealer_of
from storage.postgres.engine import make_engine


async def run_import(settings: Settings, path: Path, report_path: Path, *, dry_run: bool) -> str:
    """Import a file of customers; the summary for a person.

    Args:
        settings: of this node.
        path: of the file.
        report_path: of the report of refused rows.
        dry_run: read every row, and store nothing.

    Raises:
        ImportFailed: the file or the report cannot be opened, or the file is none that can be read.
        StorageError: PostgreSQL is away; what was taken over stays.
    """
    began = time.monotonic()
    try:
        file, report = CustomerFile(path, day_of(datetime.now(UTC)).date()), Report(report_path)
        try:
            count = (
                await asyncio.to_thread(checked, file, report) if dry_run else await _imported(settings, file, report)
            )
        finally:
            report.close()
    except FileWrong as error:
        raise ImportFailed(str(error)) from error
    except OSError as error:
        raise ImportFailed(f"No se puede abrir {error.filename or path}: {reason(error)}.") from error
    return told(count, report_path, time.monotonic() - began, dry_run=dry_run)


async def _imported(settings: Settings, file: CustomerFile, report: Report) -> Count:
    site, sealer = load_site(settings.site), sealer_of(settings)
    by = By(actor="system", at=datetime.now(UTC), site_version=site.version)
    async with attached(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-import")
        try:
            await make_ready(served, engine, sealer)
            source = await asyncio.to_thread(file.digest)
            seal = Seal(sealer, site.campaign)
            importing = Import(engine, seal, by, source=source, refuse=report.refuse, progress=_progress)
            return await importing.run(file.rows())
        finally:
            await engine.dispose()


def checked(file: CustomerFile, report: Report) -> Count:
    """Read every row of a file and report those that an import would refuse; who is a customer already is not asked."""
    count = Count()
    for row in file.rows():
        if isinstance(row, Row):
            count.unchanged += 1
        else:
            count.refused += 1
            _all(report, row)
    return count


def _all(report: Report, refusals: list[Refusal]) -> None:
    for refusal in refusals:
        report.refuse(refusal)


def _progress(count: Count) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"{grouped(count.rows)} clientes vistos, {grouped(count.refused)} filas rechazadas", end=end, file=sys.stderr)


def told(count: Count, report: Path, seconds: float, *, dry_run: bool) -> str:
    """What came of it, in Spanish."""
    refused = (
        f"{grouped(count.refused)} filas rechazadas; el motivo de cada una está en {report}."
        if count.refused
        else ("Ninguna fila rechazada.")
    )
    if dry_run:
        return f"Se revisó el archivo, sin guardar nada: {grouped(count.unchanged)} filas buenas. {refused}"
    done = (
        f"{grouped(count.created)} clientes nuevos, {grouped(count.updated)} actualizados, "
        f"{grouped(count.unchanged)} ya estaban así; {grouped(count.ties)} vínculos nuevos."
    )
    return f"{done} {refused} Tardó {seconds:.0f} s."
