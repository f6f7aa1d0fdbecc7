"""Names of people by login, and the users of a campaign.

Owns that look-up: the database names the users, the site names the others (sample advisors, officials).
"""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.users import ROLES_COLUMN, decrypt_name, role_parameters
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from storage.tables import account


async def find_names(
    engine: AsyncEngine, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """Return names as `load_names` does, over a connection of its own; an empty `logins` needs none.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    if logins is not None and not logins:
        return {}
    async with read_connection(engine) as connection:
        return await load_names(connection, site, cipher, logins)


async def load_names(
    connection: AsyncConnection, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """Return the known names by login; `logins` restricts the users, None reads all.

    Raises:
        DecryptionFailed: a name was encrypted with another key.
    """
    query = select(account.c.name, account.c.full_name)
    if logins is not None:
        query = query.where(account.c.name.in_(logins))
    users = {row.name: decrypt_name(row.name, row.full_name, cipher) for row in await connection.execute(query)}
    officials = {user: each.name for area in site.areas.values() for user, each in area.officials.items()}
    return officials | {each.id: each.name for each in site.sample_advisors} | users


async def find_logins(connection: AsyncConnection, logins: Collection[str]) -> frozenset[str]:
    """Return those logins that have an account."""
    query = select(account.c.name).where(account.c.name.in_(logins))
    return frozenset((await connection.execute(query)).scalars()) if logins else frozenset()


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the campaign.

    Attributes:
        roles: those in force today.
        disabled: whether the user may no longer sign in.
    """

    user: str
    name: str
    roles: tuple[str, ...]
    disabled: bool


async def list_staff(engine: AsyncEngine, cipher: FieldCipher, campaign: str, now: datetime) -> list[StaffMember]:
    """Return all users with their roles in a campaign, by login.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    query = select(account.c.name, account.c.full_name, account.c.disabled_at, ROLES_COLUMN).order_by(account.c.name)
    async with read_connection(engine) as connection:
        rows = (await connection.execute(query, role_parameters(campaign, now))).all()
    return [
        StaffMember(
            user=row.name,
            name=decrypt_name(row.name, row.full_name, cipher),
            roles=tuple(row.roles or ()),
            disabled=row.disabled_at is not None,
        )
        for row in rows
    ]
