"""Make the runs of own reports: compute, render, store and send, once for each time of a schedule.

A run is stored, recorded as a fact and mailed in the transaction that moves its report on to its next time. Any number
of processes may try; one does it, and a death before the commit leaves the run to another. After a stop only the latest
time is made, and the run says how many were missed.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import load_names
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.labels import line_name, queue_name
from agent_api.mail.domain.contents import OwnReportText
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notifications.service import NotificationCause, notify
from agent_api.reports.domain.file_names import file_stem, media_type_of
from agent_api.reports.load_inputs import until_label
from agent_api.reports.own_reports import store
from agent_api.reports.own_reports.domain.catalogue import find_fault
from agent_api.reports.own_reports.domain.definition import ReportDefinition
from agent_api.reports.own_reports.domain.document import DocumentHead, own_report_document
from agent_api.reports.own_reports.domain.report_days import days_of
from agent_api.reports.own_reports.domain.schedule import DueRun, due_run, next_time
from agent_api.reports.own_reports.domain.state_machine import StopCause, take_step
from agent_api.reports.own_reports.readers import list_managers, list_readers
from agent_api.reports.own_reports.store import DeliveryOutcome, DeliveryRow, OwnReportRow, RunRow
from agent_api.reports.own_reports.table_contents import load_tables
from agent_api.reports.renderers.files import RenderFailed, render_files
from agent_api.reports.store import ReportFiles
from config.site.model import Site
from config.site.notices import own_addresses
from eventlog.facts import OwnReportMade, OwnReportStopped
from metrics.reports.document import Report
from metrics.reports.periods import Period
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:reports"
DUE_LIMIT: Final = 50
"""The most reports that a round makes; the next round takes the others."""
_MAIL_ROWS: Final = 20
log = structlog.get_logger(__name__)


class MadeRun(NamedTuple):
    """A run that is rendered and not stored yet."""

    report: Report
    files: ReportFiles


async def draw_report(
    context: JobContext, definition: ReportDefinition, title: str, period: Period, now: datetime
) -> Report:
    """Compute the document of a definition, which must be free of faults.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        StorageError: PostgreSQL is away.
    """
    site = context.site
    loaded = await load_tables(context.engine, context.cipher, site, definition, period)
    head = DocumentHead(
        entity=site.entity,
        brand=site.branding.name,
        title=title,
        filters=filters_in_words(site, definition),
        made_at=now,
        until=until_label(period, now),
        origin=loaded.origin,
    )
    return own_report_document(head, period, loaded.tables)


def filters_in_words(site: Site, definition: ReportDefinition) -> str:
    """Return the filters of a definition as a sentence; empty without any."""
    parts = [
        f"línea {line_name(site, definition.line)}" if definition.line else "",
        f"cola {queue_name(site, definition.queue)}" if definition.queue else "",
    ]
    named = " y ".join(filter(None, parts))
    return f"Solo cuenta: {named}." if named else ""


async def make_run(context: JobContext, row: OwnReportRow, at: datetime, now: datetime) -> MadeRun:
    """Make the files of a run whose period is seen from ``at``.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        RenderFailed: the files could not be made.
        StorageError: PostgreSQL is away.
    """
    report = await draw_report(context, row.definition, row.title, days_of(row.definition.period, at), now)
    return MadeRun(report, await render_files(report, logo=context.site.branding.logo))


async def store_run(
    connection: AsyncConnection,
    context: JobContext,
    row: OwnReportRow,
    made: MadeRun,
    author: Author,
    *,
    due: DueRun | None,
    recipients: Iterable[str],
) -> RunRow:
    """Store a run, with its fact, in the caller's transaction, and send it to those who may see it now."""
    campaign, report = context.site.campaign, made.report
    run = RunRow(
        id=secrets.token_hex(16),
        report=row.id,
        due_at=due.at if due else None,
        missed=due.missed if due else 0,
        made_at=author.at,
        made_by=author.actor,
        owner=row.owner,
        first_day=report.first,
        last_day=report.last,
        formats=row.formats,
        site_version=context.site.version,
        seq=report.origin.seq,
        head=report.origin.hash,
    )
    deliveries = await _send(connection, context, row, made, run, recipients=recipients)
    await store.add_run(connection, context.cipher, campaign, run, files=made.files, deliveries=deliveries)
    recipient_count = sum(each.outcome != "no_permission" for each in deliveries)
    await append_facts(connection, campaign, [_made_fact(run, made, recipient_count)], author)
    return run


def _made_fact(run: RunRow, made: MadeRun, recipient_count: int) -> OwnReportMade:
    return OwnReportMade(
        report=run.report,
        run=run.id,
        scheduled=run.due_at is not None,
        missed=run.missed,
        first_day=run.first_day.isoformat(),
        last_day=run.last_day.isoformat(),
        recipients=recipient_count,
        seq=run.seq,
        head=run.head,
        digest=hashlib.sha256(made.files.pdf).hexdigest(),
    )


async def produce_due_own_reports(context: JobContext, now: datetime) -> int:
    """Make the runs that are due; return how many this process made.

    A report whose files cannot be made does not keep the others waiting; it is tried again in the next round.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        StorageError: PostgreSQL is away; runs already made stay.
    """
    async with read_connection(context.engine) as connection:
        due = await store.list_due(connection, context.cipher, context.site.campaign, now, DUE_LIMIT)
    made = 0
    for row in due:
        try:
            made += await _produce(context, row, now)
        except RenderFailed as error:
            log.error("own_report_not_rendered", campaign=context.site.campaign, report=row.id, error=str(error))
    return made


async def _produce(context: JobContext, row: OwnReportRow, now: datetime) -> bool:
    campaign = context.site.campaign
    cause = await _stop_cause(context, row, now)
    if cause is not None:
        await _stop(context, row, cause, now)
        return False
    assert row.schedule is not None  # an active report has both
    assert row.next_at is not None
    due = due_run(row.schedule, row.next_at, now)
    assert due is not None  # the query found it due
    made = await make_run(context, row, due.at, now)
    async with unit_of_work(context.engine) as connection:
        current = await store.find(connection, context.cipher, campaign, row.id, lock=True)
        if not _is_same(current, row) or row.owner not in await list_readers(connection, campaign, now, {row.owner}):
            return False
        author = Author(actor=ACTOR, at=now, site_version=context.site.version)
        run = await store_run(connection, context, row, made, author, due=due, recipients=row.recipients)
        moved = msgspec.structs.replace(row, next_at=next_time(row.schedule, due.at))
        await store.replace(connection, context.cipher, campaign, moved)
    log.info("own_report_made", campaign=campaign, report=row.id, run=run.id, missed=run.missed)
    return True


def _is_same(current: OwnReportRow | None, row: OwnReportRow) -> bool:
    """Return whether a report is as it was when it was found due."""
    return current is not None and (current.version, current.next_at) == (row.version, row.next_at)


async def _stop_cause(context: JobContext, row: OwnReportRow, now: datetime) -> StopCause | None:
    async with read_connection(context.engine) as connection:
        readers = await list_readers(connection, context.site.campaign, now, {row.owner})
    if row.owner not in readers:
        return "owner"
    return "definition" if find_fault(context.site, row.definition) else None


async def _stop(context: JobContext, row: OwnReportRow, cause: StopCause, now: datetime) -> None:
    """Stop a report, and notify its owner; if that one left, those who can transfer it."""
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        current = await store.find(connection, context.cipher, campaign, row.id, lock=True)
        if current is None or not _is_same(current, row):
            return
        state = take_step(current.state, "stop")
        assert state is not None  # only active reports are due
        version = row.version + 1
        stopped = msgspec.structs.replace(
            current, state=state, stop_cause=cause, next_at=None, version=version, updated_at=now
        )
        await store.replace(connection, context.cipher, campaign, stopped)
        fact = OwnReportStopped(report=row.id, cause=cause)
        await append_facts(connection, campaign, [fact], Author(actor=ACTOR, at=now, site_version=context.site.version))
        users = {row.owner} if cause == "definition" else await list_managers(connection, campaign, now)
        notice = NotificationCause(kind="own_report_stopped", number=row.id, event=f"stopped {version}")
        await notify(connection, campaign, notice, users, now)
    log.info("own_report_stopped", campaign=campaign, report=row.id, cause=cause)


async def _send(
    connection: AsyncConnection,
    context: JobContext,
    row: OwnReportRow,
    made: MadeRun,
    run: RunRow,
    *,
    recipients: Iterable[str],
) -> list[DeliveryRow]:
    """Post the messages of a run; users without a mail get a notification in place of it."""
    site, wanted = context.site, sorted(set(recipients))
    if not wanted:
        return []
    readers = await list_readers(connection, site.campaign, run.made_at, wanted)
    addresses = own_addresses(site.notices, site.areas)
    names = await load_names(connection, site, context.cipher, {*wanted, row.owner})
    deliveries: list[DeliveryRow] = []
    for user in wanted:
        if user not in readers:
            deliveries.append(DeliveryRow(run=run.id, user=user, outcome="no_permission"))
        elif site.mail is None or user not in addresses:
            outcome: DeliveryOutcome = "no_mail" if site.mail is None else "no_address"
            deliveries.append(DeliveryRow(run=run.id, user=user, outcome=outcome))
        else:
            to = Recipient(address=addresses[user], name=names.get(user, ""))
            message = OutgoingMessage(
                to=to, content=_mail_text(site, row, made.report, names, to.name), attachments=_attachments(row, made)
            )
            mail = await post(connection, message, site=site, cipher=context.cipher, actor=run.made_by, now=run.made_at)
            deliveries.append(DeliveryRow(run=run.id, user=user, outcome="mailed", mail=mail))
    told = {each.user for each in deliveries if each.outcome in ("no_mail", "no_address")}
    cause = NotificationCause(kind="own_report_received", number=row.id, event=run.id)
    await notify(connection, site.campaign, cause, told, run.made_at)
    return deliveries


def _mail_text(
    site: Site, row: OwnReportRow, report: Report, names: Mapping[str, str], recipient: str
) -> OwnReportText:
    table = report.sections[0].tables[0]
    rows = [tuple(cell.text for cell in each.cells) for each in table.rows[:_MAIL_ROWS]]
    return OwnReportText(
        name=recipient,
        number=row.id,
        title=row.title,
        period=report.period,
        owner=names.get(row.owner, row.owner),
        link=site.notices.own_report_link(row.id),
        seq=report.origin.seq,
        head=report.origin.hash,
        table=(tuple(each.name for each in table.columns), *rows) if rows else (),
    )


def _attachments(row: OwnReportRow, made: MadeRun) -> list[MailAttachment]:
    return [
        MailAttachment(
            name=f"{run_file_stem(row.id, made.report.last.isoformat())}.{part}",
            media_type=media_type_of(part),
            content=getattr(made.files, part),
        )
        for part in row.formats
    ]


def run_file_stem(report: str, last_day: str) -> str:
    """Return the file name of a run without its extension: «informe-propio-2026-0003-2026-11-30»."""
    return file_stem("own_report", f"{report}-{last_day}")
