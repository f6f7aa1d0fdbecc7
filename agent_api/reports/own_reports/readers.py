"""The users who may see the figures of own reports, and so may own one or receive one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.dates import local_date


async def list_readers(
    connection: AsyncConnection, campaign: str, now: datetime, logins: Collection[str] | None = None
) -> frozenset[str]:
    """Return the users who may see the figures now and can sign in; ``logins`` restricts the users."""
    figures = roles_with_permission("service_level.read")
    roles = [role for role in roles_with_permission("own_report.use") if role in figures]
    return await users_with_roles(connection, campaign, roles, local_date(now), logins)


async def list_managers(connection: AsyncConnection, campaign: str, now: datetime) -> frozenset[str]:
    """Return the users who manage the own reports of others."""
    return await users_with_roles(connection, campaign, roles_with_permission("own_report.manage"), local_date(now))
