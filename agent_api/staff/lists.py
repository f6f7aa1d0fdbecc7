"""Read the staff: a list with filters, its file, a person with their history, and what a form may say."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import load_names
from agent_api.access.users import roles_of
from agent_api.customers.domain.phonetics import name_words
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.rights.queries import list_pending_roles
from agent_api.staff import store
from agent_api.staff.domain.import_rows import COLUMNS
from agent_api.staff.presenters import PersonParts, present_detail, present_summary
from agent_api.staff.problems import StaffUnknown
from agent_api.staff.schemas import (
    StaffColumn,
    StaffDetail,
    StaffExportForm,
    StaffFilters,
    StaffOption,
    StaffOptions,
    StaffPage,
    StaffQuery,
    StaffSummary,
)
from agent_api.staff.store import SoughtName, StaffFilter
from storage.postgres.engine import read_connection

LOGIN_START: Final = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_NOT_FILTERS: Final = ("columns", "format")


async def list_people(context: ApiContext, query: StaffQuery) -> StaffPage:
    """Return a page of the staff by login, and how many the whole list has."""
    today = local_date(context.now())
    async with read_connection(context.engine) as connection:
        filter_ = await _filter_of(connection, context, query, today)
        rows = await store.page(
            connection,
            context.cipher,
            context.campaign,
            filter_,
            today=today,
            limit=query.limit + 1,
            after=query.cursor or "",
        )
        total = await store.count(connection, context.campaign, filter_, today)
        page = rows[: query.limit]
        names = await _names_of(connection, context, (each.details.coordinator for each in page))
    return StaffPage(
        people=[present_summary(each, context.site, names, today) for each in page],
        total=total,
        next=page[-1].user if len(rows) > query.limit else None,
    )


async def read_person(context: ApiContext, principal: Principal, user: str) -> StaffDetail:
    """Return a person with their history.

    Raises:
        StaffUnknown: the register does not have them.
    """
    cipher, campaign, today = context.cipher, context.campaign, local_date(context.now())
    async with read_connection(context.engine) as connection:
        person = await store.find(connection, cipher, campaign, user)
        listed = await store.find_listed(connection, cipher, campaign, user)
        if person is None or listed is None:
            raise StaffUnknown
        rows = await store.list_periods(connection, cipher, campaign, user)
        names = await _names_of(connection, context, (each.details.coordinator for each in rows))
        parts = PersonParts(
            listed=listed,
            person=person,
            rows=rows,
            names=names,
            roles=await roles_of(connection, user, campaign, context.now()),
            pending_roles=await list_pending_roles(connection, campaign, user, context.now()),
        )
    return present_detail(parts, context.site, principal, today)


async def read_options(context: ApiContext) -> StaffOptions:
    """Return what the fields of a form may say, and the columns of an import."""
    async with read_connection(context.engine) as connection:
        known = await store.known_values(connection, context.campaign)
        names = await _names_of(connection, context, known["coordinator"])
    lines = [StaffOption(id=id_, name=line.name) for id_, line in context.site.lines.items()]
    return StaffOptions(
        lines=lines,
        channels=[StaffOption(id=id_, name=name) for id_, name in labels.CHANNELS.items()],
        coordinators=[StaffOption(id=each, name=names.get(each, each)) for each in known["coordinator"]],
        employers=known["employer"],
        positions=known["position"],
        columns=list(COLUMNS),
    )


async def export_people(context: ApiContext, principal: Principal, form: StaffExportForm) -> bytes:
    """Return the file of a list, without documents.

    Raises:
        Forbidden: the person may not read the staff.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("staff.read"):
        raise Forbidden
    today = local_date(context.now())
    async with read_connection(context.engine) as connection:
        filter_ = await _filter_of(connection, context, form, today)
        rows = await store.page(
            connection, context.cipher, context.campaign, filter_, today=today, limit=ROWS_LIMIT + 1
        )
        names = await _names_of(connection, context, (each.details.coordinator for each in rows))
    people = [present_summary(each, context.site, names, today) for each in rows]
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Personal",
            headings=[labels.STAFF_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in people],
        ),
        exported="staff",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


async def _names_of(connection: AsyncConnection, context: ApiContext, logins: Iterable[str]) -> dict[str, str]:
    return await load_names(connection, context.site, context.cipher, {each for each in logins if each})


async def _filter_of(connection: AsyncConnection, context: ApiContext, query: StaffFilters, today: date) -> StaffFilter:
    """Return the filter of a query; a name without a match finds those with a wrong letter in each word."""
    names = [name for name in StaffFilter.__struct_fields__ if name != "name"]
    filter_ = StaffFilter(**{name: getattr(query, name) for name in names})
    if not query.q:
        return filter_
    index = store.name_index(context.cipher, context.campaign)
    words = name_words(query.q)
    sought = SoughtName(
        login=query.q if LOGIN_START.fullmatch(query.q) else "",
        exact=tuple(map(index.exact_print, words)),
        near=tuple(tuple(index.near_prints(word)) for word in words),
    )
    exact = msgspec.structs.replace(filter_, name=sought)
    if await store.count(connection, context.campaign, exact, today):
        return exact
    return msgspec.structs.replace(filter_, name=msgspec.structs.replace(sought, is_near=True))


_CELLS: Mapping[StaffColumn, Callable[[StaffSummary], Cell]] = {
    "user": lambda each: each.user,
    "name": lambda each: each.name,
    "standing": lambda each: labels.STAFF_STANDINGS[each.standing],
    "position": lambda each: each.position,
    "employer": lambda each: each.employer,
    "line": lambda each: each.line_name,
    "channel": lambda each: each.channel_name,
    "coordinator": lambda each: each.coordinator_name,
    "entered_on": lambda each: each.entered_on,
    "begins_on": lambda each: each.begins_on,
    "ends_on": lambda each: each.ends_on,
    "account": lambda each: labels.STAFF_ACCOUNTS[each.account],
    "signed_in_at": lambda each: each.signed_in_at,
}
