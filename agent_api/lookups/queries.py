"""Look-ups as other nouns read them: those that were made for a ticket."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.merges.survivors import surviving_ids
from eventlog.facts.customers.lookup import LookupResult, MaybeReason
from storage.tables import lookup_made

MAX_LISTED: Final = 100
"""Of one ticket; the last ones."""


class LookupRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One lookup.

    Attributes:
        lookup: its id in the site.
        ticket: for which, or empty: in a call.
        customer_ref: opaque id of the customer at the time.
        at: when, aware.
        who: login.
        who_name: their name at the time.
        result: how it went.
        reason: why there was no answer, else empty.
    """

    lookup: str
    ticket: str
    customer_ref: str
    at: datetime
    who: str
    who_name: str
    result: LookupResult
    reason: MaybeReason


async def lookups_of_ticket(
    connection: AsyncConnection, campaign: str, number: str, *, call_id: str, customer_ref: str
) -> list[LookupRecord]:
    """The lookups made for a ticket, and those made about its customer in its call, in order.

    Args:
        connection: to read with.
        campaign: whose.
        number: the ticket's.
        call_id: of the ticket, or empty.
        customer_ref: the ticket's customer, or empty: then none of the call is of theirs.
    """
    made = lookup_made.c
    of_it = made.ticket == number
    if call_id and customer_ref:
        of_it = or_(of_it, and_(made.call_id == call_id, made.ticket == ""))
    query = select(*(made[name] for name in LookupRecord.__struct_fields__)).where(made.campaign == campaign, of_it)
    rows = await connection.execute(query.order_by(made.id.desc()).limit(MAX_LISTED))
    records = [LookupRecord(**row) for row in rows.mappings()]
    own = await _same_customer(connection, campaign, customer_ref, (each.customer_ref for each in records))
    return [each for each in reversed(records) if each.ticket or each.customer_ref in own]


async def _same_customer(
    connection: AsyncConnection, campaign: str, customer_ref: str, refs: Iterable[str]
) -> set[str]:
    """Of some customers those who are this one, also by having been merged into it."""
    others = set(refs) - {customer_ref}
    if not others:
        return {customer_ref}
    onward = await surviving_ids(connection, campaign, others)
    return {customer_ref, *(ref for ref, at in onward.items() if at == customer_ref)}
