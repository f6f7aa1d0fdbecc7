"""Lookups that were made, in the database: which, when, by whom and how it went.

Owns the table lookup_made. A row is written in the transaction of its fact. What was asked with and what was answered
stand in no row.
"""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from eventlog.facts.customers.lookup import LookupMade
from storage.tables import lookup_made


async def add(connection: AsyncConnection, campaign: str, fact: LookupMade, author: Author) -> None:
    """Store a lookup.

    Args:
        connection: within the transaction that tells the log of it.
        campaign: whose.
        fact: what happened.
        author: who made it, and in which call, or the ticket's.
    """
    made = {name: getattr(fact, name) for name in ("lookup", "ticket", "customer_ref", "result", "reason")}
    row = {"campaign": campaign, "call_id": author.call_id, **made, **author.columns()}
    await connection.execute(insert(lookup_made).values(row))
