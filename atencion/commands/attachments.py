"""The work of `atencion attachments …`.

It marks files for another scan; the worker scans them.
"""

from agent_api.tickets.attachments import store
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number
from atencion.errors import AttachmentCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from config.settings import PREFIX, Settings
from config.site.loader import load_site
from storage.postgres.engine import make_engine, unit_of_work


async def run_examine(settings: Settings, number: str) -> str:
    """Mark a ticket's files for another antivirus scan; return what happens next, in Spanish.

    Raises:
        AttachmentCommandFailed: the filing number is not valid, or there is no antivirus.
        StorageError: PostgreSQL is away.
    """
    if settings.clamd is None:
        raise AttachmentCommandFailed(f"No hay antivirus que los examine: falta {PREFIX}CLAMD.")
    try:
        ticket = str(parse_number(number))
    except InvalidFilingNumber:
        raise AttachmentCommandFailed(f"«{number}» no es un radicado.") from None
    campaign = load_site(settings.site).campaign
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-attachments")
        try:
            await prepare_database(served, engine)
            async with unit_of_work(engine) as connection:
                file_count = await store.reset_verdicts(connection, campaign, ticket)
        finally:
            await engine.dispose()
    if not file_count:
        return f"El radicado {ticket} no tiene archivos."
    return (
        f"Archivos del radicado {ticket} por examinar otra vez: {file_count}. El registrador los examina en un minuto; "
        "lo que está retenido sigue así mientras tanto."
    )
