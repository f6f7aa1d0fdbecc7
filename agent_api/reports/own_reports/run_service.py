"""Make a run of an own report on request, and read the stored ones as they were sent.

A run is read by those who see its report, which may be deleted by now.
"""

from collections.abc import Sequence

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.kit.pagination import Cursor
from agent_api.mail.queries import list_deliveries
from agent_api.reports.own_reports import store
from agent_api.reports.own_reports.domain.catalogue import find_fault
from agent_api.reports.own_reports.presenters import present_run, present_run_content
from agent_api.reports.own_reports.problems import (
    DefinitionRefused,
    OwnReportNotRendered,
    OwnReportRunUnknown,
    OwnReportUnknown,
)
from agent_api.reports.own_reports.produce import make_run, store_run
from agent_api.reports.own_reports.schemas import (
    OwnReportQuery,
    OwnReportRun,
    OwnReportRunContent,
    OwnReportRunForm,
    OwnReportRunPage,
)
from agent_api.reports.own_reports.service import find_seen, job_context
from agent_api.reports.own_reports.store import RunPart, RunRow
from agent_api.reports.renderers.files import RenderFailed
from agent_api.reports.store import read_content
from storage.postgres.engine import read_connection, unit_of_work


async def run_report(context: ApiContext, principal: Principal, id_: str, form: OwnReportRunForm) -> OwnReportRun:
    """Make a run of a report of the user now, and send it if asked; the schedule stays as it is.

    Raises:
        OwnReportUnknown: the user sees none with this number.
        Forbidden: another user owns it.
        DefinitionRefused: the site no longer has something of it.
        CountsBehind: the journal is ahead of the counts.
        OwnReportNotRendered: the files could not be made.
    """
    now = context.now()
    async with read_connection(context.engine) as connection:
        row = await find_seen(connection, context, principal, id_)
    if row.owner != principal.user:
        raise Forbidden("Este informe es de otra persona: cópielo para hacerlo usted.")
    fault = find_fault(context.site, row.definition)
    if fault is not None:
        raise DefinitionRefused(fault)
    try:
        made = await make_run(job_context(context), row, now, now)
    except RenderFailed as error:
        raise OwnReportNotRendered from error
    recipients = row.recipients if form.send else ()
    async with unit_of_work(context.engine) as connection:
        author = principal.author(at=now, site_version=context.site.version)
        run = await store_run(connection, job_context(context), row, made, author, due=None, recipients=recipients)
    [presented] = await _present(context, [run])
    return presented


async def list_runs(
    context: ApiContext, principal: Principal, id_: str, query: OwnReportQuery, after: Cursor | None
) -> OwnReportRunPage:
    """Return a page of the runs of a report, the latest first.

    Raises:
        OwnReportUnknown: the user sees none with this number.
    """
    async with read_connection(context.engine) as connection:
        row = await find_seen(connection, context, principal, id_)
        runs = await store.page_of_runs(connection, context.campaign, row.id, limit=query.limit + 1, after=after)
    last = runs[query.limit - 1] if len(runs) > query.limit else None
    return OwnReportRunPage(
        runs=await _present(context, runs[: query.limit]), next=Cursor(last.made_at, last.id).encode() if last else None
    )


async def read_run(context: ApiContext, principal: Principal, run_id: str) -> OwnReportRunContent:
    """Return a run with its tables, as it was made.

    Raises:
        OwnReportRunUnknown: the user sees none with this id.
    """
    row = await _find_run(context, principal, run_id)
    async with read_connection(context.engine) as connection:
        content = await store.part_of_run(connection, context.cipher, context.campaign, run_id, "content")
    [presented] = await _present(context, [row])
    return present_run_content(presented, read_content(content))


async def read_run_file(context: ApiContext, principal: Principal, run_id: str, part: RunPart) -> tuple[RunRow, bytes]:
    """Return a run and one of its files.

    Raises:
        OwnReportRunUnknown: the user sees none with this id.
    """
    row = await _find_run(context, principal, run_id)
    async with read_connection(context.engine) as connection:
        return row, await store.part_of_run(connection, context.cipher, context.campaign, run_id, part)


async def _find_run(context: ApiContext, principal: Principal, run_id: str) -> RunRow:
    async with read_connection(context.engine) as connection:
        run = await store.find_run(connection, context.campaign, run_id)
        if run is None:
            raise OwnReportRunUnknown
        try:
            await find_seen(connection, context, principal, run.report, gone=True)
        except OwnReportUnknown as error:
            raise OwnReportRunUnknown from error
    return run


async def _present(context: ApiContext, runs: Sequence[RunRow]) -> list[OwnReportRun]:
    async with read_connection(context.engine) as connection:
        deliveries = await store.deliveries_of(connection, context.campaign, [each.id for each in runs])
        mails = await list_deliveries(connection, context.campaign, [each.mail for each in deliveries if each.mail])
    names = await find_names(context.engine, context.site, context.cipher, {each.user for each in deliveries})
    return [present_run(each, deliveries, mails, names) for each in runs]
