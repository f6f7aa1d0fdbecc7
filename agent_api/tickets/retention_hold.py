"""What tickets hold: as long as one is open, what was recorded of its call is kept.

Owns that rule; see `agent_api.recordings.retention.RetentionHold`.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets.queries import calls


class OpenTicketHold:
    """Holds the calls on which a petition was filed that is not answered yet."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Which of some calls have an open ticket."""
        return await calls.calls_with_open_tickets(connection, campaign, call_ids)
