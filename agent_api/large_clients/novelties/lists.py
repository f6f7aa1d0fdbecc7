"""Read novelties: a list with filters, its file, one with its history, and what a new one may be.

Owns who may see which: the interventoría sees those that were sent to it, the others all.
"""

from collections.abc import Callable, Mapping
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.domain.state_machine import OPEN_STATES
from agent_api.large_clients.novelties.presenters import NoveltyParts, present_novelty, present_novelty_detail
from agent_api.large_clients.novelties.problems import NoveltyUnknown
from agent_api.large_clients.novelties.schemas import (
    NoveltyColumn,
    NoveltyDetail,
    NoveltyExportForm,
    NoveltyFilters,
    NoveltyOption,
    NoveltyOptions,
    NoveltyPage,
    NoveltyQuery,
    NoveltySummary,
    RecipientOption,
)
from agent_api.large_clients.novelties.store import NoveltyFilter, StoredNovelty
from agent_api.large_clients.register.queries import list_active_names, names_of_clients
from config.site.customers.large_clients import RECIPIENTS
from storage.postgres.engine import read_connection

_NOT_FILTERS: Final = ("sort", "columns", "format")


def require_visible(principal: Principal, stored: StoredNovelty | None) -> StoredNovelty:
    """Return a novelty that a user may see.

    Raises:
        NoveltyUnknown: there is none, or they may not see it.
    """
    if stored is None:
        raise NoveltyUnknown
    if not _sees_all(principal) and stored.value.delivery_to("interventoria") is None:
        raise NoveltyUnknown
    return stored


async def list_novelties(
    context: ApiContext, principal: Principal, query: NoveltyQuery, after: Cursor | None
) -> NoveltyPage:
    """Return a page of the novelties that a user may see, and the counts of the whole list."""
    filter_, today = _filter_of(context, principal, query), local_date(context.now())
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection, context.campaign, filter_, sort=query.sort, limit=query.limit + 1, after=after
        )
        total, pending = await store.count(connection, context.campaign, filter_)
        names = await names_of_clients(connection, context.campaign, {each.row.client for each in rows})
    page = rows[: query.limit]
    last = page[-1].row if len(rows) > query.limit else None
    return NoveltyPage(
        novelties=[present_novelty(each, context.site, names, today) for each in page],
        total=total,
        open=pending,
        next=Cursor(last.registered_at, last.id).encode() if last else None,
    )


async def read_novelty(context: ApiContext, principal: Principal, id_: str) -> NoveltyDetail:
    """Return a novelty with its history.

    Raises:
        NoveltyUnknown: there is none that the user may see.
    """
    async with read_connection(context.engine) as connection:
        stored = require_visible(principal, await store.find(connection, context.campaign, id_))
        steps = await store.list_steps(connection, context.cipher, context.campaign, id_)
        reminders = await store.list_reminders(connection, context.campaign, id_)
        names = await names_of_clients(connection, context.campaign, [stored.row.client])
    parts = NoveltyParts(stored=stored, names=names, steps=steps, reminders=reminders)
    return present_novelty_detail(parts, context.site, context.cipher, principal, local_date(context.now()))


async def read_novelty_options(context: ApiContext, principal: Principal) -> NoveltyOptions:
    """Return what a novelty may be; the clients only to those who read the register."""
    rules = context.site.large_clients
    names: Mapping[str, str] = {}
    if _sees_all(principal):
        async with read_connection(context.engine) as connection:
            names = await list_active_names(connection, context.campaign)
    return NoveltyOptions(
        channels=[NoveltyOption(id=id_, name=name) for id_, name in rules.channels.items()],
        recipients=[
            RecipientOption(
                id=each,
                name=rules.recipient(each).name,
                receipt_days=rules.recipient(each).receipt_days,
                answer_days=rules.recipient(each).answer_days,
                has_mail=context.site.mail is not None and bool(rules.recipient(each).mail),
            )
            for each in RECIPIENTS
        ],
        clients=[NoveltyOption(id=id_, name=name) for id_, name in names.items()],
    )


async def export_novelties(context: ApiContext, principal: Principal, form: NoveltyExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden: the person may not read novelties.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("client_novelty.read"):
        raise Forbidden
    filter_, today = _filter_of(context, principal, form), local_date(context.now())
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, sort=form.sort, limit=ROWS_LIMIT + 1)
        names = await names_of_clients(connection, context.campaign, {each.row.client for each in rows})
    novelties = [present_novelty(each, context.site, names, today) for each in rows]
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Novedades",
            headings=[labels.NOVELTY_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in novelties],
        ),
        exported="novelties",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=context.now(), site_version=context.site.version),
    )


def _sees_all(principal: Principal) -> bool:
    return principal.has_permission("large_client.read")


def _filter_of(context: ApiContext, principal: Principal, query: NoveltyFilters) -> NoveltyFilter:
    states = OPEN_STATES if query.pending else None
    return NoveltyFilter(
        states=(query.state,) if query.state else states,
        visible_to=None if _sees_all(principal) else "interventoria",
        owed_on=local_date(context.now()) if query.owed else None,
        kind=query.kind,
        source=query.source,
        channel=query.channel,
        recipient=query.recipient,
        client=query.client,
        begins=query.found_from,
        ends=query.found_to,
    )


_CELLS: Mapping[NoveltyColumn, Callable[[NoveltySummary], Cell]] = {
    "number": lambda each: each.id,
    "client": lambda each: each.client_name,
    "kind": lambda each: labels.NOVELTY_KINDS[each.kind],
    "channel": lambda each: each.channel_name,
    "source": lambda each: labels.NOVELTY_SOURCES[each.source],
    "state": lambda each: labels.NOVELTY_STATES[each.state],
    "found_on": lambda each: each.found_on,
    "sent_to": lambda each: ", ".join(delivery.recipient_name for delivery in each.deliveries),
    "owed": lambda each: each.owed,
    "registered_by": lambda each: each.registered_by_name,
}
