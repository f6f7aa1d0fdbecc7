"""Counts of a list of tickets: in total, by state, by traffic light and by owner.

Owns the counting. A count by state ignores the filter by state, and likewise the others, so that a screen can tell what
another choice would list.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import Boolean, DateTime, bindparam, false, func, select, text

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain.ticket import State
from agent_api.tickets.queries.inboxes import filter_of, find_nit_prints
from agent_api.tickets.queries.pages import LIST_CONDITIONS, list_values
from agent_api.tickets.queries.visibility import visibility_of
from agent_api.tickets.schemas import TicketFilters
from config.law.term_rules import TermRules
from config.law.terms import Color, day_of_receipt, traffic_light
from storage.postgres.queries import QueryFamily
from storage.tables import ticket

_WITHOUT_LIGHT = ("closed", "incomplete")


class ListCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of a list; a state, light or owner that no ticket has is missing.

    Attributes:
        owners: open tickets by login; an empty login stands for those without an owner.
        owner_names: by login.
    """

    total: int
    states: Mapping[State, int]
    lights: Mapping[Color, int]
    owners: Mapping[str, int] = {}
    owner_names: Mapping[str, str] = {}


async def count_list(context: ApiContext, principal: Principal, query: TicketFilters) -> ListCounts:
    """Count the tickets of a list that a person may see.

    Raises:
        Forbidden: see `agent_api.tickets.queries.inboxes.find_nit_prints`.
    """
    now, visibility = context.now(), await visibility_of(context, principal)
    prints = await find_nit_prints(context, principal, query)

    async def group(family: QueryFamily, **unset: Any) -> list[asyncpg.Record]:
        ticket_filter = filter_of(context.site, principal, query.model_copy(update=unset), now, nit_prints=prints)
        values = list_values(visibility, ticket_filter)
        return await family.rows(context.engine, campaign=context.campaign, counted_at=now, **values)

    groups = [tuple(row) for row in await group(_BY_STATE_AND_DAY, state=None, light=None)]
    owners = dict(tuple(row) for row in await group(_OPEN_BY_OWNER, owner=None, unowned=False))
    names = await find_names(context.engine, context.site, context.cipher, [each for each in owners if each])
    counts = count_groups(groups, query.state, query.light, day_of_receipt(now), context.site.terms)
    return msgspec.structs.replace(counts, owners=owners, owner_names=names)


def count_groups(
    groups: list[tuple[State, date, bool, int]], state: State | None, light: Color | None, today: date, rules: TermRules
) -> ListCounts:
    """Add up the tickets of each state and last day; those whose authority's hour has passed are overdue."""
    total, states, lights = 0, Counter[State](), Counter[Color]()
    for its_state, due_on, is_past_hour, count in groups:
        color: Color = "overdue" if is_past_hour else traffic_light(due_on, today, rules).color
        its_light = None if its_state in _WITHOUT_LIGHT else color
        if light in (None, its_light):
            states[its_state] += count
        if its_light and state in (None, its_state):
            lights[its_light] += count
        if light in (None, its_light) and state in (None, its_state):
            total += count
    return ListCounts(total=total, states=dict(states), lights=dict(lights))


_t = ticket.c
_PAST_HOUR = func.coalesce(
    _t.authority_due_at < bindparam("counted_at", type_=DateTime(timezone=True)), false(), type_=Boolean
).label("past_hour")
_BY_STATE_AND_DAY = QueryFamily(
    select(_t.state, _t.due_on, _PAST_HOUR, func.count())
    .where(_t.campaign == bindparam("campaign"))
    .group_by(_t.state, _t.due_on, text("past_hour")),
    LIST_CONDITIONS,
)
_OPEN_BY_OWNER = QueryFamily(
    select(_t.owner, func.count()).where(_t.campaign == bindparam("campaign"), _t.status == "open").group_by(_t.owner),
    LIST_CONDITIONS,
)
