"""Read the access log: a page with filters, and its file.

Owns the masking of customers: initials with the permission to search customers, and nothing without. The
list itself reads no customer in full, so it causes no further read in the log.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names
from agent_api.access_log import store
from agent_api.access_log.domain.reasons import reason_in_words
from agent_api.access_log.projection import append_new_rows
from agent_api.access_log.schemas import (
    AccessLogColumn,
    AccessLogEntry,
    AccessLogExportForm,
    AccessLogFilters,
    AccessLogPage,
    AccessLogQuery,
)
from agent_api.access_log.store import AccessLogFilter, AccessLogRow
from agent_api.customers.queries import find_masked_names
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import bounds_of_days
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from storage.postgres.engine import read_connection

_NOT_FILTERS: Final = ("columns", "format")
_SYSTEM_NAME: Final = "El sistema"


async def list_entries(
    context: ApiContext, principal: Principal, query: AccessLogQuery, after: Cursor | None
) -> AccessLogPage:
    """Return a page of the log, up to the facts that were journaled a moment ago.

    Raises:
        BadQuery: the period ends before it begins, or the cursor is not of an earlier page.
    """
    if after is not None and not after.id.isdecimal():
        raise BadQuery("cursor", "El cursor no es de una página anterior.")
    filter_ = filter_of(query)
    is_complete = await append_new_rows(context.engine, context.campaign)
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, limit=query.limit + 1, after=after)
    page = rows[: query.limit]
    return AccessLogPage(
        entries=await _present(context, principal, page),
        complete=is_complete,
        next=Cursor(page[-1].at, str(page[-1].seq)).encode() if len(rows) > query.limit else None,
    )


async def export_entries(context: ApiContext, principal: Principal, form: AccessLogExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden: the person may not read the log.
        BadQuery: the period ends before it begins.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("access_log.read"):
        raise Forbidden
    filter_ = filter_of(form)
    await append_new_rows(context.engine, context.campaign)
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, limit=ROWS_LIMIT + 1)
    entries = await _present(context, principal, rows)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Bitácora de depuración",
            headings=[labels.ACCESS_LOG_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in entries],
        ),
        exported="access_log",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def filter_of(query: AccessLogFilters) -> AccessLogFilter:
    """Return the filter of a query.

    Raises:
        BadQuery: the period ends before it begins.
    """
    begins, ends = bounds_of_days(query.first_day, query.last_day)
    return AccessLogFilter(
        begins=begins,
        ends=ends,
        account=query.account,
        actor=query.actor,
        kind=query.kind,
        channel=query.channel,
        subject=query.customer,
    )


async def _present(context: ApiContext, principal: Principal, rows: Sequence[AccessLogRow]) -> list[AccessLogEntry]:
    logins = {login for each in rows for login in (each.account, each.actor) if login}
    names = await find_names(context.engine, context.site, context.cipher, logins)
    customers = await _customers(context, principal, {each.subject for each in rows if each.subject})
    return [
        AccessLogEntry(
            seq=row.seq,
            at=row.at,
            account=row.account,
            account_name=names.get(row.account, row.account),
            actor=row.actor,
            actor_name=_SYSTEM_NAME if row.channel == "system" else names.get(row.actor, row.actor),
            movement=row.movement,
            kind=row.kind,
            reason=reason_in_words(row.movement, row.reason),
            reference=row.reference,
            channel=row.channel,
            customer_id=row.subject or None,
            customer=customers.get(row.subject),
            call_id=row.call_id or None,
        )
        for row in rows
    ]


async def _customers(context: ApiContext, principal: Principal, ids: Collection[str]) -> Mapping[str, str]:
    """Return the initials of customers by id, for a reader who may search customers."""
    if not principal.has_permission("customer.search"):
        return {}
    return await find_masked_names(context.engine, context.cipher, context.campaign, ids)


_CELLS: Mapping[AccessLogColumn, Callable[[AccessLogEntry], Cell]] = {
    "at": lambda each: each.at,
    "account": lambda each: each.account,
    "account_name": lambda each: each.account_name,
    "actor": lambda each: each.actor,
    "actor_name": lambda each: each.actor_name,
    "movement": lambda each: labels.ACCESS_MOVEMENTS[each.movement],
    "reason": lambda each: each.reason,
    "reference": lambda each: each.reference,
    "channel": lambda each: labels.ACCESS_CHANNELS[each.channel],
    "customer": lambda each: each.customer or each.customer_id,
    "call": lambda each: each.call_id,
}
