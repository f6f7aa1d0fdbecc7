"""The work of `atencion report`: make the report of a period, or read the review of the log that a person signed.

A report is computed, stored, and its files are written to the disk. Nothing is sent, and a review is never signed here.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from agent_api.reports import store
from agent_api.reports.context import ReportContext
from agent_api.reports.domain.file_names import FilePart, file_stem, period_stem
from agent_api.reports.log_reviews import store as review_store
from agent_api.reports.service import PeriodInFuture, produce_report
from agent_api.reports.store import StoredReport
from atencion.errors import ReportCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from config.site.reports import PeriodLength
from metrics.reports.document import ReportKind
from metrics.reports.layouts import TITLES
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, read_connection

ACTOR: Final = "cli"
_PARTS: Final[tuple[FilePart, ...]] = ("pdf", "xlsx", "csv")


async def run_report(
    settings: Settings, kind: ReportKind, first: date, folder: Path, length: PeriodLength | None = None
) -> str:
    """Compute a report, store it, and write its files to a folder.

    ``first`` is a local day of the period, and ``length`` its length, None for the usual one of the kind.

    Raises:
        ReportCommandFailed: the period has not begun, or a file cannot be written.
        StorageError: PostgreSQL is away.
    """
    async with _open_context(settings) as context:
        try:
            stored = await produce_report(context, kind, first, length=length, by=ACTOR, now=datetime.now(UTC))
        except PeriodInFuture:
            raise ReportCommandFailed("Ese período no ha comenzado.") from None
        assert stored is not None  # it is None only for a scheduled report that exists
        async with read_connection(context.engine) as connection:
            campaign = context.site.campaign
            parts = {part: await store.part_of(connection, campaign, stored.id, part) for part in _PARTS}
    stem = period_stem(kind, stored.first_day, stored.last_day)
    files = await _write_files(folder, stem, {part: each[1] for part, each in parts.items() if each})
    return _report_summary(stored, files)


async def run_log_review(settings: Settings, number: str, folder: Path) -> str:
    """Write the files of a signed review of the access log to a folder.

    Raises:
        ReportCommandFailed: there is no such review, or a file cannot be written.
        StorageError: PostgreSQL is away.
    """
    async with _open_context(settings) as context, read_connection(context.engine) as connection:
        found = await review_store.find(connection, context.site.campaign, number)
        if found is None:
            raise ReportCommandFailed(f"No hay ninguna revisión firmada «{number}»: mire el número en «Bitácora».")
        if found.pdf_digest is None:
            raise ReportCommandFailed("Esa revisión está firmada, pero «worker» no ha hecho sus archivos todavía.")
        parts = {
            part: await review_store.file_of(connection, context.cipher, context.site.campaign, number, part) or b""
            for part in _PARTS
        }
    names = await _write_files(folder, file_stem("log_review", number), parts)
    head = f"Revisión {number} de la bitácora, que firmó {found.reviewer_name}; SHA-256 de lo firmado {found.digest}."
    return "\n".join([head, *(f"  {file}" for file in names)])


@asynccontextmanager
async def _open_context(settings: Settings) -> AsyncIterator[ReportContext]:
    site = load_site(settings.site)
    async with attach_servers(settings) as served:
        engine, cipher = make_engine(served.database_url or "", name="atencion-report"), load_field_cipher(settings)
        try:
            await prepare_database(served, engine)
            yield ReportContext(engine, cipher, site, may_recount=True)
        finally:
            await engine.dispose()


async def _write_files(folder: Path, stem: str, parts: Mapping[FilePart, bytes]) -> list[Path]:
    files = {folder / f"{stem}.{part}": content for part, content in parts.items()}
    for file, content in files.items():
        await asyncio.to_thread(_write_report_file, file, content)
    return list(files)


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
