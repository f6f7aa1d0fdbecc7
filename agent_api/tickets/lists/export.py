"""The export of a list of tickets: the rows and columns that the screen shows, as a file.

Owns the value of each column. The list obeys the visibility of the person, and no column has personal data of a
petitioner; a large client is a company.
"""

from collections.abc import Callable, Mapping
from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.schemas import filter_names
from agent_api.exports.service import ROWS_LIMIT, produce_file
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.tickets.lists.schemas import TicketColumn, TicketExportForm
from agent_api.tickets.queries.inboxes import filter_of, find_nit_prints
from agent_api.tickets.queries.pages import list_page
from agent_api.tickets.queries.summaries import TicketSummary, load_summaries
from agent_api.tickets.queries.visibility import can_read, visibility_of

_NOT_FILTERS: Final = ("sort", "columns", "format")


async def export_tickets(context: ApiContext, principal: Principal, form: TicketExportForm) -> bytes:
    """Return the file of a list.

    Raises:
        Forbidden: the person may not read tickets, or may not know who the petitioners are.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("ticket.read"):
        raise Forbidden
    now = context.now()
    nit_prints = await find_nit_prints(context, principal, form)
    ticket_filter = filter_of(context.site, principal, form, now, nit_prints=nit_prints)
    visibility = await visibility_of(context, principal)
    tickets = await list_page(
        context.engine, context.campaign, visibility, ticket_filter, limit=ROWS_LIMIT + 1, sort=form.sort
    )
    known = [each.number for each in tickets if can_read(visibility, each)]
    summaries = await load_summaries(context, principal, tickets, (), known_petitioners=known)
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(
            title="Tickets",
            headings=[labels.TICKET_COLUMNS[each] for each in form.columns],
            rows=[[_CELLS[column](each) for column in form.columns] for each in summaries],
        ),
        exported="tickets",
        file_format=form.format,
        filters=filter_names(form, besides=_NOT_FILTERS),
        columns=tuple(form.columns),
        author=principal.author(at=now, site_version=context.site.version),
    )


def _topic(summary: TicketSummary) -> str:
    topic = summary.topic
    return " · ".join(filter(None, (topic.kind, topic.theme, topic.subtheme)))


_CELLS: Mapping[TicketColumn, Callable[[TicketSummary], Cell]] = {
    "due_on": lambda each: each.filed.due_on,
    "number": lambda each: each.filed.number,
    "topic": _topic,
    "owner": lambda each: each.owner_name,
    "large_client": lambda each: each.large_client,
    "state": lambda each: labels.TICKET_STATES[each.filed.state],
    "area": lambda each: each.area_name,
    "channel": lambda each: labels.CHANNELS[each.filed.channel],
    "filed_at": lambda each: each.filed.filed_at,
    "received_by": lambda each: each.filed.received_by,
    "state_since": lambda each: each.state_since,
    "round": lambda each: each.filed.round,
    "closed_at": lambda each: each.filed.closed_at,
    "outcome": lambda each: labels.TICKET_OUTCOMES[each.filed.outcome] if each.filed.outcome else "",
}
