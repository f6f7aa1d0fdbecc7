"""Users by role.

Owns that look-up: the users who have a role on a day and can sign in.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import account, account_role


async def users_with_roles(
    connection: AsyncConnection,
    campaign: str,
    roles: Collection[str],
    today: date,
    logins: Collection[str] | None = None,
) -> frozenset[str]:
    """Return the users who have one of the roles on a local day and can sign in.

    ``logins`` restricts the users; None means all.
    """
    row = account_role.c
    query = (
        select(row.user)
        .join(account, account.c.name == row.user)
        .where(row.role.in_(roles), row.campaign == campaign, account.c.disabled_at.is_(None))
        .where(row.begins_on <= today, or_(row.ends_on.is_(None), row.ends_on >= today))
    )
    query = query if logins is None else query.where(row.user.in_(logins))
    return frozenset((await connection.execute(query)).scalars())
