"""What tickets hold: as long as one is open, what was recorded of its call is kept.

Owns that rule; see `agent_api.recordings.retention.Holds`.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets import store


class OpenTickets:
    """Holds the calls on which a petition was filed that is not answered yet."""

    async def held(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Which of some calls have an open ticket."""
        return await store.with_open_tickets(connection, campaign, call_ids)
