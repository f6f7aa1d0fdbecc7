"""Coaching as other nouns may read it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.quality.coaching import store


async def has_coaching(connection: AsyncConnection, campaign: str, id_: str) -> bool:
    """Return whether there is a coaching with this number."""
    return await store.find(connection, campaign, id_) is not None
