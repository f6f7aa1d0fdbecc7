"""The tickets of an inbox, as the API asks for them.

Owns the way from a query to the conditions of a list. How a page is read is `agent_api.tickets.queries.pages`'.
"""

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import legal_term
from agent_api.tickets.queries.filters import TicketFilter
from agent_api.tickets.queries.pages import TicketCursor, list_page
from agent_api.tickets.queries.visibility import actor_of, visibility_of
from agent_api.tickets.schemas import TicketQuery
from agent_api.tickets.store import FiledTicket
from config.law.terms import day_of_receipt


async def list_tickets(
    context: ApiContext, principal: Principal, query: TicketQuery, after: TicketCursor | None
) -> tuple[list[FiledTicket], TicketCursor | None]:
    """Return a page of the tickets that a person may see, and where it ends if there are more."""
    wanted, limit = _filter_of(context, principal, query), query.limit
    seen = await visibility_of(context, principal)
    found = await list_page(context.engine, context.campaign, seen, wanted, limit=limit + 1, after=after)
    return found[:limit], TicketCursor.after_ticket(found[limit - 1]) if len(found) > limit else None


def _filter_of(context: ApiContext, principal: Principal, query: TicketQuery) -> TicketFilter:
    by = legal_term.term_policy(context.site)
    due_from, due_to = (
        legal_term.due_dates_of_light(query.light, day_of_receipt(context.now()), by.rules)
        if query.light
        else (None, None)
    )
    areas = actor_of(context.site, principal).areas or context.site.areas.keys()
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
