"""The work of `atencion notices …`.

Owns what the order reads; it sends and writes down nothing.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from agent_api.kit.periodic import Desk
from agent_api.mail.domain.templates import aligned
from agent_api.notices.service import OVERVIEW, unresolved
from agent_api.notices.unresolved_report import csv_of, overdue, table_of
from atencion.errors import NoticeOrderFailed
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.os_errors import reason
from config.settings import Settings
from config.site.loader import load_site
from storage.encryption.field_cipher import sealer_of
from storage.postgres.engine import make_engine, reading


async def run_report(settings: Settings, area: str, file: Path | None) -> str:
    """What was escalated and is not resolved, as text; and as CSV into a file where one is named.

    Raises:
        NoticeOrderFailed: the site has no such area, or the file cannot be written.
    """
    site, now = load_site(settings.site), datetime.now(UTC)
    if area != OVERVIEW and area not in site.areas:
        raise NoticeOrderFailed(f"El sitio no tiene el área «{area}». Hay: {', '.join(sorted(site.areas))}.")
    async with attached(settings) as served:
        engine, sealer = make_engine(served.database_url or "", name="atencion-notices"), sealer_of(settings)
        try:
            await make_ready(served, engine, sealer)
            async with reading(engine) as connection:
                tickets = await unresolved(connection, Desk(engine, sealer, site), area, now)
        finally:
            await engine.dispose()
    if file is not None:
        try:
            await asyncio.to_thread(file.write_bytes, csv_of(tickets, now))
        except OSError as error:
            raise NoticeOrderFailed(f"No se puede escribir {file}: {reason(error)}.") from error
    if not tickets:
        return "No hay escalamientos sin resolver."
    told = f"Escalamientos sin resolver: {len(tickets)}; con el término vencido: {overdue(tickets)}."
    return f"{aligned(table_of(tickets, now))}\n\n{told}"
