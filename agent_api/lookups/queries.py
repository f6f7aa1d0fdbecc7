"""Read the lookups made for a ticket, for other nouns."""

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
"""The most lookups listed for one ticket; the newest ones."""


class LookupRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A lookup that was made.

    Attributes:
        ticket: empty if it was made on a call.
        customer_ref: opaque id of the customer at the time.
        who: login.
        who_name: the person's name at the time.
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
    """Return the lookups made for a ticket, and those about its customer in its call, in order.

    ``call_id`` and ``customer_ref`` may be empty; then the call's lookups are left out.
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
    """Return those ids that are this customer, directly or after a merge."""
    others = set(refs) - {customer_ref}
    if not others:
        return {customer_ref}
    onward = await surviving_ids(connection, campaign, others)
    return {customer_ref, *(ref for ref, at in onward.items() if at == customer_ref)}
