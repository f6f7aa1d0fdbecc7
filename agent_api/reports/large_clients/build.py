"""Build the report of large clients from one snapshot of the database."""

from datetime import date, datetime

from agent_api.kit.dates import local_date
from agent_api.kit.job_context import JobContext
from agent_api.large_clients.novelties.queries import list_novelty_records
from agent_api.reports.large_clients.domain.document import ClientReportHead, client_document
from config.site.customers.large_clients import RECIPIENTS
from eventlog.journal.reader import read_head
from metrics.reports.document import Origin, Report
from metrics.reports.periods import period_of
from storage.postgres.engine import snapshot


async def build_client_report(context: JobContext, first: date, now: datetime) -> Report:
    """Return the report of the month that contains a day.

    Raises:
        StorageError: PostgreSQL is away.
    """
    site, period = context.site, period_of("large_clients", first)
    async with snapshot(context.engine) as connection:
        link = (await read_head(connection, site.campaign)).link
        novelties = await list_novelty_records(connection, context.cipher, site, first=period.first, last=period.last)
    blank = Report(
        kind="large_clients",
        entity=site.entity,
        brand=site.branding.name,
        title="",
        period="",
        first=period.first,
        last=period.last,
        made_at=now,
        origin=Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version),
        highlights=(),
        sections=(),
    )
    recipients = {each: site.large_clients.recipient(each).name for each in RECIPIENTS}
    return client_document(
        blank, ClientReportHead(recipients=recipients, terms=site.terms, today=local_date(now)), novelties
    )
