"""`atencion customers import`: import a file, with its progress, its report and its summary.

Owns the messages. The import itself is `agent_api.customers.bulk_import.importer`.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from agent_api.customers.bulk_import.csv_file import CustomerFile, InvalidFile, RefusalReport
from agent_api.customers.bulk_import.importer import CustomerImport, ImportCounts, check_rows
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from agent_api.kit.dates import start_of_local_day
from atencion.errors import ImportFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine


async def run_import(settings: Settings, path: Path, report_path: Path, *, dry_run: bool) -> str:
    """Import a file of customers and return a summary in Spanish.

    Args:
        settings: of this node.
        path: the file.
        report_path: the report of rejected rows.
        dry_run: read every row, and store nothing.

    Raises:
        ImportFailed: the file or the report cannot be opened, or the file is not a readable CSV.
        StorageError: PostgreSQL is away; the rows imported so far stay.
    """
    began = time.monotonic()
    try:
        file, report = CustomerFile(path, start_of_local_day(datetime.now(UTC)).date()), RefusalReport(report_path)
        try:
            count = (
                await asyncio.to_thread(check_rows, file.rows(), report.refuse)
                if dry_run
                else await _import_rows(settings, file, report)
            )
        finally:
            report.close()
    except InvalidFile as error:
        raise ImportFailed(str(error)) from error
    except OSError as error:
        raise ImportFailed(f"No se puede abrir {error.filename or path}: {describe_os_error(error)}.") from error
    return import_summary(count, report_path, time.monotonic() - began, dry_run=dry_run)


async def _import_rows(settings: Settings, file: CustomerFile, report: RefusalReport) -> ImportCounts:
    site, cipher = load_site(settings.site), load_field_cipher(settings)
    by = Author(actor="system", at=datetime.now(UTC), site_version=site.version)
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-import")
        try:
            await prepare_database(served, engine)
            source = await asyncio.to_thread(file.digest)
            customer_cipher = CustomerCipher(cipher, site.campaign)
            importing = CustomerImport(
                engine, customer_cipher, by, source=source, refuse=report.refuse, progress=_progress
            )
            return await importing.run(file.rows())
        finally:
            await engine.dispose()


def _progress(count: ImportCounts) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    print(
        f"{format_number(count.rows)} clientes vistos, {format_number(count.refused)} filas rechazadas",
        end=end,
        file=sys.stderr,
    )


def import_summary(count: ImportCounts, report: Path, seconds: float, *, dry_run: bool) -> str:
    """Return the outcome of an import, in Spanish."""
    refused = (
        f"{format_number(count.refused)} filas rechazadas; el motivo de cada una está en {report}."
        if count.refused
        else ("Ninguna fila rechazada.")
    )
    if dry_run:
        return f"Se revisó el archivo, sin guardar nada: {format_number(count.unchanged)} filas buenas. {refused}"
    summary = (
        f"{format_number(count.created)} clientes nuevos, {format_number(count.updated)} actualizados, "
        f"{format_number(count.unchanged)} ya estaban así; {format_number(count.ties)} vínculos nuevos."
    )
    return f"{summary} {refused} Tardó {seconds:.0f} s."
