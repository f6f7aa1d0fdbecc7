"""Store lookups in PostgreSQL: which, when, by whom and with what result.

Owns the table lookup_made. A row is written in the transaction of its fact. Neither the query data nor the answer is
stored.
"""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from eventlog.facts.customers.lookup import LookupMade
from storage.tables import lookup_made


async def add(connection: AsyncConnection, campaign: str, fact: LookupMade, author: Author) -> None:
    """Store a lookup in the transaction of its fact; the author holds its call, or the ticket's."""
    made = {name: getattr(fact, name) for name in ("lookup", "ticket", "customer_ref", "result", "reason")}
    row = {"campaign": campaign, "call_id": author.call_id, **made, **author.columns()}
    await connection.execute(insert(lookup_made).values(row))
