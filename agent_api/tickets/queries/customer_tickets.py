"""Tickets of a customer that a person may see, by the day of filing, for other nouns."""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from agent_api.tickets.queries.filters import CONDITIONS, Visibility
from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.tables import ticket

MAX_TICKETS: Final = 500
"""The most tickets of one customer that a page considers, the latest."""
_t = ticket.c


class TicketReference(msgspec.Struct, frozen=True, kw_only=True):
    """The number of a ticket, and the call in which it was filed, or empty."""

    number: str
    call_id: str


async def list_references(
    connection: AsyncConnection, campaign: str, visibility: Visibility, customer_ids: Collection[str]
) -> list[TicketReference]:
    """Return the tickets of a customer, the latest first."""
    query = select(_t.number, _t.call_id).order_by(_t.filed_at.desc(), _t.number.desc()).limit(MAX_TICKETS)
    rows = await connection.execute(_of_customer(query, campaign, visibility, customer_ids), visibility.query_values())
    return [TicketReference(number=row.number, call_id=row.call_id) for row in rows]


async def list_filed(
    connection: AsyncConnection,
    campaign: str,
    visibility: Visibility,
    customer_ids: Collection[str],
    window: KeysetWindow,
) -> list[FiledTicket]:
    """Return the tickets of a customer that were filed within a window, the newest first."""
    query = _of_customer(select(*COLUMNS), campaign, visibility, customer_ids)
    rows = await connection.execute(within_window(query, window, _t.filed_at, _t.number), visibility.query_values())
    return [FiledTicket(**row) for row in rows.mappings()]


def _of_customer(
    query: Select[Any], campaign: str, visibility: Visibility, customer_ids: Collection[str]
) -> Select[Any]:
    """Limit a query to the tickets of a customer that a person may see."""
    query = query.where(_t.campaign == campaign, _t.customer_ref.in_(customer_ids))
    values = visibility.query_values()
    return query.where(*(condition for names, condition in CONDITIONS.items() if values.keys() >= set(names)))
