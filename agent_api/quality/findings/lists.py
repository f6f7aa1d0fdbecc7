"""Read findings: a list with filters, its file, one with its history, and what a new one may be.

Owns who may see which: some read all findings, the others those that they own or registered.
"""

from collections.abc import Callable, Mapping
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_names import find_names, load_names
from agent_api.access.users import users_with_roles
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from agent_api.quality.findings import file_store, store
from agent_api.quality.findings.presenters import FindingParts, area_name, present_detail, present_summary
from agent_api.quality.findings.problems import FindingsNotConfigured, FindingUnknown
from agent_api.quality.findings.schemas import (
    FindingColumn,
    FindingDetail,
    FindingExportForm,
    FindingFilters,
    FindingNameOption,
    FindingOptions,
    FindingOwnerOption,
    FindingPage,
    FindingQuery,
    FindingSeverityOption,
    FindingSummary,
)
from agent_api.quality.findings.store import FindingFilter, FindingRow
from config.site.model import Site
from config.site.quality.findings import FindingRules
from storage.postgres.engine import read_connection

_NOT_FILTERS: Final = ("sort", "columns", "format")


def require_rules(site: Site) -> FindingRules:
    """Return the site's rules of findings.

    Raises:
        FindingsNotConfigured: it has none.
    """
    if site.quality is None:
        raise FindingsNotConfigured
    return site.quality.findings


def require_visible(principal: Principal, row: FindingRow | None) -> FindingRow:
    """Return a finding that a user may see.

    Raises:
        FindingUnknown: there is none, or they may not see it.
    """
    if row is None or not (principal.has_permission("finding.all") or principal.user in (row.owner, row.found_by)):
        raise FindingUnknown
    return row


async def list_findings(
    context: ApiContext, principal: Principal, query: FindingQuery, after: Cursor | None
) -> FindingPage:
    """Return a page of the findings that a user may see, and the counts of the whole list."""
    filter_, today = _filter_of(context, principal, query), local_date(context.now())
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection, context.campaign, filter_, sort=query.sort, limit=query.limit + 1, after=after
        )
        total, late = await store.count(connection, context.campaign, filter_, today)
    page = rows[: query.limit]
    names = await find_names(context.engine, context.site, context.cipher, {each.owner for each in page})
    return FindingPage(
        findings=[present_summary(row, context.site, names, today) for row in page],
        total=total,
        late=late,
        next=store.cursor_after(page[-1], query.sort).encode() if len(rows) > query.limit else None,
    )


async def read_finding(context: ApiContext, principal: Principal, id_: str) -> FindingDetail:
    """Return a finding with its evidence and its history.

    Raises:
        FindingUnknown: there is none that the user may see.
    """
    async with read_connection(context.engine) as connection:
        row = require_visible(principal, await store.find(connection, context.campaign, id_))
        steps = await store.list_steps(connection, context.cipher, context.campaign, id_)
        files = await file_store.list_files(connection, context.cipher, context.campaign, id_)
        people = {row.owner, *(each.owner for each in steps)}
        names = await load_names(connection, context.site, context.cipher, people)
    parts = FindingParts(row=row, names=names, files=files, steps=steps)
    return present_detail(parts, context.site, context.cipher, principal, local_date(context.now()))


async def read_options(context: ApiContext, principal: Principal) -> FindingOptions:
    """Return what a finding may be; the owners only to those who read all findings.

    Raises:
        FindingsNotConfigured: the site has no rules.
    """
    site, rules = context.site, require_rules(context.site)
    async with read_connection(context.engine) as connection:
        roles = rules.owner_roles if principal.has_permission("finding.all") else ()
        owners = await users_with_roles(connection, site.campaign, roles, local_date(context.now()))
        names = await load_names(connection, site, context.cipher, owners)
    officials = {user: id_ for id_, area in site.areas.items() for user in area.officials}
    return FindingOptions(
        kinds=[FindingNameOption(id=id_, name=name) for id_, name in rules.kinds.items()],
        severities=[
            FindingSeverityOption(id=each.severity, name=each.name, days_to_act=each.days_to_act)
            for each in rules.severities
        ],
        areas=[FindingNameOption(id=each, name=area_name(site, each)) for each in rules.areas],
        owners=sorted(
            (FindingOwnerOption(user=user, name=names.get(user, user), area=officials.get(user)) for user in owners),
            key=lambda each: (each.name, each.user),
        ),
    )


async def export_findings(context: ApiContext, principal: Principal, form: FindingExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden: the person may not read findings.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("finding.read"):
        raise Forbidden
    filter_, today = _filter_of(context, principal, form), local_date(context.now())
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, sort=form.sort, limit=ROWS_LIMIT + 1)
    names = await find_names(context.engine, context.site, context.cipher, {each.owner for each in rows})
    findings = [present_summary(row, context.site, names, today) for row in rows]
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Hallazgos",
            headings=[labels.FINDING_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in findings],
        ),
        exported="findings",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def _filter_of(context: ApiContext, principal: Principal, query: FindingFilters) -> FindingFilter:
    """Return the filter of a query; who may not read all findings gets their own."""
    states = store.pending_states() if query.pending else None
    own = None if principal.has_permission("finding.all") else principal.user
    return FindingFilter(
        states=(query.state,) if query.state else states,
        late_on=local_date(context.now()) if query.late else None,
        severity=query.severity,
        kind=query.kind,
        area=query.area,
        owner=own or query.owner,
        source=query.source,
        reference=query.reference,
        begins=query.found_from,
        ends=query.found_to,
    )


_CELLS: Mapping[FindingColumn, Callable[[FindingSummary], Cell]] = {
    "number": lambda each: each.id,
    "kind": lambda each: each.kind_name,
    "severity": lambda each: each.severity_name,
    "area": lambda each: each.area_name,
    "owner": lambda each: each.owner_name,
    "state": lambda each: labels.FINDING_STATES[each.state],
    "due_on": lambda each: each.due_on,
    "term": lambda each: labels.finding_term(each.standing, each.days),
    "found_on": lambda each: each.found_on,
    "source": lambda each: " ".join(filter(None, (labels.FINDING_SOURCES[each.source], each.reference))),
    "found_by": lambda each: each.found_by_name,
}
