"""The tickets of an inbox, for the API.

Owns the conversion of an API query into a filter. `agent_api.tickets.queries.pages` reads the page.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import legal_term
from agent_api.tickets.queries.filters import TicketFilter
from agent_api.tickets.queries.pages import TicketCursor, list_page
from agent_api.tickets.queries.summaries import TicketSummary, load_summaries
from agent_api.tickets.queries.visibility import actor_of, can_read, visibility_of
from agent_api.tickets.schemas import TicketQuery
from config.law.terms import day_of_receipt
from config.site.model import Site


class InboxPage(NamedTuple):
    """A page of tickets; ``next`` is its end, or None on the last page."""

    summaries: Sequence[TicketSummary]
    next: TicketCursor | None


async def load_page(
    context: ApiContext, principal: Principal, query: TicketQuery, after: TicketCursor | None
) -> InboxPage:
    """Load a page of the tickets that a person may see."""
    ticket_filter, limit = _filter_of(context.site, principal, query, day_of_receipt(context.now())), query.limit
    visibility = await visibility_of(context, principal)
    tickets = await list_page(context.engine, context.campaign, visibility, ticket_filter, limit=limit + 1, after=after)
    page, more = tickets[:limit], len(tickets) > limit
    readable = {each.number for each in page if can_read(visibility, each)}
    return InboxPage(
        await load_summaries(context, principal, page, readable), TicketCursor.after_ticket(page[-1]) if more else None
    )


def _filter_of(site: Site, principal: Principal, query: TicketQuery, today: date) -> TicketFilter:
    due_from, due_to = legal_term.due_dates_of_light(query.light, today, site.terms) if query.light else (None, None)
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
        due_from=due_from,
        due_to=due_to,
    )
