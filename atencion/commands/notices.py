"""The work of `atencion notices …`, which reads only."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from agent_api.mail.domain.templates import align_table
from agent_api.notices.service import OVERVIEW, list_unresolved
from agent_api.notices.unresolved_report import count_overdue, csv_of, table_of
from atencion.errors import NoticeCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from storage.postgres.engine import make_engine, read_connection


async def run_report(settings: Settings, area: str, file: Path | None) -> str:
    """Return the unresolved escalations as text, and write them as CSV if a file is named.

    Raises:
        NoticeCommandFailed: the site has no such area, or the file cannot be written.
    """
    site, now = load_site(settings.site), datetime.now(UTC)
    if area != OVERVIEW and area not in site.areas:
        raise NoticeCommandFailed(f"El sitio no tiene el área «{area}». Hay: {', '.join(sorted(site.areas))}.")
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-notices")
        try:
            await prepare_database(served, engine)
            async with read_connection(engine) as connection:
                tickets = await list_unresolved(connection, site, area, now)
        finally:
            await engine.dispose()
    if file is not None:
        try:
            await asyncio.to_thread(file.write_bytes, csv_of(tickets, now))
        except OSError as error:
            raise NoticeCommandFailed(f"No se puede escribir {file}: {describe_os_error(error)}.") from error
    if not tickets:
        return "No hay escalamientos sin resolver."
    summary = f"Escalamientos sin resolver: {len(tickets)}; con el término vencido: {count_overdue(tickets)}."
    return f"{align_table(table_of(tickets, now))}\n\n{summary}"
