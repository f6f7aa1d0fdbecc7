"""The work of `atencion report presidency` and `atencion report management`.

It computes the report of a period, stores it, and writes its files to the disk. It sends nothing.
"""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from agent_api.reports import store
from agent_api.reports.context import ReportContext
from agent_api.reports.domain.file_names import FilePart, file_stem
from agent_api.reports.service import PeriodInFuture, produce_report
from agent_api.reports.store import StoredReport
from atencion.errors import ReportCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from metrics.reports.document import ReportKind
from metrics.reports.layouts import TITLES
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, read_connection

ACTOR: Final = "cli"
_PARTS: Final[tuple[FilePart, ...]] = ("pdf", "xlsx", "csv")


async def run_report(settings: Settings, kind: ReportKind, first: date, folder: Path) -> str:
    """Compute a report, store it, and write its files to a folder.

    `first` is the local day, or the first day of the month.

    Raises:
        ReportCommandFailed: the period has not begun, or a file cannot be written.
        StorageError: PostgreSQL is away.
    """
    site = load_site(settings.site)
    async with attach_servers(settings) as served:
        engine, cipher = make_engine(served.database_url or "", name="atencion-report"), load_field_cipher(settings)
        try:
            await prepare_database(served, engine)
            stored = await produce_report(
                ReportContext(engine, cipher, site, may_recount=True), kind, first, by=ACTOR, now=datetime.now(UTC)
            )
            assert stored is not None  # it is None only for a scheduled report that exists
            async with read_connection(engine) as connection:
                parts = [(part, await store.part_of(connection, site.campaign, stored.id, part)) for part in _PARTS]
        except PeriodInFuture:
            raise ReportCommandFailed("Ese período no ha comenzado.") from None
        finally:
            await engine.dispose()
    files = {folder / f"{file_stem(kind, first.isoformat())}.{part}": each[1] for part, each in parts if each}
    for file, content in files.items():
        await asyncio.to_thread(_write_report_file, file, content)
    return _report_summary(stored, list(files))


def _write_report_file(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise ReportCommandFailed(f"No se puede escribir {file}: {describe_os_error(error)}.") from error


def _report_summary(stored: StoredReport, files: list[Path]) -> str:
    names = "\n".join(f"  {file}" for file in files)
    return (
        f"{TITLES[stored.kind]} {stored.id}, calculado del registro hasta el hecho n.º {format_number(stored.seq)}, "
        f"cabeza {stored.head}. Quedó guardado; no se envió a nadie.\n{names}"
    )
