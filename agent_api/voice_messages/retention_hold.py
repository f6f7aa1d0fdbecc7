"""Hold on voice messages: keep them until they are heard and their petitions are answered.

Implements `agent_api.recordings.retention.RetentionHold`.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.voice_messages import queries


class VoiceMessageHold:
    """Holds the calls whose message waits, or whose ticket is open, regardless of the call that it was filed on."""

    async def held_calls(self, connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
        """Return the calls that have such a message."""
        return await queries.held_calls(connection, campaign, call_ids)
