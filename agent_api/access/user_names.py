"""What people are called, by login.

Owns that one look-up: users have names of their own; of who is no user (a sample advisor, an official whom only the
site knows), the site says it.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.users import decrypt_name
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from storage.tables import account


async def find_names(
    engine: AsyncEngine, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """As `load_names`, over a connection of its own; nobody asked for costs none.

    Raises:
        StorageError: PostgreSQL is away.
    """
    if logins is not None and not logins:
        return {}
    async with read_connection(engine) as connection:
        return await load_names(connection, site, cipher, logins)


async def load_names(
    connection: AsyncConnection, site: Site, cipher: FieldCipher, logins: Collection[str] | None = None
) -> dict[str, str]:
    """The names of people, by login; who is not in it has none.

    Args:
        connection: of the database.
        site: that names those who are no users.
        cipher: opens the users' names.
        logins: of which users; None for all.

    Raises:
        DecryptionFailed: a name was sealed with another key.
    """
    query = select(account.c.name, account.c.full_name)
    if logins is not None:
        query = query.where(account.c.name.in_(logins))
    users = {row.name: decrypt_name(row.name, row.full_name, cipher) for row in await connection.execute(query)}
    officials = {user: each.name for area in site.areas.values() for user, each in area.officials.items()}
    return officials | {each.id: each.name for each in site.sample_advisors} | users
