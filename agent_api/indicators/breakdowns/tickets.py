"""List the tickets behind a figure, each with the ones who had it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.indicators.breakdowns.schemas import TicketBehind, TicketBehindPage, TicketsBehindQuery
from agent_api.indicators.breakdowns.tables import SEES_ALL
from agent_api.indicators.breakdowns.tickets_behind import HolderFilter, tickets_behind
from agent_api.indicators.service import Selection, definitions_of, resolve_selection
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.pagination import parse_cursor
from config.site.oversight.indicators import OF_TICKETS, Formula, IndicatorDefinition
from storage.postgres.engine import snapshot

_TIMELINESS: Final = IndicatorDefinition(
    id="oportunidad", name="Oportunidad", formula=Formula(kind="petition_timeliness"), valid_from=date.min
)


class NoTicketsCounted(ApiError):
    """The indicator counts no tickets."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_tickets_behind"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» no se cuenta sobre tickets: consulte sus llamadas o sus evaluaciones.")


async def list_tickets_behind(
    context: ApiContext, principal: Principal, indicator: str, query: TicketsBehindQuery
) -> TicketBehindPage:
    """Return a page of the tickets behind a figure; without the right to read figures, only one's own.

    Raises:
        NotFound: no such indicator is in force in the period.
        NoTicketsCounted: it is no indicator of tickets.
    """
    selection = resolve_selection(query.begins, query.ends, context.now())
    definitions = await definitions_of(context.engine, context.campaign, context.site.indicators, selection)
    matching = [each for each in definitions if each.id == indicator]
    if not matching:
        raise NotFound(f"No hay ningún indicador «{indicator}» vigente en ese período.")
    if matching[0].formula.kind not in OF_TICKETS:
        raise NoTicketsCounted(matching[0].name)
    return await _page(context, principal, matching, selection, query)


async def list_due_tickets(context: ApiContext, principal: Principal, query: TicketsBehindQuery) -> TicketBehindPage:
    """Return a page of the tickets behind the table of timeliness, which needs no indicator of the contract."""
    selection = resolve_selection(query.begins, query.ends, context.now())
    return await _page(context, principal, [_TIMELINESS], selection, query)


async def _page(
    context: ApiContext,
    principal: Principal,
    definitions: Sequence[IndicatorDefinition],
    selection: Selection,
    query: TicketsBehindQuery,
) -> TicketBehindPage:
    owner = query.owner if principal.has_permission(SEES_ALL) else principal.user
    wanted = HolderFilter(numerator=query.part == "numerator", area=query.area, tier=query.tier, owner=owner)
    async with snapshot(context.engine) as connection:
        counted, more = await tickets_behind(
            connection,
            context.campaign,
            definitions,
            selection,
            wanted,
            limit=query.limit,
            after=parse_cursor(query.cursor),
        )
    areas = context.site.areas
    owners = {each.owner for each in counted if each.owner}
    names = await find_names(context.engine, context.site, context.cipher, owners)
    return TicketBehindPage(
        tickets=[
            TicketBehind(
                number=each.number,
                at=each.at,
                area=each.area,
                area_name=areas[each.area].name if each.area in areas else each.area,
                tier=each.tier,
                owner=each.owner,
                owner_name=names.get(each.owner, each.owner),
                in_time=each.in_time,
                after_call_ms=each.after_call_ms,
            )
            for each in counted
        ],
        next=more.encode() if more else None,
    )
