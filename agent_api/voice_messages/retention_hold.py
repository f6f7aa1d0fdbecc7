"""What voice messages hold: nobody's words are deleted before they were heard and what they ask for is answered.

Owns that rule; see `agent_api.recordings.retention.RetentionHold`.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.voice_messages import queries


class VoiceMessageHold:
    """Holds the calls whose message waits, or led to a ticket that is not closed, on whatever call it was filed."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Which of some calls have such a message."""
        return await queries.held_calls(connection, campaign, call_ids)
