"""The work of `atencion report seal`.

Owns what the order does with a month: seal it where it is not, and write its file to the disk.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.sealed_periods import store
from agent_api.sealed_periods.build import CannotSeal
from agent_api.sealed_periods.service import Desk, seal_this
from agent_api.sealed_periods.store import Row
from atencion.cli.spanish import grouped
from atencion.errors import SealOrderFailed
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.os_errors import reason
from config.settings import Settings
from config.site.loader import load_site
from config.spanish_dates import month_in_words
from storage.encryption.field_cipher import sealer_of
from storage.encryption.seal_key import seal_key_of
from storage.postgres.engine import make_engine

BY = "cli"


async def run_seal(settings: Settings, month: str, out: Path | None) -> str:
    """Seal a month where it is not sealed, and write its file.

    Args:
        settings: of the system.
        month: ``YYYY-MM``.
        out: where the file goes; None puts it into the working folder.

    Raises:
        SealOrderFailed: the month cannot be sealed, or the file cannot be written.
        StorageError: PostgreSQL is away.
    """
    site = load_site(settings.site)
    file = out or Path(f"sello-{site.campaign}-{month}.tar")
    async with attached(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-seal")
        try:
            await make_ready(served, engine, sealer_of(settings))
            desk = Desk(engine, site, lambda: seal_key_of(settings))
            row = await seal_this(desk, month, by=BY, now=datetime.now(UTC))
            await _write(engine, row, file)
        except CannotSeal as error:
            raise SealOrderFailed(str(error)) from error
        finally:
            await engine.dispose()
    return _told(row, file)


async def _write(engine: AsyncEngine, row: Row, file: Path) -> None:
    """A file that is there already is not written over: it may be the one that somebody was given."""
    try:
        with await asyncio.to_thread(file.open, "xb") as opened:
            async for piece in await store.pieces(engine, row.campaign, row.month):
                await asyncio.to_thread(opened.write, piece)
    except FileExistsError as error:
        raise SealOrderFailed(f"{file} ya existe: escoja otro nombre con --out.") from error
    except OSError as error:
        raise SealOrderFailed(f"No se puede escribir {file} ({reason(error)}).") from error


def _told(row: Row, file: Path) -> str:
    assert row.first_seq is not None
    assert row.last_seq is not None
    assert row.size is not None
    facts = grouped(row.last_seq - row.first_seq + 1)
    return (
        f"{month_in_words(row.month).capitalize()}, sellado en {file}: {facts} hechos, "
        f"del {grouped(row.first_seq)} al {grouped(row.last_seq)}, "
        f"{grouped(row.size)} bytes.\nSHA-256: {row.digest}\nLlave pública: {row.public_key}\n"
        f"Así se comprueba en otra máquina: atencion verify {file} --key {row.public_key} --anchor CABEZAS"
    )
