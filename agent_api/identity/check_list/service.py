"""List identity checks across calls, and export the list. A customer is shown with initials, or not at all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names
from agent_api.customers.queries import find_masked_names
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.identity.check_list import store
from agent_api.identity.check_list.schemas import (
    IdentityCheckColumn,
    IdentityCheckExportForm,
    IdentityCheckFilters,
    IdentityCheckPage,
    IdentityCheckQuery,
    IdentityCheckRecord,
)
from agent_api.identity.check_list.store import IdentityCheckFilter, IdentityCheckRow
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import bounds_of_days
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from storage.postgres.engine import read_connection

_NOT_FILTERS: Final = ("columns", "format")


async def list_checks(
    context: ApiContext, principal: Principal, query: IdentityCheckQuery, after: Cursor | None
) -> IdentityCheckPage:
    """Return a page of identity checks.

    Raises:
        BadQuery: the period ends before it begins, or the cursor is not of an earlier page.
    """
    if after is not None and not after.id.isdecimal():
        raise BadQuery("cursor", "El cursor no es de una página anterior.")
    filter_ = _filter_of(query)
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, limit=query.limit + 1, after=after)
    page = rows[: query.limit]
    return IdentityCheckPage(
        checks=await _present(context, principal, page),
        next=Cursor(page[-1].asked_at, str(page[-1].seq)).encode() if len(rows) > query.limit else None,
    )


async def export_checks(context: ApiContext, principal: Principal, form: IdentityCheckExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden: the person may not read identity checks.
        BadQuery: the period ends before it begins.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("identity_check.read"):
        raise Forbidden
    filter_ = _filter_of(form)
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, limit=ROWS_LIMIT + 1)
    checks = await _present(context, principal, rows)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Verificaciones de identidad",
            headings=[labels.IDENTITY_CHECK_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in checks],
        ),
        exported="identity_checks",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def _filter_of(query: IdentityCheckFilters) -> IdentityCheckFilter:
    begins, ends = bounds_of_days(query.first_day, query.last_day)
    return IdentityCheckFilter(
        begins=begins,
        ends=ends,
        advisor=query.advisor,
        line=query.line,
        result=query.result,
        call_id=query.call,
    )


async def _present(
    context: ApiContext, principal: Principal, rows: Sequence[IdentityCheckRow]
) -> list[IdentityCheckRecord]:
    site = context.site
    names = await find_names(context.engine, site, context.cipher, {each.advisor for each in rows})
    customers: Mapping[str, str] = {}
    if principal.has_permission("customer.search"):
        ids = {each.customer_id for each in rows}
        customers = await find_masked_names(context.engine, context.cipher, context.campaign, ids)
    questions = site.identity.questions if site.identity else {}
    return [
        IdentityCheckRecord(
            id=row.id,
            asked_at=row.asked_at,
            call_id=row.call_id,
            line=row.line,
            line_name=site.lines[row.line].name if row.line in site.lines else row.line,
            advisor=row.advisor,
            advisor_name=names.get(row.advisor, row.advisor),
            customer_id=row.customer_id,
            customer=customers.get(row.customer_id),
            questions=[questions[id_].text if id_ in questions else id_ for id_ in row.questions.split(",")],
            result=row.result,
            attempt=row.attempt,
        )
        for row in rows
    ]


_CELLS: Mapping[IdentityCheckColumn, Callable[[IdentityCheckRecord], Cell]] = {
    "asked_at": lambda each: each.asked_at,
    "call": lambda each: each.call_id,
    "line": lambda each: each.line_name,
    "advisor": lambda each: each.advisor_name,
    "customer": lambda each: each.customer or each.customer_id,
    "questions": lambda each: " / ".join(each.questions),
    "result": lambda each: labels.IDENTITY_CHECK_RESULTS[each.result],
    "attempt": lambda each: each.attempt,
}
