"""Make the reports of findings that people asked for: in the worker, each once.

Any number of processes may try: the first one to store a report makes its fact. `domain.document` owns the content.
"""

import hashlib
from datetime import datetime

import msgspec
import structlog

from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.quality.findings.queries import list_records
from agent_api.quality.visits.queries import SiteLoader, find_signed_visit, record_of
from agent_api.reports.findings import store
from agent_api.reports.findings.domain.coverage import coverage_of, coverage_of_visit
from agent_api.reports.findings.domain.document import ReportHead, content_of, finding_document
from agent_api.reports.findings.store import FindingReportRow
from agent_api.reports.renderers.files import render_files
from eventlog.facts import FindingReportMade
from eventlog.journal.reader import read_head
from metrics.reports.document import Origin, Report
from storage.postgres.engine import read_connection, snapshot, unit_of_work

ACTOR = "system:reports"
log = structlog.get_logger(__name__)


async def produce_finding_reports(context: JobContext, load_site: SiteLoader, now: datetime) -> int:
    """Make the reports that wait; return how many this process made.

    Raises:
        StorageError: PostgreSQL is away; reports already made stay.
        RenderFailed: the files could not be made; the report waits.
    """
    async with read_connection(context.engine) as connection:
        queued = await store.list_queued(connection, context.site.campaign)
    return sum([await _produce(context, load_site, each, now) for each in queued])


async def _produce(context: JobContext, load_site: SiteLoader, row: FindingReportRow, now: datetime) -> bool:
    site = context.site
    report, findings = await _document(context, load_site, row, now)
    files = msgspec.structs.replace(await render_files(report, logo=site.branding.logo), content=content_of(report))
    made = msgspec.structs.replace(
        row,
        made_at=now,
        site_version=site.version,
        findings=findings,
        seq=report.origin.seq,
        head=report.origin.hash,
        digest=report.digest,
        pdf_digest=hashlib.sha256(files.pdf).hexdigest(),
    )
    async with unit_of_work(context.engine) as connection:
        if not await store.set_made(connection, context.cipher, site.campaign, made, files):
            return False
        fact = FindingReportMade(
            report=row.id,
            scope=row.scope,
            subject=row.subject,
            findings=findings,
            seq=report.origin.seq,
            head=report.origin.hash,
            digest=report.digest,
            pdf=made.pdf_digest or "",
        )
        author = Author(actor=ACTOR, at=now, site_version=site.version)
        await append_facts(connection, site.campaign, [fact], author)
    log.info("finding_report_made", campaign=site.campaign, report=row.id, findings=findings)
    return True


async def _document(
    context: JobContext, load_site: SiteLoader, row: FindingReportRow, now: datetime
) -> tuple[Report, int]:
    """Return the document of a report from one snapshot of the database, and how many findings it has."""
    site, today = context.site, local_date(now)
    async with snapshot(context.engine) as connection:
        link = (await read_head(connection, site.campaign)).link
        visit = None
        if row.scope == "visit":
            signed = await find_signed_visit(connection, context.cipher, site.campaign, row.subject)
            assert signed is not None  # the report was asked for a signed visit, which does not change
            visit = await record_of(signed, load_site)
            findings = await list_records(connection, context.cipher, site, today, visit=row.subject)
        else:
            findings = await list_records(
                connection, context.cipher, site, today, first=row.first_day, last=row.last_day
            )
    coverage = coverage_of_visit(row.subject, visit.visited_on) if visit else coverage_of(row.scope, row.subject)
    head = ReportHead(
        number=row.id,
        entity=site.entity,
        brand=site.branding.name,
        asked_by=row.asked_by_name,
        made_at=now,
        origin=Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version),
    )
    return finding_document(head, coverage, findings, visit), len(findings)
