"""Requests for rights, for other nouns."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.rights import request_store
from agent_api.rights.approval_policy import RightsRequest


async def find_requests(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> list[RightsRequest]:
    """Return some requests, decided or not; unknown ones are left out."""
    return await request_store.list_by_id(connection, campaign, ids) if ids else []
