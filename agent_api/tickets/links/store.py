"""Links between tickets in the database.

Owns the table ticket_link. A link has one direction, and a pair of tickets has at most one link.
"""

import msgspec
from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.tickets.ticket import LinkKind
from storage.tables import ticket_link


class StoredLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link as its row stores it: ``number`` repeats ``other``, or follows it up."""

    number: str
    other: str
    kind: LinkKind


async def add_link(connection: AsyncConnection, campaign: str, link: StoredLink) -> None:
    """Store a link of two tickets that have none."""
    await connection.execute(insert(ticket_link).values(campaign=campaign, **msgspec.structs.asdict(link)))


async def delete_link(connection: AsyncConnection, campaign: str, one: str, other: str) -> bool:
    """Delete the link between two tickets, in either direction; return whether there was one."""
    row = ticket_link.c
    pair = or_((row.number == one) & (row.other == other), (row.number == other) & (row.other == one))
    statement = delete(ticket_link).where(row.campaign == campaign, pair).returning(row.number)
    return (await connection.execute(statement)).first() is not None


async def list_links(connection: AsyncConnection, campaign: str, number: str) -> list[StoredLink]:
    """Return the links of a ticket, in both directions, in the order of the tickets' numbers."""
    row = ticket_link.c
    query = select(row.number, row.other, row.kind).where(row.campaign == campaign)
    query = query.where(or_(row.number == number, row.other == number)).order_by(row.number, row.other)
    return [
        StoredLink(number=each.number, other=each.other, kind=each.kind) for each in await connection.execute(query)
    ]
