"""Production of reports: compute, render, store and send, once for each scheduled period.

A scheduled report is stored, recorded as a fact and mailed in one transaction. A unique index covers its period: any
number of processes may try, and one sends it. `agent_api.reports.load_inputs` and `metrics.reports` own the content.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.large_clients.register.queries import has_clients
from agent_api.mail.domain.contents import ReportText
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.reports import store
from agent_api.reports.accounts.build import build_account_report
from agent_api.reports.context import ReportContext
from agent_api.reports.domain.file_names import FilePart, file_name, media_type_of
from agent_api.reports.large_clients.build import build_client_report
from agent_api.reports.load_inputs import LoadedInputs, load_inputs, until_label
from agent_api.reports.renderers.files import render_files
from agent_api.reports.sources.training import training_inputs_of
from agent_api.reports.store import ReportFiles, StoredReport
from config.site.calls.calendars import opens_on
from config.site.customers.large_clients import RECIPIENTS
from config.site.model import Site
from config.site.reports import (
    AccessReport,
    DailyReport,
    MonthlyReport,
    PeriodLength,
    QuarterlyReport,
    due_days,
    due_month,
    due_period,
)
from eventlog.facts.oversight.report import ReportMade
from metrics.reports.document import Origin, Report, ReportKind, highlights_table
from metrics.reports.inputs import PetitionInputs
from metrics.reports.layouts import build_petition_report, build_report
from metrics.reports.periods import Period, length_of, period_of
from metrics.reports.training import build_training_report
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work

ACTOR = "system:reports"
log = structlog.get_logger(__name__)
_Sent = DailyReport | MonthlyReport | QuarterlyReport | AccessReport
_MADE_AT_STEP = timedelta(milliseconds=1)  # between reports made together, so that lists show the latest day first


class PeriodInFuture(Exception):
    """The period has not begun, so there is nothing to report."""


async def produce_report(
    context: ReportContext,
    kind: ReportKind,
    first: date,
    *,
    length: PeriodLength | None = None,
    by: str,
    now: datetime,
    by_itself: bool = False,
) -> StoredReport | None:
    """Compute, render and store a report; mail a scheduled one to the site's list.

    ``first`` is a local day of the period, and ``length`` its length, None for the usual one of the kind. ``by_itself``
    marks a scheduled report; the result is None if another process already produced it.

    Raises:
        PeriodInFuture: the period has not begun.
        StorageError: PostgreSQL is away.
        RenderFailed: the files could not be made.
    """
    period = period_of(kind, first, length)
    if period.first > local_date(now):
        raise PeriodInFuture
    report = await _compute(context, kind, period, now)
    files = await render_files(report, logo=context.site.branding.logo)
    stored = _stored_report(kind, report, by, by_itself)
    async with unit_of_work(context.engine) as connection:
        if not await store.add(connection, context.site.campaign, stored, files):
            return None
        author = Author(actor=by, at=now, site_version=context.site.version)
        await append_facts(connection, context.site.campaign, [_fact(stored, files)], author)
        if by_itself:
            await _mail(connection, context.cipher, context.site, report, files, kind=kind, now=now)
    return stored


async def _compute(context: ReportContext, kind: ReportKind, period: Period, now: datetime) -> Report:
    if kind == "large_clients":
        return await build_client_report(context, period.first, now)
    if kind == "accounts":
        return await build_account_report(context, period.first, now)
    if kind == "training":
        return await _training_report(context, period.first, now)
    inputs = await load_inputs(
        context.engine, context.cipher, context.site, kind, period, may_recount=context.may_recount, now=now
    )
    return _report(context.site, kind, inputs, now)


async def _training_report(context: ReportContext, first: date, now: datetime) -> Report:
    site = context.site
    inputs, origin = await training_inputs_of(context.engine, context.cipher, site, first, now)
    until = until_label(period_of("training", first), now)
    return build_training_report(
        inputs, entity=site.entity, brand=site.branding.name, origin=origin, made_at=now, until=until
    )


async def produce_due_reports(context: ReportContext, now: datetime) -> list[StoredReport]:
    """Produce and send the scheduled reports that are due and missing; return those that this process produced.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        StorageError: PostgreSQL is away; reports already produced stay.
    """
    made = [
        await _produce_scheduled(context, kind, period, now + _MADE_AT_STEP * index)
        for index, (kind, period) in enumerate(await _due_reports(context.engine, context.site, now))
    ]
    stored = [each for each in made if each is not None]
    for each in stored:
        log.info("report_made", campaign=context.site.campaign, kind=each.kind, first_day=each.first_day.isoformat())
    return stored


async def _produce_scheduled(
    context: ReportContext, kind: ReportKind, period: Period, now: datetime
) -> StoredReport | None:
    length = length_of(period.first, period.last)
    return await produce_report(context, kind, period.first, length=length, by=ACTOR, now=now, by_itself=True)


async def _due_reports(engine: AsyncEngine, site: Site, now: datetime) -> list[tuple[ReportKind, Period]]:
    reports = site.reports
    days = due_days(reports.presidency, lambda day: _is_business_day(site, day), now) if reports.presidency else ()
    due: list[tuple[ReportKind, Period]] = [("presidency", period_of("presidency", day)) for day in days]
    due += [*_due_months(site, now), *_due_petition_reports(site, now)]
    clients = site.large_clients.report
    async with read_connection(engine) as connection:
        if clients and (month := due_month(clients, now)) and await has_clients(connection, site.campaign):
            due.append(("large_clients", period_of("large_clients", month)))
        log_begins = await store.first_day_of_log(connection, site.campaign)
        campaign = site.campaign
        existing = {
            (kind, *days)
            for kind in dict.fromkeys(kind for kind, _ in due)
            for days in await store.scheduled_periods(
                connection, campaign, kind, min(period.first for of, period in due if of == kind)
            )
        }
    if log_begins is None:
        return []
    return [
        (kind, period)
        for kind, period in due
        if (kind, period.first, period.last) not in existing and period.last >= log_begins
    ]


def _due_months(site: Site, now: datetime) -> list[tuple[ReportKind, Period]]:
    scheduled: dict[ReportKind, MonthlyReport | None] = {
        "management": site.reports.management,
        "accounts": site.reports.accounts,
        "training": site.reports.training,
    }
    months = {kind: due_month(each, now) for kind, each in scheduled.items() if each is not None}
    return [(kind, period_of(kind, first)) for kind, first in months.items() if first is not None]


def _due_petition_reports(site: Site, now: datetime) -> list[tuple[ReportKind, Period]]:
    due: list[tuple[ReportKind, Period]] = []
    petitions, access = site.reports.petitions, site.reports.access
    if petitions is not None and (first := due_period(petitions, "quarter", now)):
        due.append(("petitions", period_of("petitions", first)))
    if access is not None:
        firsts = {length: due_period(access, length, now) for length in access.every}
        due += [("access", period_of("access", first, length)) for length, first in firsts.items() if first]
    return due


def _is_business_day(site: Site, day: date) -> bool:
    return any(opens_on(site.calendars[line.calendar], day) for line in site.lines.values())


class _ReportHead(TypedDict):
    entity: str
    brand: str
    origin: Origin
    made_at: datetime
    until: str


def _report(site: Site, kind: ReportKind, loaded: LoadedInputs, now: datetime) -> Report:
    head: _ReportHead = {
        "entity": site.entity,
        "brand": site.branding.name,
        "origin": loaded.origin,
        "made_at": now,
        "until": loaded.until,
    }
    if isinstance(loaded.inputs, PetitionInputs):
        return build_petition_report("access" if kind == "access" else "petitions", loaded.inputs, **head)
    return build_report(kind, loaded.inputs, **head)


def _stored_report(kind: ReportKind, report: Report, by: str, by_itself: bool) -> StoredReport:
    return StoredReport(
        id=secrets.token_hex(8),
        kind=kind,
        first_day=report.first,
        last_day=report.last,
        made_at=report.made_at,
        made_by=by,
        by_itself=by_itself,
        site_version=report.origin.site_version,
        seq=report.origin.seq,
        head=report.origin.hash,
    )


def _fact(report: StoredReport, files: ReportFiles) -> ReportMade:
    return ReportMade(
        report=report.id,
        kind=report.kind,
        first_day=report.first_day.isoformat(),
        last_day=report.last_day.isoformat(),
        seq=report.seq,
        head=report.head,
        digest=hashlib.sha256(files.pdf).hexdigest(),
    )


async def _mail(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    report: Report,
    files: ReportFiles,
    *,
    kind: ReportKind,
    now: datetime,
) -> None:
    """Mail a report to the site's list; without mail settings, only the screens show it."""
    if site.mail is None:
        return
    forms: dict[FilePart, bytes] = {"pdf": files.pdf, "xlsx": files.xlsx, "csv": files.csv}
    attached = [
        MailAttachment(name=file_name(report, part), media_type=media_type_of(part), content=content)
        for part, content in forms.items()
    ]
    for address in _recipients(site, kind):
        message = OutgoingMessage(to=Recipient(address=address), content=mail_text(report), attachments=attached)
        await post(connection, message, site=site, cipher=cipher, actor=ACTOR, now=now)


def _recipients(site: Site, kind: ReportKind) -> Sequence[str]:
    if kind == "large_clients":
        return [address for each in RECIPIENTS for address in site.large_clients.recipient(each).mail]
    sent: _Sent | None = getattr(site.reports, kind)
    return sent.recipients if sent else ()


def mail_text(report: Report) -> ReportText:
    """Return the text of the mail: the report's main figures and the state of the journal."""
    highlights = highlights_table(report)
    rows = [tuple(cell.text for cell in row.cells) for row in highlights.rows]
    return ReportText(
        name="",
        title=report.title,
        period=report.period,
        head=report.origin.hash,
        seq=report.origin.seq,
        table=(tuple(each.name for each in highlights.columns), *rows) if rows else (),
    )
