"""Requests for rights, for other nouns."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.rights import request_store
from agent_api.rights.approval_policy import RightsRequest


async def find_requests(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> list[RightsRequest]:
    """Return some requests, decided or not; unknown ones are left out."""
    return await request_store.list_by_id(connection, campaign, ids) if ids else []


async def list_pending_roles(connection: AsyncConnection, campaign: str, user: str, now: datetime) -> list[str]:
    """Return the roles of one user that wait for a second person."""
    requests = await request_store.list_pending(connection, campaign, now)
    return [role for each in requests if each.kind == "roles" and each.user == user for role in each.target.split()]
