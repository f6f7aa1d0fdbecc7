"""The tickets of an inbox, for the API.

Owns the conversion of an API query into a filter. `agent_api.tickets.queries.pages` reads the page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_day
from agent_api.kit.errors import BadQuery
from agent_api.tickets.domain import legal_term
from agent_api.tickets.queries.filters import TicketFilter
from agent_api.tickets.queries.pages import TicketCursor, list_page
from agent_api.tickets.queries.summaries import TicketSummary, load_summaries
from agent_api.tickets.queries.visibility import actor_of, can_read, knows_petitioners, visibility_of
from agent_api.tickets.schemas import TicketFilters, TicketQuery
from config.law.terms import day_of_receipt
from config.site.model import Site


class InboxPage(NamedTuple):
    """A page of tickets; ``next`` is its end, or None on the last page."""

    summaries: Sequence[TicketSummary]
    next: TicketCursor | None


async def load_page(
    context: ApiContext, principal: Principal, query: TicketQuery, after: TicketCursor | None
) -> InboxPage:
    """Load a page of the tickets that a person may see.

    Raises:
        BadQuery: ``after`` is of a list in another order.
        Forbidden: see `find_nit_prints`.
    """
    if after is not None and after.by_filing != (query.sort != "due_on"):
        raise BadQuery("cursor", "El cursor es de una lista en otro orden.")
    nit_prints = await find_nit_prints(context, principal, query)
    ticket_filter = filter_of(context.site, principal, query, context.now(), nit_prints=nit_prints)
    limit = query.limit
    visibility = await visibility_of(context, principal)
    tickets = await list_page(
        context.engine, context.campaign, visibility, ticket_filter, limit=limit + 1, after=after, sort=query.sort
    )
    page, more = tickets[:limit], len(tickets) > limit
    readable = {each.number for each in page if can_read(visibility, each)}
    return InboxPage(
        await load_summaries(context, principal, page, readable),
        TicketCursor.after_ticket(page[-1], query.sort) if more else None,
    )


async def find_nit_prints(context: ApiContext, principal: Principal, query: TicketFilters) -> tuple[str, ...] | None:
    """Return the prints of the NITs of the large clients of a query; None if it does not filter by them.

    Raises:
        Forbidden: the person may not know who the petitioners are.
    """
    if query.large_client is None:
        return None
    if not knows_petitioners(principal):
        raise Forbidden
    clients = await context.handlers.large_clients(context.engine, context.campaign)
    return tuple(each.nit_print for each in clients if query.large_client in ("any", each.id))


def filter_of(
    site: Site,
    principal: Principal,
    query: TicketFilters,
    now: datetime,
    *,
    nit_prints: tuple[str, ...] | None = None,
) -> TicketFilter:
    """Return the filter of an API query; its light is that of ``now``, its prints those of `find_nit_prints`."""
    light_from, light_to = (
        legal_term.due_dates_of_light(query.light, day_of_receipt(now), site.terms) if query.light else (None, None)
    )
    overdue = query.light == "overdue"
    areas = actor_of(site, principal).areas or site.areas.keys()
    return TicketFilter(
        filed_by=principal.user if query.mine else None,
        call_id=query.call_id,
        customer_ref=query.customer_id,
        state=query.state,
        tier=2 if query.box == "tier" else None,
        owner=principal.user if query.box == "mine" else None,
        of_areas=tuple(sorted(areas)) if query.box == "area" else None,
        followed=query.box == "followed",
        due_from=max(filter(None, (light_from, query.due_from)), default=None),
        due_to=min(filter(None, (None if overdue else light_to, query.due_to)), default=None),
        overdue_to=light_to if overdue else None,
        overdue_at=now if overdue else None,
        not_overdue_at=now if query.light and not overdue else None,
        current_owner=query.owner,
        unowned=query.unowned,
        area=query.area,
        channel=query.channel,
        kind=query.kind,
        theme=query.theme,
        subtheme=query.subtheme,
        outcome=query.outcome,
        nit_prints=nit_prints,
        filed_from=start_of_day(query.filed_from) if query.filed_from else None,
        filed_before=start_of_day(query.filed_to + _DAY) if query.filed_to else None,
    )


_DAY = timedelta(days=1)
