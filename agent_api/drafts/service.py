"""Remove a draft once its ticket is filed, for other nouns."""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.drafts import store
from agent_api.drafts.store import DraftKey


async def remove_draft(connection: AsyncConnection, campaign: str, call_id: str, owner: str) -> None:
    """Remove the draft that a user has for a call, if there is one."""
    await store.remove(connection, DraftKey(campaign, call_id, owner))
