"""Reports of findings: ask for one, present it, receive it, answer it, and read them.

Each step is one transaction with its fact and its notifications. The worker makes the files (`produce`).
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.visits.queries import find_signed_visit
from agent_api.reports.findings import store
from agent_api.reports.findings.domain.coverage import Coverage, coverage_of, coverage_of_visit
from agent_api.reports.findings.domain.progress import FindingReportStep, StepRefusal, take_step
from agent_api.reports.findings.presenters import present_report, present_report_summary
from agent_api.reports.findings.problems import (
    CoverageInvalid,
    FindingReportNotMade,
    FindingReportStepRefused,
    FindingReportUnknown,
    VisitNotSigned,
)
from agent_api.reports.findings.schemas import (
    FindingReportDetail,
    FindingReportPage,
    FindingReportQuery,
    FindingReportRequest,
)
from agent_api.reports.findings.store import FindingReportPart, FindingReportRow
from agent_api.reports.store import read_content
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, FindingReportAnswered, FindingReportPresented, FindingReportReceived
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection, unit_of_work

_STEP_COLUMNS = {"present": "presented", "receive": "received", "answer": "answered"}


async def ask_report(context: ApiContext, principal: Principal, form: FindingReportRequest) -> str:
    """Ask for a report, which the worker makes; return its number.

    Raises:
        CoverageInvalid: the subject is no week or month, or it has not begun.
        VisitNotSigned: there is no signed visit with this number.
    """
    now = context.now()
    async with unit_of_work(context.engine) as connection:
        coverage = await _coverage(connection, context, form)
        id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
        row = FindingReportRow(
            id=id_,
            scope=form.scope,
            subject=form.subject,
            first_day=coverage.first,
            last_day=coverage.last,
            asked_at=now,
            asked_by=principal.user,
            asked_by_name=principal.name,
            state="queued",
        )
        await store.add(connection, context.campaign, row)
    return id_


async def take_report_step(
    context: ApiContext, principal: Principal, id_: str, step: FindingReportStep, answer: str = ""
) -> None:
    """Present, receive or answer a report; ``answer`` is the text of the answer.

    Raises:
        FindingReportUnknown: there is none with this number.
        FindingReportStepRefused: its state or the person does not allow the step.
    """
    async with unit_of_work(context.engine) as connection:
        row, now = await store.find(connection, context.campaign, id_, lock=True), context.now()
        if row is None:
            raise FindingReportUnknown
        after = take_step(row.progress, step, principal.user)
        if isinstance(after, StepRefusal):
            raise FindingReportStepRefused(after)
        name = _STEP_COLUMNS[step]
        columns: dict[str, Any] = {
            "state": after.state,
            f"{name}_at": now,
            f"{name}_by": principal.user,
            f"{name}_by_name": principal.name,
        }
        if answer:
            bound = row_key(context.campaign, id_)
            columns["answer"] = context.cipher.encrypt(answer, field=store.ANSWER, row=bound)
        await store.update_columns(connection, context.campaign, id_, **columns)
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, [_fact_of(row, step)], author)
        await _notify(connection, context, principal, row, step)


async def read_report(context: ApiContext, principal: Principal, id_: str) -> FindingReportDetail:
    """Return a report with its figures.

    Raises:
        FindingReportUnknown: there is none with this number.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise FindingReportUnknown
        content = await store.part_of(connection, context.cipher, context.campaign, id_, "content")
    report = read_content(content) if content else None
    return present_report(row, report, context.cipher, context.campaign, principal)


async def read_report_file(context: ApiContext, id_: str, part: FindingReportPart) -> bytes:
    """Return a file of a report.

    Raises:
        FindingReportUnknown: there is none with this number.
        FindingReportNotMade: the worker has not made it yet.
    """
    async with read_connection(context.engine) as connection:
        if await store.find(connection, context.campaign, id_) is None:
            raise FindingReportUnknown
        content = await store.part_of(connection, context.cipher, context.campaign, id_, part)
    if content is None:
        raise FindingReportNotMade
    return content


async def list_reports(context: ApiContext, query: FindingReportQuery, after: Cursor | None) -> FindingReportPage:
    """Return a page of reports."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, state=query.state, limit=query.limit + 1, after=after)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return FindingReportPage(
        reports=[present_report_summary(each) for each in rows[: query.limit]],
        next=Cursor(last.asked_at, last.id).encode() if last else None,
    )


async def _coverage(connection: AsyncConnection, context: ApiContext, form: FindingReportRequest) -> Coverage:
    if form.scope == "visit":
        visit = await find_signed_visit(connection, context.cipher, context.campaign, form.subject)
        if visit is None:
            raise VisitNotSigned
        return coverage_of_visit(form.subject, visit.visited_on)
    try:
        coverage = coverage_of(form.scope, form.subject)
    except ValueError as error:
        raise CoverageInvalid("Escriba una semana del calendario, como 2026-W48, o un mes, como 2026-11.") from error
    if coverage.first > local_date(context.now()):
        raise CoverageInvalid("Ese período no ha comenzado. Pida uno que ya haya comenzado.")
    return coverage


def _fact_of(row: FindingReportRow, step: FindingReportStep) -> AnyFact:
    match step:
        case "present":
            return FindingReportPresented(report=row.id, digest=row.digest or "")
        case "receive":
            return FindingReportReceived(report=row.id)
    return FindingReportAnswered(report=row.id)


async def _notify(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: FindingReportRow,
    step: FindingReportStep,
) -> None:
    """Notify the coordination of a presented report, and who presented it of what the coordination did."""
    kinds: dict[FindingReportStep, NotificationKind] = {
        "present": "finding_report_presented",
        "receive": "finding_report_received",
        "answer": "finding_report_answered",
    }
    people = {row.presented_by or ""}
    if step == "present":
        roles = roles_with_permission("finding_report.answer")
        people = set(await users_with_roles(connection, context.campaign, roles, local_date(context.now())))
    cause = NotificationCause(kind=kinds[step], number=row.id, event=step, by_user=principal.user)
    await notify(connection, context.campaign, cause, people, context.now())
