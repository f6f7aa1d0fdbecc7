"""Compose, change, pause, transfer and delete own reports, and preview their numbers.

Owns who may do it: the owner; who manages own reports transfers them, too. Every change is one transaction with its
fact. A change of the definition is computed by the API or refused.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names, load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.kit.pagination import Cursor
from agent_api.notifications.service import NotificationCause, notify
from agent_api.reports.own_reports import store
from agent_api.reports.own_reports.domain.catalogue import DefinitionFault, find_fault
from agent_api.reports.own_reports.domain.definition import FORMATS, ReportDefinition
from agent_api.reports.own_reports.domain.report_days import days_of
from agent_api.reports.own_reports.domain.schedule import Schedule, next_time
from agent_api.reports.own_reports.domain.state_machine import OwnReportState, OwnReportStep, take_step
from agent_api.reports.own_reports.presenters import present_catalogue, present_report, present_summary
from agent_api.reports.own_reports.problems import (
    DefinitionRefused,
    NewOwnerRefused,
    OwnReportChanged,
    OwnReportStepRefused,
    OwnReportUnknown,
    RecipientsRefused,
    TooManyOwnReports,
)
from agent_api.reports.own_reports.produce import draw_report
from agent_api.reports.own_reports.readers import list_readers
from agent_api.reports.own_reports.schemas import (
    CatalogueReader,
    OwnReport,
    OwnReportCatalogue,
    OwnReportChange,
    OwnReportDefinition,
    OwnReportForm,
    OwnReportPage,
    OwnReportPreview,
    OwnReportQuery,
)
from agent_api.reports.own_reports.store import OwnReportRow
from config.site.notices import own_addresses
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    OwnReportDeleted,
    OwnReportPaused,
    OwnReportResumed,
    OwnReportSaved,
    OwnReportTransferred,
)
from storage.postgres.engine import read_connection, unit_of_work

REPORTS_LIMIT: Final = 50
"""Reports that a user may own."""
MANAGES: Final = "own_report.manage"
_SEES_FIGURES: Final = "service_level.read"


async def read_catalogue(context: ApiContext) -> OwnReportCatalogue:
    """Return the figures, groupings, periods and people to choose from."""
    async with read_connection(context.engine) as connection:
        users = await list_readers(connection, context.campaign, context.now())
        names = await load_names(connection, context.site, context.cipher, users) if users else {}
    addresses = own_addresses(context.site.notices, context.site.areas) if context.site.mail else {}
    readers = [
        CatalogueReader(user=user, name=names.get(user, user), has_mail=user in addresses) for user in sorted(users)
    ]
    return present_catalogue(context.site, sorted(readers, key=lambda each: (each.name, each.user)))


async def preview(context: ApiContext, principal: Principal, form: OwnReportDefinition) -> OwnReportPreview:
    """Return the numbers of a definition as of now.

    Raises:
        Forbidden: the caller may not see the figures.
        DefinitionRefused: the API cannot compute it.
        CountsBehind: the journal is ahead of the counts.
    """
    _check_sees_figures(principal)
    definition, now = _definition_of(context, form), context.now()
    period = days_of(definition.period, now)
    report = await draw_report(job_context(context), definition, "", period, now)
    return OwnReportPreview(
        period=report.period,
        first_day=report.first,
        last_day=report.last,
        until=report.until,
        journal_seq=report.origin.seq,
        sections=msgspec.to_builtins(report.sections),
    )


async def list_own_reports(
    context: ApiContext, principal: Principal, query: OwnReportQuery, after: Cursor | None
) -> OwnReportPage:
    """Return a page of the reports that the user sees: own, shared, received; all of them if the user manages them."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection,
            context.cipher,
            context.campaign,
            seen_by=None if principal.has_permission(MANAGES) else principal.user,
            limit=query.limit + 1,
            after=after,
        )
    names = await find_names(context.engine, context.site, context.cipher, {each.owner for each in rows})
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return OwnReportPage(
        reports=[present_summary(each, principal, names) for each in rows[: query.limit]],
        next=Cursor(last.updated_at, last.id).encode() if last else None,
    )


async def read_report(context: ApiContext, principal: Principal, id_: str) -> OwnReport:
    """Return a report with its definition.

    Raises:
        OwnReportUnknown: the user sees none with this number.
    """
    async with read_connection(context.engine) as connection:
        row = await find_seen(connection, context, principal, id_)
    names = await find_names(context.engine, context.site, context.cipher, {row.owner, *row.recipients})
    return present_report(row, principal, names, context.site)


async def create_report(context: ApiContext, principal: Principal, form: OwnReportForm) -> str:
    """Save a new report and return its number.

    Raises:
        Forbidden: the caller is a program, or may not see the figures.
        DefinitionRefused, RecipientsRefused: the form cannot be computed or sent.
        TooManyOwnReports: the user owns as many as a user may own.
    """
    _check_sees_figures(principal)
    if principal.scopes is not None:
        raise Forbidden("Un informe propio es de una persona: un programa no puede tener uno.")
    definition, now = _definition_of(context, form.definition), context.now()
    schedule = _schedule_of(form, definition)
    async with unit_of_work(context.engine) as connection:
        await _check_recipients(connection, context, form.recipients)
        id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
        if await store.count_owned(connection, context.campaign, principal.user) >= REPORTS_LIMIT:
            raise TooManyOwnReports(REPORTS_LIMIT)
        state = _state_after("unscheduled", "schedule" if schedule else "unschedule")
        row = OwnReportRow(
            id=id_,
            owner=principal.user,
            **_form_columns(form),
            definition=definition,
            schedule=schedule,
            state=state,
            next_at=_next_at(schedule, state, now),
            version=1,
            created_at=now,
            updated_at=now,
        )
        await store.add(connection, context.cipher, context.campaign, row)
        await _append(connection, context, principal, _saved(row))
    return id_


async def change_report(context: ApiContext, principal: Principal, id_: str, form: OwnReportChange) -> None:
    """Replace a report of the user.

    Raises:
        OwnReportUnknown: the user sees none with this number.
        Forbidden: another user owns it.
        OwnReportChanged: it changed meanwhile.
        DefinitionRefused, RecipientsRefused: see `create_report`.
    """
    _check_sees_figures(principal)
    definition, now = _definition_of(context, form.definition), context.now()
    schedule = _schedule_of(form, definition)
    async with unit_of_work(context.engine) as connection:
        row = await _lock_own(connection, context, principal, id_)
        if row.version != form.version:
            raise OwnReportChanged
        await _check_recipients(connection, context, set(form.recipients) - set(row.recipients))
        state = _state_after(row.state, "schedule" if schedule else "unschedule")
        changed = msgspec.structs.replace(
            row,
            **_form_columns(form),
            definition=definition,
            schedule=schedule,
            state=state,
            stop_cause="",
            next_at=_next_at(schedule, state, now),
            version=row.version + 1,
            updated_at=now,
        )
        await store.replace(connection, context.cipher, context.campaign, changed)
        await _append(connection, context, principal, _saved(changed))


async def pause_report(context: ApiContext, principal: Principal, id_: str) -> None:
    """Pause the schedule of a report of the user.

    Raises:
        OwnReportUnknown, Forbidden: see `change_report`.
        OwnReportStepRefused: it is not active.
    """
    await _take_step(context, principal, id_, "pause", lambda row: OwnReportPaused(report=row.id))


async def resume_report(context: ApiContext, principal: Principal, id_: str) -> None:
    """Let the schedule of a report of the user go on; times that passed meanwhile are not made.

    Raises:
        OwnReportUnknown, Forbidden: see `change_report`.
        DefinitionRefused: the site no longer has something of it.
        OwnReportStepRefused: it is neither paused nor stopped.
    """
    await _take_step(context, principal, id_, "resume", lambda row: OwnReportResumed(report=row.id))


async def transfer_report(context: ApiContext, principal: Principal, id_: str, owner: str) -> None:
    """Give a report to another user; a stopped schedule goes on under the new owner.

    Raises:
        OwnReportUnknown: the user sees none with this number.
        Forbidden: the user neither owns it nor manages own reports.
        NewOwnerRefused: the other user may not see the figures.
        DefinitionRefused: it is stopped because the site no longer has something of it.
    """
    now = context.now()
    async with unit_of_work(context.engine) as connection:
        row = await find_seen(connection, context, principal, id_, lock=True)
        if row.owner != principal.user and not principal.has_permission(MANAGES):
            raise Forbidden("Un informe lo transfiere su dueño o quien coordina.")
        if owner not in await list_readers(connection, context.campaign, now, {owner}):
            raise NewOwnerRefused
        if row.owner == owner:
            return
        state = _state_after(row.state, "schedule") if row.schedule else row.state
        if row.state == "stopped":
            _check_definition(context, row.definition)
        changed = msgspec.structs.replace(
            row,
            owner=owner,
            state=state,
            stop_cause="",
            next_at=row.next_at or _next_at(row.schedule, state, now),
            version=row.version + 1,
            updated_at=now,
        )
        await store.replace(connection, context.cipher, context.campaign, changed)
        await _append(connection, context, principal, OwnReportTransferred(report=id_, before=row.owner, owner=owner))
        cause = NotificationCause(
            kind="own_report_transferred", number=id_, event=f"owner {changed.version}", by_user=principal.user
        )
        await notify(connection, context.campaign, cause, {owner}, now)


async def delete_report(context: ApiContext, principal: Principal, id_: str) -> None:
    """Delete a report of the user; its runs stay stored.

    Raises:
        OwnReportUnknown, Forbidden: see `change_report`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock_own(connection, context, principal, id_)
        await store.set_deleted(connection, context.campaign, row.id, context.now())
        await _append(connection, context, principal, OwnReportDeleted(report=row.id))


async def find_seen(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    id_: str,
    *,
    lock: bool = False,
    gone: bool = False,
) -> OwnReportRow:
    """Return a report that the user sees; ``gone`` returns a deleted one, too.

    Raises:
        OwnReportUnknown: there is none.
    """
    row = await store.find(connection, context.cipher, context.campaign, id_, lock=lock, gone=gone)
    if row is None or not _is_seen(row, principal):
        raise OwnReportUnknown
    return row


def job_context(context: ApiContext) -> JobContext:
    """Return the part of the context that makes a run."""
    return JobContext(context.engine, context.cipher, context.site)


def _is_seen(row: OwnReportRow, principal: Principal) -> bool:
    involved = principal.user in (row.owner, *row.recipients)
    return row.shared or involved or principal.has_permission(MANAGES)


async def _lock_own(connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str) -> OwnReportRow:
    row = await find_seen(connection, context, principal, id_, lock=True)
    if row.owner != principal.user:
        raise Forbidden("Este informe es de otra persona: cópielo para cambiarlo.")
    return row


async def _take_step(
    context: ApiContext,
    principal: Principal,
    id_: str,
    step: OwnReportStep,
    fact: Callable[[OwnReportRow], AnyFact],
) -> None:
    now = context.now()
    async with unit_of_work(context.engine) as connection:
        row = await _lock_own(connection, context, principal, id_)
        state = _state_after(row.state, step)
        if step == "resume":
            _check_definition(context, row.definition)
        changed = msgspec.structs.replace(
            row,
            state=state,
            stop_cause="",
            next_at=_next_at(row.schedule, state, now),
            version=row.version + 1,
            updated_at=now,
        )
        await store.replace(connection, context.cipher, context.campaign, changed)
        await _append(connection, context, principal, fact(row))


def _state_after(state: OwnReportState, step: OwnReportStep) -> OwnReportState:
    after = take_step(state, step)
    if after is None:
        raise OwnReportStepRefused
    return after


def _next_at(schedule: Schedule | None, state: OwnReportState, now: datetime) -> datetime | None:
    return next_time(schedule, now) if schedule is not None and state == "active" else None


def _check_sees_figures(principal: Principal) -> None:
    if not principal.has_permission(_SEES_FIGURES):
        raise Forbidden


def _definition_of(context: ApiContext, form: OwnReportDefinition) -> ReportDefinition:
    """Return the definition of a form, free of faults."""
    definition = msgspec.convert(form.model_dump(exclude_none=True), ReportDefinition)
    _check_definition(context, definition)
    return definition


def _check_definition(context: ApiContext, definition: ReportDefinition) -> None:
    fault = find_fault(context.site, definition)
    if fault is not None:
        raise DefinitionRefused(fault)


def _schedule_of(form: OwnReportForm, definition: ReportDefinition) -> Schedule | None:
    if form.schedule is None:
        return None
    if definition.period.kind == "fixed":
        text = "Un período de fechas fijas no se programa: saldría siempre el mismo informe."
        raise DefinitionRefused(DefinitionFault("schedule", text))
    return msgspec.convert(form.schedule.model_dump(), Schedule)


def _form_columns(form: OwnReportForm) -> dict[str, Any]:
    return {
        "title": form.title,
        "formats": tuple(each for each in FORMATS if each in form.formats),
        "recipients": tuple(sorted(set(form.recipients))),
        "shared": form.shared,
    }


async def _check_recipients(connection: AsyncConnection, context: ApiContext, users: Iterable[str]) -> None:
    wanted = set(users)
    missing = wanted - await list_readers(connection, context.campaign, context.now(), wanted) if wanted else ()
    if missing:
        raise RecipientsRefused(sorted(missing))


def _saved(row: OwnReportRow) -> AnyFact:
    return OwnReportSaved(
        report=row.id,
        version=row.version,
        schedule=row.schedule.every if row.schedule else "",
        recipients=len(row.recipients),
        shared=row.shared,
    )


async def _append(connection: AsyncConnection, context: ApiContext, principal: Principal, fact: AnyFact) -> None:
    author = principal.author(at=context.now(), site_version=context.site.version)
    await append_facts(connection, context.campaign, [fact], author)
