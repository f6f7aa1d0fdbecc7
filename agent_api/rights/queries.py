"""Requests for rights, for other nouns."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import is_in_service, stays_in_service, users_with_roles
from agent_api.rights import request_store
from agent_api.rights.approval_policy import RightsRequest
from storage.tables import account, account_role


async def find_requests(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> list[RightsRequest]:
    """Return some requests, decided or not; unknown ones are left out."""
    return await request_store.list_by_id(connection, campaign, ids) if ids else []


async def list_pending_roles(connection: AsyncConnection, campaign: str, user: str, now: datetime) -> list[str]:
    """Return the roles of one user that wait for a second person."""
    requests = await request_store.list_pending(connection, campaign, now)
    return [role for each in requests if each.kind == "roles" and each.user == user for role in each.target.split()]


async def list_administrators(connection: AsyncConnection, campaign: str, day: date) -> frozenset[str]:
    """Return the users who can manage users on a day."""
    return await users_with_roles(connection, campaign, roles_with_permission("users.manage"), day)


async def list_lasting_administrators(connection: AsyncConnection, campaign: str, day: date) -> frozenset[str]:
    """Return the users who can manage users on a day, and of whom no end is known."""
    row = account_role.c
    query = (
        select(row.user)
        .join(account, account.c.name == row.user)
        .where(row.campaign == campaign, row.role.in_(roles_with_permission("users.manage")))
        .where(account.c.disabled_at.is_(None), row.begins_on <= day, row.ends_on.is_(None))
        .where(is_in_service(day), stays_in_service())
    )
    return frozenset((await connection.execute(query)).scalars())
