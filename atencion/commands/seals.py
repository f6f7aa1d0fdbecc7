"""The work of `atencion report seal`.

It seals a month that is not sealed yet, and writes its file to the disk.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.sealed_periods import store
from agent_api.sealed_periods.build import CannotSeal
from agent_api.sealed_periods.service import SealContext, seal_month
from agent_api.sealed_periods.store import SealedPeriodRow
from atencion.errors import SealCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from config.spanish_dates import spoken_month
from storage.encryption.seal_key import load_seal_key
from storage.postgres.engine import make_engine

ACTOR = "cli"


async def run_seal(settings: Settings, month: str, out: Path | None) -> str:
    """Seal a month that is not sealed yet, and write its file.

    `month` is ``YYYY-MM``; without `out`, the file goes to the working directory.

    Raises:
        SealCommandFailed: the month cannot be sealed, or the file cannot be written.
        StorageError: PostgreSQL is away.
    """
    site = load_site(settings.site)
    file = out or Path(f"sello-{site.campaign}-{month}.tar")
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-seal")
        try:
            await prepare_database(served, engine)
            desk = SealContext(engine, site, lambda: load_seal_key(settings))
            row = await seal_month(desk, month, by=ACTOR, now=datetime.now(UTC))
            await _write_seal_file(engine, row, file)
        except CannotSeal as error:
            raise SealCommandFailed(str(error)) from error
        finally:
            await engine.dispose()
    return _seal_summary(row, file)


async def _write_seal_file(engine: AsyncEngine, row: SealedPeriodRow, file: Path) -> None:
    """Write a new file; an existing one may already have been handed out."""
    try:
        with await asyncio.to_thread(file.open, "xb") as opened:
            async for piece in await store.pieces(engine, row.campaign, row.month):
                await asyncio.to_thread(opened.write, piece)
    except FileExistsError as error:
        raise SealCommandFailed(f"{file} ya existe: escoja otro nombre con --out.") from error
    except OSError as error:
        raise SealCommandFailed(f"No se puede escribir {file} ({describe_os_error(error)}).") from error


def _seal_summary(row: SealedPeriodRow, file: Path) -> str:
    assert row.first_seq is not None
    assert row.last_seq is not None
    assert row.size is not None
    facts = format_number(row.last_seq - row.first_seq + 1)
    return (
        f"{spoken_month(row.month).capitalize()}, sellado en {file}: {facts} hechos, "
        f"del {format_number(row.first_seq)} al {format_number(row.last_seq)}, "
        f"{format_number(row.size)} bytes.\nSHA-256: {row.digest}\nLlave pública: {row.public_key}\n"
        f"Así se comprueba en otra máquina: atencion verify {file} --key {row.public_key} --anchor CABEZAS"
    )
