"""The work of `atencion report presidency` and `atencion report management`.

Owns what the order does with a period: make its report, keep it, and write its files to the disk. It sends nothing.
"""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from agent_api.reports import store
from agent_api.reports.context import Desk
from agent_api.reports.domain.file_names import FilePart, stem_of
from agent_api.reports.service import NotBegun, make
from agent_api.reports.store import Kept
from atencion.cli.spanish import grouped
from atencion.errors import ReportOrderFailed
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.os_errors import reason
from config.settings import Settings
from config.site.loader import load_site
from metrics.reports.document import ReportKind
from metrics.reports.layouts import TITLES
from storage.encryption.field_cipher import sealer_of
from storage.postgres.engine import make_engine, reading

BY: Final = "cli"
_PARTS: Final[tuple[FilePart, ...]] = ("pdf", "xlsx", "csv")


async def run_make(settings: Settings, kind: ReportKind, first: date, folder: Path) -> str:
    """Make a report, and write its files.

    Args:
        settings: of the system.
        kind: which.
        first: the local day, or the first one of the month.
        folder: where the files go.

    Raises:
        ReportOrderFailed: the period has not begun, or a file cannot be written.
        StorageError: PostgreSQL is away.
    """
    site = load_site(settings.site)
    async with attached(settings) as served:
        engine, sealer = make_engine(served.database_url or "", name="atencion-report"), sealer_of(settings)
        try:
            await make_ready(served, engine, sealer)
            kept = await make(Desk(engine, sealer, site, counts_anew=True), kind, first, by=BY, now=datetime.now(UTC))
            assert kept is not None  # only those that are made by themselves are made once
            async with reading(engine) as connection:
                found = [(part, await store.part_of(connection, site.campaign, kept.id, part)) for part in _PARTS]
        except NotBegun:
            raise ReportOrderFailed("Ese periodo no ha comenzado: no hay nada que informar.") from None
        finally:
            await engine.dispose()
    files = {folder / f"{stem_of(kind, first.isoformat())}.{part}": each[1] for part, each in found if each}
    for file, content in files.items():
        await asyncio.to_thread(_write, file, content)
    return _told(kept, list(files))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise ReportOrderFailed(f"No se puede escribir {file}: {reason(error)}.") from error


def _told(kept: Kept, files: list[Path]) -> str:
    names = "\n".join(f"  {file}" for file in files)
    return (
        f"{TITLES[kept.kind]} {kept.id}, calculado del registro hasta el hecho n.º {grouped(kept.seq)}, "
        f"cabeza {kept.head}. Quedó guardado; no se envió a nadie.\n{names}"
    )
