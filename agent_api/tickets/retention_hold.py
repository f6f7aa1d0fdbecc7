"""Retention hold of tickets: the recordings of a call are kept while one of its tickets is open.

Owns that rule; see `agent_api.recordings.retention.RetentionHold`.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.queries import calls


class OpenTicketHold:
    """Holds the calls that have an open ticket."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Return those of some calls that have an open ticket."""
        return await calls.calls_with_open_tickets(connection, campaign, call_ids)
